import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config/loadConfig.ts';
import { systemClock } from '../domain/clock.ts';
import { messageOf, StatestormError } from '../domain/errors.ts';
import { describeStop } from '../domain/stopReason.ts';
import type { LoadTest } from '../engine/loadTest.ts';
import { errorTable, intendedTable, percentileTable, statsTable } from '../metrics/outputs/consoleTable.ts';
import { CsvFiles } from '../metrics/outputs/csvFiles.ts';
import { jsonSummaryText } from '../metrics/outputs/jsonSummary.ts';
import { htmlReport } from '../metrics/outputs/report.ts';

/** The files that the command line asks for, kept up to date while the program runs. */
export interface FileOutputs {
  /** Where the history is kept; undefined without --csv. */
  readonly historyPath: string | undefined;
  /** Writes what comes at the end. @throws StatestormError naming the path and the flag. */
  close(): void;
}

/** Opens what `--csv`, `--html` and `--json-file` ask for. @throws StatestormError `csv.notWritable`. */
export function openOutputs(config: Config, test: LoadTest): FileOutputs {
  const csv =
    config.csv === undefined
      ? undefined
      : new CsvFiles({
          prefix: config.csv,
          statistics: test.statistics,
          fullHistory: config.csvFullHistory,
          // Before it began it has a run: that of a coordinator which was lost.
          goesOn: test.run > 0,
        });
  csv?.open(systemClock.now());
  const ticks = test.ticks$.subscribe((now) => csv?.tick(now, test.userCount));
  return {
    historyPath: csv?.historyPath,
    close() {
      ticks.unsubscribe();
      csv?.close(systemClock.now(), test.userCount);
      if (config.html !== undefined) write(htmlPath(config, test), '--html', reportOf(test));
      if (config.jsonFile !== undefined) {
        const path = config.jsonFile.endsWith('.json') ? config.jsonFile : `${config.jsonFile}.json`;
        write(path, '--json-file', `${jsonSummaryText(test.statistics)}\n`);
      }
    },
  };
}

function write(path: string, flag: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw new StatestormError('output.notWritable', `Cannot write ${path} (${flag}): ${messageOf(cause)}`, {
      hint: 'Give a path in a folder that this process may write to.',
    });
  }
}

function htmlPath({ html = '', users = 1, spawnRate = 1, runTime }: Config, test: LoadTest): string {
  const seconds = runTime ?? test.request?.runTime;
  return html
    .replaceAll('{u}', String(users))
    .replaceAll('{r}', String(spawnRate))
    .replaceAll('{t}', seconds ? `${seconds / 1000}s` : 'unlimited');
}

function reportOf(test: LoadTest): string {
  const reason = test.stopReason;
  return htmlReport({
    statistics: test.statistics,
    now: systemClock.now(),
    timeline: test.timeline,
    facts: [
      ['Target', test.plan?.host || test.host],
      ['User classes', test.users.names.join(', ')],
      ...(reason ? [['End', describeStop(reason)] as const] : []),
      ...test.notes.map((note) => ['Note', note] as const),
    ],
  });
}

/** The tables at the end: statistics, percentiles, failures, and what was cut off. */
export function summaryLines(test: LoadTest, width?: number): string[] {
  const { statistics } = test;
  const options = width === undefined ? {} : { width };
  const { aborted } = statistics.total;
  return [
    '',
    ...statsTable(statistics, systemClock.now(), { ...options, current: false }),
    ...percentileTable(statistics, options),
    ...intendedTable(statistics, options),
    ...errorTable(statistics, options),
    ...(aborted > 0
      ? [`${aborted} requests were cut off by a stop: neither requests nor failures (num_aborted).`, '']
      : []),
    ...exceptionLines(test),
    ...(test.notes.length > 0 ? [...test.notes, ''] : []),
  ];
}

function exceptionLines(test: LoadTest): string[] {
  const { exceptions } = test.statistics;
  if (exceptions.length === 0) return [];
  return ['Exceptions', ...exceptions.map(({ count, message }) => `${count} × ${message}`), ''];
}

/** The exit code of a run: that of `--exit-code-on-error` where a request failed, a task threw or the run could not go on. */
export function exitCodeOf(config: Config, test: LoadTest): number {
  const { total, exceptions } = test.statistics;
  const failed = total.failures > 0 || exceptions.length > 0 || test.stopReason === 'failed';
  return failed ? config.exitCodeOnError : 0;
}
