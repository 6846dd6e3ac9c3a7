/**
 * What it costs to watch 10,000 busy users: nobody watches, one watches the live stream, one follows a user
 * beside it. The three take turns in one run; what counts is their ratio.
 *
 *   npm run bench:inspect -- [--users 10000] [--rounds 40] [--seconds 1]
 *
 * Users ask for more than the process can do, so that it has to give up requests for whatever else it does.
 * Exits 1 where watching costs more than 3 % of what a second of CPU does without.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { between } from '../../src/domain/pacing.ts';
import { LoadTest } from '../../src/engine/loadTest.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import { localFleet } from '../../src/fleet/local.ts';
import { createHttp } from '../../src/http/http.ts';
import { inspectorOf } from '../../src/inspection.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '1' },
  },
});
const users = Number(values.users);
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
/** The least share of the requests that is left to the users. */
const BOUND = 0.97;

const visitor = defineUser('Visitor', {
  waitTime: between('200ms', '1s'),
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
  },
});

const target = await startTarget();
const http = createHttp({ clock: systemClock, log: (_, message) => console.log(message) });
const test = new LoadTest({
  id: 'bench',
  secondStart: 'edits',
  clock: systemClock,
  users: new UserClasses([visitor]),
  openSession: http.session,
  createFleet: localFleet,
  host: `http://127.0.0.1:${target.port}`,
  stopTimeout: 0,
  seed: 1,
  log: (severity, message) => console.log(severity, message),
});
const { live, followers } = inspectorOf(test);
let told = 0;

/** Each begins to watch and gives what ends it. What is told is written out, as the server does. */
const MODES: Readonly<Record<string, () => () => void>> = {
  nobody: () => () => {},
  'live stream': watchLive,
  'one user followed': () => {
    const endLive = watchLive();
    const { id } = followers.follow({ pick: 'random' });
    const endStream = followers.stream(id, tell, () => {});
    return () => {
      endStream?.();
      followers.end(id);
      endLive();
    };
  },
};

interface Turn {
  /** Requests a second. */
  readonly rate: number;
  /** Requests a second of the main thread's CPU: what else the machine does weighs less on it. */
  readonly perCpu: number;
}

const turns: Record<string, Turn[]> = {};
test.start({ users, spawnRate: 1000 });
console.log(`${users} users begin`);
await sleep((users / 1000) * 1000 + 5000);
for (let round = 0; round < rounds; round++) {
  // Another one begins each round, so that none is always the first.
  const names = Object.keys(MODES);
  const order = names.map((_, index) => names[(index + round) % names.length] as string);
  for (const name of order) {
    const end = (MODES[name] as () => () => void)();
    await sleep(100);
    turns[name] ??= [];
    turns[name].push(await measured());
    end();
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
/** The median of each round's ratio to the same round without anybody. */
const ratio = (name: string, of: (turn: Turn) => number): number =>
  median(
    (turns[name] as Turn[]).map((turn, round) => of(turn) / of((turns.nobody as Turn[])[round] as Turn)),
  );

let isMissed = false;
console.log(`${'watching'.padEnd(20)} requests/s   per CPU s   ratio   ratio per CPU s`);
for (const [name, all] of Object.entries(turns)) {
  const rate = median(all.map((turn) => turn.rate)).toFixed(0);
  const perCpu = median(all.map((turn) => turn.perCpu)).toFixed(0);
  const share = ratio(name, (turn) => turn.perCpu);
  if (share < BOUND) isMissed = true;
  console.log(
    [
      name.padEnd(20),
      rate.padStart(10),
      perCpu.padStart(11),
      ratio(name, (turn) => turn.rate)
        .toFixed(3)
        .padStart(7),
      `${share.toFixed(3).padStart(17)}${share < BOUND ? '  MISSED' : ''}`,
    ].join(' '),
  );
}
console.log(`${told} messages, ${users} users, ${rounds} rounds of ${seconds} s each`);
await test.stop();
test.close();
http.close();
target.process.kill('SIGTERM');
process.exitCode = isMissed ? 1 : 0;

function watchLive(): () => void {
  return live.watch(tell);
}

function tell(state: object): boolean {
  told++;
  return JSON.stringify(state).length > 0;
}

async function measured(): Promise<Turn> {
  const before = { requests: requests(), at: performance.now(), cpu: process.threadCpuUsage() };
  await sleep(seconds * 1000);
  const done = requests() - before.requests;
  const { user, system } = process.threadCpuUsage(before.cpu);
  return { rate: done / ((performance.now() - before.at) / 1000), perCpu: done / ((user + system) / 1e6) };
}

function requests(): number {
  test.flush();
  return test.statistics.total.requests;
}

async function startTarget(): Promise<{ port: number; process: ChildProcess }> {
  const path = new URL('./target.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [path, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    return { port: (JSON.parse(line) as { port: number }).port, process: child };
  }
  throw new Error('The target ended before it said its port');
}
