import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aim, Client } from './clients.ts';
import type { Nginx } from './nginx.ts';
import { cpuOf } from './processTree.ts';
import type { Round } from './stats.ts';

/** Its share of a client's time: until it has begun, and until the load is even. */
const START_S = 20;
const EVEN_MS = 1500;

/**
 * One client on core 1 for a while. Rates are the target's own count, CPU that of the client's processes; both are
 * taken while the load is under way, so that nobody's start counts.
 * @throws Error where the client is missing, or makes no load.
 */
async function measure(
  client: Client,
  nginx: Nginx,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Round> {
  const aim: Aim = { url: nginx.url, connections, seconds: seconds + START_S };
  const command = client.command(aim);
  if (command === undefined) throw new Error(`${client.name} is missing`);
  const before = await nginx.requests();
  const child = spawn('taskset', ['-c', '1', command.file, ...command.args], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, ...command.env },
  });
  const end = (): void => stop(child);
  process.once('exit', end);
  try {
    const givenUp = performance.now() + START_S * 1000;
    while ((await nginx.requests()) - before < 500) {
      if (performance.now() > givenUp || child.exitCode !== null)
        throw new Error(`${client.name} makes no load`);
      await sleep(100);
    }
    await sleep(EVEN_MS);
    const [from, cpuFrom, at] = [await nginx.requests(), cpuOf(child.pid ?? 0), performance.now()];
    await sleep(seconds * 1000);
    const [to, cpuTo, until] = [await nginx.requests(), cpuOf(child.pid ?? 0), performance.now()];
    const requests = to - from;
    return { rate: (requests * 1000) / (until - at), cpuUs: (cpuTo - cpuFrom) / requests };
  } finally {
    process.removeListener('exit', end);
    stop(child);
    await sleep(500);
  }
}

/** Each client once a round, there and back, so that a machine that slows down slows all of them; tells stderr. */
export async function inTurn(
  clients: readonly Client[],
  nginx: Nginx,
  { rounds, ...how }: { readonly rounds: number; readonly connections: number; readonly seconds: number },
): Promise<Map<string, Round[]>> {
  const done = new Map<string, Round[]>(clients.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const client of round % 2 === 1 ? clients : clients.toReversed()) {
      const measured = await measure(client, nginx, how);
      done.get(client.name)?.push(measured);
      console.error(
        `${round}  ${client.name}: ${Math.round(measured.rate)}/s, ${measured.cpuUs.toFixed(1)} µs`,
      );
    }
  }
  return done;
}

/** With all that it started: it leads a group. */
function stop(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
