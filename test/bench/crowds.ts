/**
 * Many users who wait, ours beside Locust and k6: each in turn with the same users, one GET and a wait of 1 to 10 s,
 * against the same target. Rates are the target's own count over the last seconds; CPU and memory are those of all
 * processes of the client.
 *
 *   npm run bench:crowds -- [--users 1000,10000] [--seconds 20] [--only k6]
 *
 * A client that does not come to the rate that the users stand for is shown with what it reached.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CROWDS } from './peers/clients.ts';
import { cpuOf, memoryOf } from './peers/processTree.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000,10000' },
    seconds: { type: 'string', default: '20' },
    only: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
/** Users started a second, where a client can be told. */
const RATE = 1000;
/** From the last spawn until the load is even, s: twice the longest wait. */
const SETTLE = 20;
const MEAN_WAIT = 5.5;

interface Target {
  readonly url: string;
  readonly process: ChildProcess;
  requests(): Promise<number>;
}

async function startTarget(): Promise<Target> {
  const path = new URL('./target.ts', import.meta.url).pathname;
  const child = spawn('taskset', ['-c', '0', process.execPath, path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
    const requests = async (): Promise<number> =>
      ((await (await fetch(`${url}/_stats`)).json()) as { requests: number }).requests;
    return { url, process: child, requests };
  }
  throw new Error('The target ended before it said its port');
}

console.log('| users | client | requests/s, of expected | CPU a request, µs | memory a user, KiB |');
console.log('| --- | --- | --- | --- | --- |');
for (const users of values.users.split(',').map(Number)) {
  for (const crowd of CROWDS) {
    if (values.only !== undefined && !crowd.name.includes(values.only)) continue;
    const target = await startTarget();
    const lasting = users / RATE + SETTLE + seconds + 30;
    const command = crowd.command({ url: target.url, connections: users, seconds: Math.ceil(lasting) });
    if (command === undefined) {
      console.log(`| ${users} | ${crowd.name} | missing: ${crowd.missing} | | |`);
    } else {
      const child = spawn('taskset', ['-c', '1', command.file, ...command.args], {
        stdio: 'ignore',
        detached: true,
        env: { ...process.env, ...command.env },
      });
      await sleep((users / RATE + SETTLE) * 1000);
      const pid = child.pid ?? 0;
      const [from, cpuFrom, at] = [await target.requests(), cpuOf(pid), performance.now()];
      await sleep(seconds * 1000);
      const [to, cpuTo, until] = [await target.requests(), cpuOf(pid), performance.now()];
      const rate = ((to - from) * 1000) / (until - at);
      const cells = [
        users.toLocaleString('en'),
        crowd.name,
        `${rate.toFixed(0)} (${((rate / (users / MEAN_WAIT)) * 100).toFixed(0)} %)`,
        ((cpuTo - cpuFrom) / (to - from)).toFixed(0),
        (memoryOf(pid) / 1024 / users).toFixed(0),
      ];
      console.log(`| ${cells.join(' | ')} |`);
      process.kill(-pid, 'SIGKILL');
    }
    target.process.kill('SIGTERM');
    await sleep(2000);
  }
}
process.exit(0);
