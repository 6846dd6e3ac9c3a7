import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel a second, as `getconf CLK_TCK` says on every Linux there is. */
const TICKS = 100;

/** Resident memory of a process and all below it, bytes. Linux only. */
export function memoryOf(pid: number): number {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/status`, 'utf8');
      const parent = Number(/^PPid:\s+(\d+)/m.exec(text)?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
      resident.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024);
    } catch {
      // It ended while we looked.
    }
  }
  const sum = (each: number): number =>
    (resident.get(each) ?? 0) + (children.get(each) ?? []).reduce((all, child) => all + sum(child), 0);
  return sum(pid);
}

/** CPU time of a process alone so far, µs: of all its threads. Linux only, finer than `cpuOf`. */
export function ownCpuOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) => {
    try {
      return Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // The thread ended while we looked.
      return 0;
    }
  });
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1000;
}

/** CPU time of a process and all below it so far, µs: user and system. Linux only. */
export function cpuOf(pid: number): number {
  const children = new Map<number, number[]>();
  const used = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The command may hold blanks and brackets: what counts begins behind its last one.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const [parent, user, system, ended, endedSystem] = [1, 11, 12, 13, 14].map((at) => Number(fields[at]));
      children.set(parent as number, [...(children.get(parent as number) ?? []), Number(name)]);
      used.set(
        Number(name),
        (user as number) + (system as number) + (ended as number) + (endedSystem as number),
      );
    } catch {
      // It ended while we looked.
    }
  }
  const sum = (each: number): number =>
    (used.get(each) ?? 0) + (children.get(each) ?? []).reduce((all, child) => all + sum(child), 0);
  return (sum(pid) / TICKS) * 1e6;
}
