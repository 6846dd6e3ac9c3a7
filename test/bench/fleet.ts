/**
 * How far one coordinator and one NATS server reach: simulated workers, each with a heartbeat and a delta of so many
 * names a second, against a real nats-server and a real coordinator. Counted: the coordinator's CPU and how long
 * /stats/requests takes, both after 3 s of the load (until then Node.js compiles what has never run before), and whether every
 * request that was sent is in the totals.
 *
 *   npm run bench:fleet -- [--workers 1000] [--names 50] [--requests 20] [--seconds 30]
 *
 * `--requests` is how many requests of each name a delta holds. Exits 1 where a bound is missed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { readVersion } from '../../src/config/parse.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { Desired } from '../../src/fleet/nats/desired.ts';
import { fleetNames } from '../../src/fleet/nats/names.ts';
import { writeKept } from '../../src/fleet/nats/wire.ts';
import { encodeDelta } from '../../src/metrics/deltaCodec.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { REPOSITORY } from '../e2e/support/program.ts';
import { cpuOf } from './peers/processTree.ts';
import { median } from './peers/stats.ts';

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '1000' },
    names: { type: 'string', default: '50' },
    requests: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '30' },
  },
});
const workers = Number(values.workers);
const perName = Number(values.requests);
const seconds = Number(values.seconds);
const pages = Array.from({ length: Number(values.names) }, (_, index) => `/page/${index}`);
const NATS_PORT = 18_422;
/** Simulated workers share so many connections; each message says whose it is. */
const CONNECTIONS = 10;
/** Seconds of load before anything is taken. */
const WARM_UP = 3;

const folder = mkdtempSync(join(tmpdir(), 'statestorm-bench-'));
const nats = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(NATS_PORT), '-js', '-sd', folder], {
  stdio: 'ignore',
  env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
});
const url = `nats://127.0.0.1:${NATS_PORT}`;
await answering();
const { port, process: coordinator } = await startCoordinator();
process.once('exit', end);

const names = fleetNames('main');
const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect({ servers: url })));
const ids = Array.from({ length: workers }, (_, index) => `sim-${index + 1}`);
const seqs = new Map(ids.map((id) => [id, 0]));
const via = (index: number): NatsConnection => connections[index % CONNECTIONS] as NatsConnection;
/** Requests in deltas that the server has acknowledged. */
let sent = 0;
let longestSecond = 0;
let run = 0;
let stopping = false;

const beat = setInterval(() => {
  for (const [index, id] of ids.entries()) tell(index, id, health());
}, 1000);
await until('all workers are known', async () => (await ask('/worker-count')).worker_count === workers);
await followPlan();
await post('/swarm', `user_count=${workers}&spawn_rate=${workers}`);
await until('the load runs', async () => (await ask('/stats/requests')).state === 'running');

const pid = coordinator.pid ?? 0;
await publishFor(WARM_UP);
const warmed = sent;
const asking = askElsewhere();
const [cpuFrom, natsFrom, from] = [cpuOf(pid), cpuOf(nats.pid ?? 0), performance.now()];
await publishFor(seconds);
const wall = (performance.now() - from) * 1000;
const answers = asking();
const cpu = (cpuOf(pid) - cpuFrom) / wall;
const natsCpu = (cpuOf(nats.pid ?? 0) - natsFrom) / wall;
await sleep(2500);
const rows = ((await ask('/stats/requests')).stats ?? []) as { num_requests: number }[];
const counted = rows.at(-1)?.num_requests ?? 0;

const results: [string, string, boolean?][] = [
  ['workers, names each', `${workers}, ${pages.length}`],
  [
    'requests told',
    `${sent.toLocaleString('en')} (${Math.round(((sent - warmed) * 1e6) / wall).toLocaleString('en')}/s)`,
  ],
  ['requests counted', counted.toLocaleString('en'), counted === sent],
  ["the coordinator's CPU", `${(cpu * 100).toFixed(1)} % of a core`, cpu < 0.5],
  ["the NATS server's CPU", `${(natsCpu * 100).toFixed(1)} % of a core`],
  [
    `/stats/requests, ${answers.length} asked`,
    `median ${median(answers).toFixed(1)} ms, longest ${Math.max(...answers).toFixed(1)} ms`,
    Math.max(...answers) < 100,
  ],
  ['the longest second of all workers', `${longestSecond.toFixed(0)} ms`],
];
for (const [label, value, ok] of results) {
  console.log(`${label.padEnd(36)} ${value}${ok === undefined ? '' : ok ? '  ok' : '  MISSED'}`);
}
stopping = true;
clearInterval(beat);
end();
process.exit(results.some(([, , ok]) => ok === false) ? 1 : 0);

