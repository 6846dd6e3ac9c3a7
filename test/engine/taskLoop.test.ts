import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import { LoopControl, taskLoop } from '../../src/engine/taskLoop.ts';
import { Cut } from '../../src/http/session.ts';
import { turn } from '../support/heldClock.ts';
import { lifeOf, runLoop } from './user.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(1000),
  tasks: {
    async browse({ http }) {
      await http.get('/');
      await http.get('/next');
    },
  },
});

test('the stream of a loop has one sample for every request, in order', async () => {
  const { life, clock, samples } = lifeOf(visitor, { latency: 100 });
  runLoop(life);
  await clock.advance(2450);
  expect(samples.map(({ name, at, duration }) => [name, at, duration])).toEqual(
    [
      ['/', 0, 100_000],
      ['/next', 100, 100_000],
      ['/', 1200, 100_000],
      ['/next', 1300, 100_000],
      ['/', 2400, 100_000].slice(0, 0),
    ].filter((row) => row.length > 0),
  );
});

test('nothing runs before the stream is subscribed to', async () => {
  const { life, clock, http } = lifeOf(visitor);
  const samples$ = taskLoop({ life, control: new LoopControl(), onStarted: () => {} });
  await clock.advance(5000);
  expect(http.requests).toEqual([]);
  const subscription = samples$.subscribe();
  await turn();
  expect(http.requests).toHaveLength(1);
  subscription.unsubscribe();
});

test('unsubscribing tears the loop down: no request, no timer, no sample afterwards', async () => {
  const { life, clock, http, samples, census } = lifeOf(visitor, { latency: 100 });
  const { subscription } = runLoop(life);
  await clock.advance(150);
  subscription.unsubscribe();
  const before = samples.length;
  await clock.advance(10_000);
  expect(samples).toHaveLength(before);
  expect(http.requests).toHaveLength(2);
  expect(clock.pending).toBe(0);
  expect(census).toMatchObject({ starting: 0, waiting: 0, executing: [0] });
});

test('unsubscribing while the user waits leaves no timer', async () => {
  const { life, clock } = lifeOf(visitor);
  const { subscription } = runLoop(life);
  await clock.advance(500);
  expect(clock.pending).toBe(1);
  subscription.unsubscribe();
  expect(clock.pending).toBe(0);
});

test('a cut brings the aborted samples first, at once', async () => {
  const { life, clock, samples } = lifeOf(visitor, { latency: 100 });
  const { control, subscription } = runLoop(life);
  await clock.advance(50);
  control.cut();
  expect(samples.map(({ outcome, duration }) => [outcome, duration])).toEqual([['aborted', 50_000]]);
  subscription.unsubscribe();
});

test('a cut shows the task an error of its own kind, and is no exception of the task', async () => {
  const caught: unknown[] = [];
  const careful = defineUser('Careful', {
    tasks: {
      async browse({ http }) {
        await http.get('/').catch((error: unknown) => {
          caught.push(error);
          throw error;
        });
      },
    },
  });
  const { life, clock, exceptions } = lifeOf(careful, { latency: 100 });
  const { control } = runLoop(life);
  await clock.advance(50);
  control.cut();
  await clock.advance(500);
  expect(caught).toEqual([expect.any(Cut)]);
  expect(exceptions).toEqual([]);
});

test('a task that catches everything is not kept spinning by a cut', async () => {
  let rounds = 0;
  const stubborn = defineUser('Stubborn', {
    tasks: {
      async browse({ http }) {
        for (;;) {
          rounds++;
          await http.get('/').catch(() => {});
        }
      },
    },
  });
  const { life, clock } = lifeOf(stubborn, { latency: 100 });
  const { control, subscription } = runLoop(life);
  await clock.advance(50);
  control.cut();
  subscription.unsubscribe();
  await clock.advance(10_000);
  expect(rounds).toBe(2);
});

