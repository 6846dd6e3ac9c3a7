import { openSync } from 'node:fs';
import { type DestinationStream, pino } from 'pino';
import { type Clock, systemClock } from '../domain/clock.ts';
import { messageOf, StatestormError } from '../domain/errors.ts';
import { findLevel, LEVELS, type LogLevel } from './levels.ts';
import { maskSecrets } from './maskSecrets.ts';
import { textMask } from './maskText.ts';
import { type LogEntry, textLine } from './textLine.ts';
import { tracebackOf } from './tracebackOf.ts';

/** More of a line. `err` becomes the one field `traceback`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes lines under one name. A line never throws, whatever it is given. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  critical(message: string, fields?: LogFields): void;
  /** The same log under another name, such as that of a room or a user class. */
  child(name: string): Logger;
  /** Masks these texts, too, in lines of any name from now on; of many the last 100. */
  conceal(secrets: readonly string[]): void;
  /** The last lines that were written by any name, oldest first, as text. */
  lines(): string[];
}

/** What lines are written to; process.stdout is one. */
export type LogStream = DestinationStream;

export interface LoggerOptions {
  /** The least severe level that is written, in any case. */
  readonly level?: string;
  /** One JSON object a line, or text for people. */
  readonly format?: 'json' | 'text';
  readonly stream?: LogStream;
  /** Lines are appended to this file in place of `stream`, which only hears if the file fails. */
  readonly file?: string | undefined;
  /** The name of lines that no child writes. */
  readonly name?: string;
  /** Values that are `***` wherever they turn up. */
  readonly secrets?: readonly string[];
  /** How many lines `lines()` keeps. */
  readonly keep?: number;
  readonly clock?: Pick<Clock, 'now'>;
}

type PinoLevel = Lowercase<LogLevel>;
const PINO_LEVELS = Object.fromEntries(
  Object.entries(LEVELS).map(([name, value]) => [name.toLowerCase(), value]),
) as Record<PinoLevel, number>;

/** Texts that are concealed while the program runs. */
const MOST_CONCEALED = 100;

/** What JSON leaves as it is, but terminals and some readers of lines do not. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Keys that an entry has itself, and those by which pino would take it for a request. */
const TAKEN = /^(timestamp|severity|name|message|socket|setHeader|traceback|__proto__)$/;

/**
 * The log of a process. A JSON line is `{"timestamp": 1763928545.123, "severity": "INFO", "name": "web",
 * "message": "..."}`, then the fields. Secrets are masked: by their keys, by their places, and the given ones anywhere.
 * @throws StatestormError `log.invalidLevel`, or `log.unwritable` where the file cannot be opened.
 */
export function createLogger({
  level = 'INFO',
  format = 'json',
  stream = process.stdout,
  file,
  name = 'statestorm',
  secrets = [],
  keep = 500,
  clock = systemClock,
}: LoggerOptions = {}): Logger {
  const least = findLevel(level);
  if (least === undefined) {
    throw new StatestormError('log.invalidLevel', `${JSON.stringify(level)} is no log level`, {
      hint: `Give one of ${Object.keys(LEVELS).join(', ')}.`,
    });
  }
  const kept: string[] = [];
  let later: readonly string[] = [];
  let mask = textMask(secrets);
  const target = file === undefined ? stream : openFile(file, stream);
  let stamp = 0;
  const sink = pino(
    {
      base: null,
      level: least.toLowerCase() as PinoLevel,
      customLevels: PINO_LEVELS,
      useOnlyCustomLevels: true,
      // The line begins with its time: no level before it, hence no comma either.
      formatters: { level: () => ({}) },
      timestamp: () => `"timestamp":${stamp}`,
      messageKey: 'message',
    },
    { write: (line) => target.write(line.replace(UNESCAPED, (char) => `\\u${hex(char)}`)) },
  );
  const write = (severity: LogLevel, by: string, message: string, fields: LogFields = {}): void => {
    if (LEVELS[severity] < LEVELS[least]) return;
    stamp = Math.round(clock.now()) / 1000;
    const entry = toEntry({ severity, name: by, message }, fields, mask);
    const text = textLine(stamp, entry);
    kept.push(text);
    if (kept.length > keep) kept.shift();
    if (format === 'text') target.write(`${text}\n`);
    else sink[severity.toLowerCase() as PinoLevel](entry);
  };
  const named = (by: string): Logger => ({
    debug: (message, fields) => write('DEBUG', by, message, fields),
    info: (message, fields) => write('INFO', by, message, fields),
    warn: (message, fields) => write('WARNING', by, message, fields),
    error: (message, fields) => write('ERROR', by, message, fields),
    critical: (message, fields) => write('CRITICAL', by, message, fields),
    child: named,
    conceal(texts) {
      const unknown = texts.filter((each) => !secrets.includes(each) && !later.includes(each));
      if (unknown.length === 0) return;
      later = [...later, ...unknown].slice(-MOST_CONCEALED);
      mask = textMask([...secrets, ...later]);
    },
    lines: () => [...kept],
  });
  return named(name);
}

/** The entry with its secrets masked: before it is written, so that what is masked is never a part of the writing. */
function toEntry(
  { severity, name, message }: LogEntry,
  { err, ...rest }: LogFields,
  mask: (text: string) => string,
): LogEntry {
  const more = Object.entries(maskSecrets(rest, mask) as LogFields)
    .filter(([, value]) => value !== undefined && typeof value !== 'function')
    .map(([key, value]) => [TAKEN.test(key) ? `${key}_` : key, value]);
  const traceback = err == null ? {} : { traceback: mask(tracebackOf(err)) };
  return {
    severity,
    name: mask(name),
    message: mask(String(message)),
    ...Object.fromEntries(more),
    ...traceback,
  };
}

/** The file, opened for appending; each line is in it when the call returns. */
function openFile(path: string, fallback: LogStream): LogStream {
  const fail = (cause: unknown): StatestormError =>
    new StatestormError('log.unwritable', `The log file ${path} cannot be written: ${messageOf(cause)}`, {
      hint: 'Give --logfile a path in a directory that exists and that this user may write to.',
      cause,
    });
  let descriptor: number;
  try {
    descriptor = openSync(path, 'a');
  } catch (cause) {
    throw fail(cause);
  }
  const file = pino.destination({ dest: descriptor, sync: true });
  let said = false;
  file.on('error', (cause: unknown) => {
    if (!said)
      fallback.write(`${JSON.stringify({ severity: 'ERROR', name: 'log', message: fail(cause).message })}\n`);
    said = true;
  });
  return file;
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(4, '0');
}
