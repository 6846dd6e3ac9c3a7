import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A Node.js that was started on a core of its own. */
export interface Child {
  readonly pid: number;
  /** Null where it was given none. */
  readonly stdin: Writable | null;
  /** What it prints. */
  readonly lines: AsyncIterator<string>;
  kill(): void;
}

/** Starts one. It ends with this process. */
export function onCore(core: number, args: readonly string[], input: 'pipe' | 'ignore' = 'ignore'): Child {
  const command = ['-c', `${core}`, process.execPath, ...args];
  const child = spawn('taskset', command, { stdio: [input, 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  return { pid: child.pid as number, stdin: child.stdin, lines, kill: () => void child.kill('SIGTERM') };
}

/** What the pattern finds in the next line that it fits. @throws Error where the child ends before. */
export async function heard({ lines }: Child, pattern: RegExp): Promise<RegExpExecArray> {
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const found = pattern.exec(line.value);
    if (found !== null) return found;
  }
  throw new Error(`It ended without printing ${pattern}`);
}
