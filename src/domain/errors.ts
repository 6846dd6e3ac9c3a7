/** The one error root: a stable code, what went wrong, and what to do about it. */
export class StatestormError extends Error {
  override readonly name: string = 'StatestormError';
  /** A stable, dotted code, such as `config.unknownFlag`. */
  readonly code: string;
  /** What the reader can do, one sentence. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
