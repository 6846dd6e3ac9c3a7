import { messageOf } from '../domain/errors.ts';

const DEEPEST = 5;

/** The stack of an error and of its causes, one below another; the text of anything else that was thrown. */
export function tracebackOf(thrown: unknown, depth = 0): string {
  if (!(thrown instanceof Error)) return messageOf(thrown);
  const stack = thrown.stack ?? `${thrown.name}: ${thrown.message}`;
  if (thrown.cause === undefined || depth >= DEEPEST) return stack;
  return `${stack}\nCaused by: ${tracebackOf(thrown.cause, depth + 1)}`;
}
