import { closeSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, StatestormError } from '../../domain/errors.ts';
import type { Statistics } from '../statistics.ts';
import { exceptionsCsv, failuresCsv, historyRows, requestsCsv } from './csv.ts';
import { openHistory } from './openHistory.ts';

export interface CsvFilesOptions {
  /** The start of every file's path, such as `results/night`. */
  readonly prefix: string;
  readonly statistics: Statistics;
  /** A history row per entry, not only in total. */
  readonly fullHistory?: boolean;
  /** Whether the history that is there is of the same run, and goes on: its process was lost. */
  readonly goesOn?: boolean;
}

/**
 * Keeps the four files of `--csv` up to date: `<prefix>_stats.csv`, `_failures.csv` and `_exceptions.csv` are
 * written anew with every tick, `_stats_history.csv` grows. Writes are synchronous: a few KB once a second, and
 * the last of them must be on disk when the process ends. A path that cannot be written is a StatestormError
 * `csv.notWritable`.
 */
export class CsvFiles {
  /** The history file, for those who offer it as a download. */
  readonly historyPath: string;
  readonly #prefix: string;
  readonly #statistics: Statistics;
  readonly #fullHistory: boolean;
  readonly #goesOn: boolean;
  #history: number | undefined;

  constructor({ prefix, statistics, fullHistory = false, goesOn = false }: CsvFilesOptions) {
    this.#prefix = prefix;
    this.#statistics = statistics;
    this.#fullHistory = fullHistory;
    this.#goesOn = goesOn;
    this.historyPath = `${prefix}_stats_history.csv`;
  }

  /** Makes the folder and the files, replacing older ones but a history that goes on. `now` in ms since the epoch. */
  open(now: number): void {
    this.#guard(this.historyPath, () => {
      mkdirSync(dirname(this.historyPath), { recursive: true });
      this.#history = openHistory(this.historyPath, this.#goesOn);
    });
    this.#writeAnew(now);
  }

  /** Once a second. Nothing before `open` and after `close`. */
  tick(now: number, users: number): void {
    const history = this.#history;
    if (history === undefined) return;
    const rows = historyRows(this.#statistics, now, { users, fullHistory: this.#fullHistory });
    this.#guard(this.historyPath, () => writeFileSync(history, rows));
    this.#writeAnew(now);
  }

  /** Writes what came last and lets go of the files. */
  close(now: number, users: number): void {
    if (this.#history === undefined) return;
    try {
      this.tick(now, users);
    } finally {
      closeSync(this.#history);
      this.#history = undefined;
    }
  }

  #writeAnew(now: number): void {
    const write = (suffix: string, text: string): void => {
      const path = `${this.#prefix}${suffix}`;
      this.#guard(path, () => writeFileSync(path, text));
    };
    write('_stats.csv', requestsCsv(this.#statistics, now));
    write('_failures.csv', failuresCsv(this.#statistics));
    write('_exceptions.csv', exceptionsCsv(this.#statistics));
  }

  #guard(path: string, write: () => void): void {
    try {
      write();
    } catch (cause) {
      throw new StatestormError('csv.notWritable', `Cannot write ${path} (--csv): ${messageOf(cause)}`, {
        hint: 'Give --csv a prefix in a folder that this process may write to.',
        cause,
      });
    }
  }
}
