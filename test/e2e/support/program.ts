import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { until } from './until.ts';

export const REPOSITORY = new URL('../../../', import.meta.url).pathname;
export const MAIN = `${REPOSITORY}src/main.ts`;

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line of the program's log. */
export interface LogLine {
  readonly timestamp: number;
  readonly severity: string;
  readonly name: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A child process with all that it printed. */
export class Program {
  stdout = '';
  stderr = '';
  /** Once it is gone and its pipes are read to their end. */
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #leadsGroup: boolean;

  constructor(command: string, args: readonly string[], options: SpawnOptions) {
    this.#leadsGroup = options.detached === true;
    this.#child = spawn(command, args, { stdio: 'pipe', ...options });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      // A process of its own that it leaves behind would hold its pipes open.
      this.#child.once('exit', () =>
        setTimeout(() => {
          this.#child.stdout?.destroy();
          this.#child.stderr?.destroy();
        }, 15_000).unref(),
      );
      this.#child.once('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** All that it printed, for a message. */
  get printed(): string {
    return `${this.stdout}\n${this.stderr}`;
  }

  /** The log of a service, which is on stdout; lines that are not whole yet are left out. */
  get log(): LogLine[] {
    const lines = this.stdout.split('\n').slice(0, -1);
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) this.#child.kill(signal);
  }

  /** Reads its stdout no more. */
  hangUp(): void {
    this.#child.stdout?.destroy();
  }

  /** Ends it now, and where it was started detached, all that it started too. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    if (this.#leadsGroup && this.#child.pid !== undefined) {
      try {
        process.kill(-this.#child.pid, 'SIGKILL');
      } catch {
        // None of them is left.
      }
    }
    await this.ended.catch(() => {});
  }

  /** What a terminal would send. */
  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Sends SIGTERM and waits for the end. */
  terminate(): Promise<Ended> {
    this.signal('SIGTERM');
    return this.ended;
  }

  /** The first match in all that it printed, once it is there. */
  async says(pattern: RegExp, within?: number): Promise<RegExpExecArray> {
    const look = (): RegExpExecArray | null => {
      const match = pattern.exec(this.printed);
      if (!match && !this.running) throw new Error(`It ended without printing ${pattern}:\n${this.printed}`);
      return match;
    };
    return await until(`it prints ${pattern}`, look, within);
  }
}