/** Lets every worker tell what it measured, once a second. */
async function publishFor(wanted: number): Promise<void> {
  for (let second = 0; second < wanted; second++) {
    const began = performance.now();
    await publishAll();
    longestSecond = Math.max(longestSecond, performance.now() - began);
    await sleep(Math.max(0, 1000 - (performance.now() - began)));
  }
}

/** One delta of each worker, made as a recorder makes it; through once the server has all of them. */
async function publishAll(): Promise<void> {
  const data = delta();
  const all = ids.map(async (id, index) => {
    const seq = (seqs.get(id) ?? 0) + 1;
    seqs.set(id, seq);
    const message = { type: 'measured', test: 'web', run, resets: 0, delta: data } as const;
    const { headers, data: bytes } = writeKept({ member: id, seq, message });
    // Spread over the second, as processes that know nothing of each other are.
    await sleep((index / workers) * 800);
    await jetstream(via(index)).publish(names.kept.of(id), bytes, { msgID: `${id}-${seq}`, headers });
    sent += pages.length * perName;
  });
  await Promise.all(all);
}

function delta(): Uint8Array {
  const recorder = new Recorder({ clock: systemClock });
  const at = systemClock.now();
  for (const name of pages) {
    for (let request = 0; request < perName; request++) {
      const duration = 500 + ((request * 7919) % 40_000);
      recorder.record({
        ...{ method: 'GET', name, userClass: 'A', at, intendedAt: at, duration, bytes: 100, status: 200 },
        ...{ outcome: 'passed', error: undefined, hops: 1, reconnects: 0, sent: true },
        phases: { blocked: 0, connecting: 0, tls: 0, sending: 50, waiting: duration - 80, receiving: 30 },
      });
    }
  }
  return encodeDelta(recorder.drain());
}

function health() {
  const beats = { saturated: false, loopDelayP99Ms: 1, cpu: 0.5 };
  return { type: 'health', health: beats, memory: 2e8, log: [], version: readVersion() };
}

function tell(index: number, id: string, told: object): void {
  if (!stopping) via(index).publish(names.told.of(id), JSON.stringify(told));
}

/** Every worker says that it has its share as soon as a plan comes. */
async function followPlan(): Promise<void> {
  const kv = await new Kvm(connections[0] as NatsConnection).create(names.bucket, { history: 1 });
  const watch = await kv.watch({ key: names.desired('web') });
  void (async () => {
    for await (const entry of watch) {
      const { plan } = entry.json<Desired>();
      if (plan === undefined) continue;
      run = plan.plan.run;
      const { generation, state } = plan.plan;
      if (state === 'prepared') {
        for (const [index, id] of ids.entries())
          tell(index, id, { type: 'prepared', test: 'web', run, generation });
        continue;
      }
      const report = { type: 'fleet.reached', generation } as const;
      for (const [index, id] of ids.entries()) {
        const seq = (seqs.get(id) ?? 0) + 1;
        seqs.set(id, seq);
        const message = { type: 'report', test: 'web', run, generation, report } as const;
        const { headers, data } = writeKept({ member: id, seq, message });
        void jetstream(via(index)).publish(names.kept.of(id), data, { headers });
      }
    }
  })();
}

/** Asks for /stats/requests twice a second in a process of its own, since this one is busy. Gives what ends it: the times, ms. */
function askElsewhere(): () => number[] {
  // Its own first look, code included, is not the coordinator's.
  const script = `
    const ask = async () => (await fetch('http://127.0.0.1:${port}/stats/requests')).text();
    ask().then(() => setInterval(async () => {
      const at = performance.now();
      await ask();
      console.log(performance.now() - at);
    }, 500));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return () => {
    child.kill('SIGKILL');
    return printed.trim().split('\n').map(Number);
  };
}

async function ask(path: string): Promise<{ worker_count?: number; state?: string; stats?: unknown }> {
  return (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as object;
}

async function post(path: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Within a minute it never came that ${what}`);
    await sleep(200);
  }
}

async function answering(): Promise<void> {
  await until('the NATS server answers', () => {
    const socket = connectSocket(NATS_PORT, '127.0.0.1');
    return new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  });
}

async function startCoordinator(): Promise<{ port: number; process: ChildProcess }> {
  const args = ['--master', '--nats', url, '--web-port', '0', '--web-port-sre-recipe', '0'];
  const child = spawn(
    process.execPath,
    [`${REPOSITORY}src/main.ts`, ...args, '--host', 'http://127.0.0.1:9'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const { web } = JSON.parse(line) as { web?: string };
    if (web === undefined) continue;
    child.stdout.resume();
    return { port: Number(new URL(web).port), process: child };
  }
  throw new Error('The coordinator ended before it said its port');
}

function end(): void {
  coordinator.kill('SIGKILL');
  nats.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
