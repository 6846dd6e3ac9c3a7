import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of all threads of a process, ns: the first field of schedstat (Linux, Documentation/scheduler/sched-stats). */
export function cpuTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + threadCpu(pid, thread), 0);
}

function threadCpu(pid: number, thread: string): number {
  return Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'), 10);
}
