import type { LogStream } from '../logging/logger.ts';

/** The terminal's size where it does not tell one, as under a container's -t. */
const COLUMNS = 160;
const ROWS = 40;

/**
 * The text at the end of a terminal that is drawn anew in its own place; log lines go above it. Where the
 * output is no terminal, each text stands below the last.
 */
export class LiveText {
  readonly #out: NodeJS.WriteStream;
  #shown: readonly string[] = [];

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Columns to fill. */
  get width(): number {
    return this.#out.columns || COLUMNS;
  }

  /** Shows these lines in place of the last ones. */
  draw(lines: readonly string[]): void {
    this.erase();
    // What is higher than the terminal cannot be drawn over: its end is shown.
    this.#shown = this.#out.isTTY ? lines.slice(-Math.max(4, (this.#out.rows || ROWS) - 1)) : [];
    this.#out.write(`${(this.#out.isTTY ? this.#shown : lines).join('\n')}\n`);
  }

  /** Takes the last lines away; nothing where they are on no terminal. */
  erase(): void {
    if (this.#shown.length === 0) return;
    this.#out.moveCursor(0, -this.#shown.length);
    this.#out.clearScreenDown();
    this.#shown = [];
  }

  /** A stream for what shall stand above the lines: `stream` itself, where it goes elsewhere. */
  above(stream: NodeJS.WriteStream): LogStream {
    if (!stream.isTTY || !this.#out.isTTY) return stream;
    return {
      write: (text: string) => {
        const lines = this.#shown;
        this.erase();
        stream.write(text);
        if (lines.length > 0) this.draw(lines);
      },
    };
  }
}
