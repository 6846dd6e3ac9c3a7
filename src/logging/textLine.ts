import type { LogLevel } from './levels.ts';

/** One line of the log without its time, before it is written. */
export interface LogEntry {
  readonly severity: LogLevel;
  readonly name: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Controls, line and paragraph separators, and what turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text with what could forge a line or steer a terminal written as escapes, `\n` or `\u001b`. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, (char) => {
    if (char === '\n') return '\\n';
    if (char === '\r') return '\\r';
    if (char === '\t') return '\\t';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * An entry as people read it: `[2026-11-23 20:09:05,123] INFO/name: message {"more":1}`, in local time as Locust
 * writes it. `timestamp` is in seconds since the epoch. A traceback follows indented, so that none of its lines can pass for an entry.
 */
export function textLine(
  timestamp: number,
  { severity, name, message, traceback, ...fields }: LogEntry,
): string {
  const more = Object.keys(fields).length === 0 ? '' : ` ${escapeControls(JSON.stringify(fields))}`;
  const line = `[${localTime(timestamp)}] ${severity}/${escapeControls(name)}: ${escapeControls(message)}${more}`;
  if (typeof traceback !== 'string') return line;
  const indented = traceback.split(/\r\n|\r|\n/).map((each) => `\n    ${escapeControls(each.trimEnd())}`);
  return line + indented.join('');
}

function localTime(seconds: number): string {
  const at = new Date(seconds * 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date} ${time},${String(at.getMilliseconds()).padStart(3, '0')}`;
}