test('told to finish, the running task ends and is the last', async () => {
  const { life, clock, http, samples } = lifeOf(visitor, { latency: 100 });
  const { control, said } = runLoop(life);
  await clock.advance(50);
  control.finish();
  await clock.advance(140);
  expect(said).toEqual(['started']);
  await clock.advance(10);
  expect(said).toEqual(['started', 'complete']);
  expect(samples.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
  expect(http.requests).toHaveLength(2);
});

test('once tasks may no longer begin, a running one ends and a waiting user waits until it is told to finish', async () => {
  const { life, clock, samples } = lifeOf(visitor, { latency: 100 });
  const { said } = runLoop(life);
  await clock.advance(150);
  life.intake.open = false;
  await clock.advance(100);
  expect(samples.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['/', 'passed'],
    ['/next', 'passed'],
  ]);
  expect(said).toEqual(['started', 'complete']);

  const other = lifeOf(visitor, { latency: 100 });
  const waiting = runLoop(other.life);
  await other.clock.advance(500);
  other.life.intake.open = false;
  await other.clock.advance(2000);
  expect(other.samples).toHaveLength(2);
  expect(waiting.said).toEqual(['started']);
  expect(other.census).toMatchObject({ waiting: 1, executing: [0] });
  waiting.control.finish();
  await turn();
  expect(other.census).toMatchObject({ waiting: 0, executing: [0] });
  expect(waiting.said).toEqual(['started', 'complete']);
});

test('told to finish, a waiting user is done at once', async () => {
  const { life, clock } = lifeOf(visitor);
  const { control, said } = runLoop(life);
  await clock.advance(500);
  control.finish();
  await turn();
  expect(said).toEqual(['started', 'complete']);
  expect(clock.pending).toBe(0);
});

test('told to finish while it starts, a user comes through onStart and runs no task', async () => {
  const starter = defineUser('Starter', {
    async onStart({ http }) {
      await http.post('/login');
    },
    tasks: {
      async browse({ http }) {
        await http.get('/');
      },
    },
  });
  const { life, clock, http } = lifeOf(starter, { latency: 100 });
  const { control, said } = runLoop(life);
  control.finish();
  await clock.advance(300);
  expect(said.at(-1)).toBe('complete');
  expect(http.requests.map(({ url }) => url)).toEqual(['/login']);
});

test('onStart runs once before the first task, which follows at once, and gives the session', async () => {
  const seen: unknown[] = [];
  const starter = defineUser('Starter', {
    waitTime: constant(1000),
    async onStart({ http }) {
      await http.post('/login');
      return { token: 'abc' };
    },
    tasks: {
      async browse({ http, session }) {
        seen.push(session);
        await http.get('/');
      },
    },
  });
  const { life, clock, http } = lifeOf(starter, { latency: 100 });
  const { said } = runLoop(life);
  expect(said).toEqual([]);
  await clock.advance(1300);
  expect(http.requests.map(({ url, at }) => [url, at])).toEqual([
    ['/login', 0],
    ['/', 100],
    ['/', 1200],
  ]);
  expect(seen).toEqual([{ token: 'abc' }, { token: 'abc' }]);
});

test('an onStart that throws is an exception named onStart, and the end of the user', async () => {
  const broken = defineUser('Broken', {
    onStart() {
      throw new TypeError('no login');
    },
    tasks: { browse() {} },
  });
  const { life, clock, exceptions } = lifeOf(broken);
  const { said } = runLoop(life);
  await clock.advance(100);
  expect(said).toEqual(['no login']);
  expect(exceptions).toMatchObject([
    { userClass: 'Broken', task: 'onStart', message: 'TypeError: no login' },
  ]);
});

test('a watcher hears of the running task first, then of every start and end', async () => {
  const { life, clock } = lifeOf(visitor, { latency: 100 });
  const { control } = runLoop(life);
  await clock.advance(50);
  const heard: string[] = [];
  control.watch({ started: (task) => heard.push(`+${task}`), ended: (task) => heard.push(`-${task}`) });
  await clock.advance(1300);
  control.watch(undefined);
  await clock.advance(10_000);
  expect(heard).toEqual(['+browse', '-browse', '+browse']);
});
