import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, createActor } from 'xstate';
import { type LoadTestCommand, type LoadTestFact, loadTestMachine } from '../../machines/loadTest.machine.ts';
import { runMachine } from '../../machines/run.machine.ts';
import type { PopulationCommand, PopulationReport } from '../../machines/spawner.machine.ts';
import { type FleetCommand, type FleetReport, spawnerMachine } from '../../machines/spawner.machine.ts';
import type { LoadRequest, ResumedRun } from '../../src/domain/loadRequest.ts';
import { plannedUsers } from '../../src/domain/plan.ts';
import { firstPlan } from '../../src/domain/planning.ts';
import { stepShape } from '../../src/domain/shapes/stepShape.ts';
import type { StopReason } from '../../src/domain/stopReason.ts';
import { heldClock } from '../support/heldClock.ts';
import { played, request } from './fakes.ts';
import { type Inspect, walk } from './walk.ts';

interface Options {
  readonly secondStart?: 'edits' | 'replaces';
  readonly inspect?: Inspect;
  /** What carries plans out; a fleet that the test plays where left out. */
  readonly fleet?: AnyStateMachine;
}

function startTest({ secondStart = 'edits', inspect = () => {}, fleet: real }: Options = {}) {
  const clock = heldClock();
  const fleet = played<FleetCommand, FleetReport>();
  const machine = loadTestMachine.provide({
    actors: { run: runMachine.provide({ actors: { fleet: (real as never) ?? fleet.logic } }) },
  });
  const actor = createActor(machine, {
    input: { test: 'web', secondStart, clock },
    clock: clock as never,
    inspect,
  });
  const facts: LoadTestFact[] = [];
  actor.on('*', (fact) => facts.push(fact));
  actor.start();
  return {
    clock,
    fleet,
    actor,
    facts,
    resume: (resumed: ResumedRun | undefined, run = 4) =>
      actor.send({ type: 'test.resume', run, request: request({ users: 10 }), resumed, reason: 'user' }),
    start: (changes: Partial<LoadRequest> = {}) =>
      actor.send({ type: 'test.start', request: request(changes) }),
    stop: (reason: StopReason = 'user') => actor.send({ type: 'test.stop', reason }),
    /** The fleet says that the newest plan is carried out. */
    reach: () =>
      fleet.say({ type: 'fleet.reached', generation: actor.getSnapshot().context.plan?.generation ?? 0 }),
    empty: () => fleet.say({ type: 'fleet.emptied' }),
    get value() {
      return actor.getSnapshot().value;
    },
    get run() {
      return actor.getSnapshot().context.run;
    },
    /** Users that the present plan wants. */
    get users() {
      const { plan } = actor.getSnapshot().context;
      return plan ? plannedUsers(plan) : 0;
    },
    get ends() {
      return facts.flatMap((fact) => (fact.type === 'run.ended' ? [fact.reason] : []));
    },
  };
}

/** A run of 10 s that was lost after 3 s, at `now`. */
function lost(now: number): ResumedRun {
  const identity = { test: 'web', run: 4, epoch: 1, members: ['local'] };
  const plan = firstPlan(identity, request({ users: 10, runTime: 10_000 }), now - 3000);
  return { plan: { ...plan, generation: 6 }, shapeStartAt: now - 3000 };
}

const SPAWNING = { active: { loading: 'spawning' } };
const RUNNING = { active: { loading: 'running' } };
const STOPPING = { active: 'stopping' };

test('a load is spawning until its users are there, then running, then stopping until they are gone', () => {
  const web = startTest();
  expect(web.value).toBe('ready');
  web.start();
  expect(web.value).toEqual(SPAWNING);
  web.reach();
  expect(web.value).toEqual(RUNNING);
  web.stop();
  expect(web.value).toEqual(STOPPING);
  web.clock.run(100_000);
  expect(web.value).toEqual(STOPPING);
  web.empty();
  expect(web.value).toBe('stopped');
  expect(web.ends).toEqual(['user']);
});

test('a stop before any run leaves the test stopped, and a start works afterwards', () => {
  const web = startTest();
  web.stop();
  expect(web.value).toBe('stopped');
  expect(web.facts).toEqual([]);
  web.start();
  expect(web.value).toEqual(SPAWNING);
});

test('a stop in the same turn as a start ends that start', () => {
  const web = startTest();
  web.start();
  web.stop();
  web.empty();
  expect(web.value).toBe('stopped');
  expect(web.run).toBe(1);
  web.clock.run(100_000);
  expect(web.value).toBe('stopped');
});

describe('a test whose process was lost', () => {
  test('goes on with its run: the number, the users, the beginning and the end are as they were', () => {
    const web = startTest();
    const resumed = lost(web.clock.now());
    web.resume(resumed);
    expect(web.value).toEqual(SPAWNING);
    expect(web.run).toBe(4);
    expect(web.facts[0]).toMatchObject({ type: 'run.began', run: 4, resumed: true });
    const { plan } = web.actor.getSnapshot().context;
    expect(plan).toEqual({ ...resumed.plan, generation: resumed.plan.generation + 1 });
    web.reach();
    expect(web.value).toEqual(RUNNING);
    web.clock.run(6999);
    expect(web.value).toEqual(RUNNING);
    web.clock.run(2);
    expect(web.value).toEqual(STOPPING);
    web.empty();
    expect(web.ends).toEqual(['runTime']);
    web.start();
    expect(web.run).toBe(5);
    expect(web.facts.at(-2)).toMatchObject({ type: 'run.began', run: 5, resumed: false });
  });

  test('is over at once where its end has passed meanwhile', () => {
    const web = startTest();
    web.resume(lost(web.clock.now() - 60_000));
    web.clock.run(2);
    expect(web.value).toEqual(STOPPING);
  });

  test('is stopped where its run was over, and the next run has the next number', () => {
    const web = startTest();
    web.resume(undefined);
    expect(web.value).toBe('stopped');
    expect(web.facts).toEqual([]);
    web.start();
    expect(web.run).toBe(5);
  });

  test('hears of it only before it has begun anything', () => {
    const web = startTest();
    web.start();
    web.resume(lost(web.clock.now()));
    expect(web.run).toBe(1);
  });
});

describe('where a second start edits', () => {
  test.each(['spawning', 'running'] as const)('one while %s goes on in the same run', (state) => {
    const web = startTest();
    web.start({ users: 10 });
    if (state === 'running') web.reach();
    web.start({ users: 25 });
    expect(web.value).toEqual(SPAWNING);
    expect(web.run).toBe(1);
    expect(web.users).toBe(25);
    web.reach();
    expect(web.value).toEqual(RUNNING);
    expect(web.ends).toEqual([]);
  });

  test('a start while stopping runs once the old users are gone', () => {
    const web = startTest();
    web.start({ users: 10 });
    web.stop();
    web.start({ users: 4 });
    expect(web.value).toEqual(STOPPING);
    expect(web.fleet.told).toMatchObject([{ plan: { run: 1, state: 'stopped' } }]);
    web.empty();
    expect(web.value).toEqual(SPAWNING);
    expect(web.run).toBe(2);
    expect(web.users).toBe(4);
    expect(web.ends).toEqual(['user']);
  });
});

describe('where a second start replaces', () => {
  test.each(['spawning', 'running'] as const)('one while %s stops the old users first', (state) => {
    const web = startTest({ secondStart: 'replaces' });
    web.start({ users: 10 });
    if (state === 'running') web.reach();
    web.start({ users: 4 });
    expect(web.value).toEqual(STOPPING);
    expect(web.fleet.told.at(-1)).toMatchObject({ plan: { run: 1, state: 'stopped' } });
    web.empty();
    expect(web.value).toEqual(SPAWNING);
    expect(web.run).toBe(2);
    expect(web.users).toBe(4);
    expect(web.ends).toEqual(['replaced']);
  });

  test('of several starts while stopping the last one wins, whole', () => {
    const web = startTest({ secondStart: 'replaces' });
    web.start({ users: 1 });
    const classes = [{ name: 'Other', weight: 1, fixedCount: 0 }];
    web.start({ users: 2, runTime: 1000 });
    web.start({ users: 3, classes });
    web.empty();
    expect(web.run).toBe(2);
    expect(web.actor.getSnapshot().context.plan?.loads).toMatchObject([
      { classes: [{ name: 'Other', count: 3 }], endsAt: null },
    ]);
  });

  test('the deadline of the old load does not end the new one', () => {
    const recipes = startTest({ secondStart: 'replaces' });
    recipes.start({ runTime: 8000 });
    recipes.clock.run(5000);
    recipes.start({ runTime: null });
    recipes.empty();
    recipes.reach();
    recipes.clock.run(600_000);
    expect(recipes.value).toEqual(RUNNING);
    expect(recipes.run).toBe(2);
  });

  test('a deadline that passes while the old users leave does not reach the new load', () => {
    const recipes = startTest({ secondStart: 'replaces' });
    recipes.start({ runTime: 8000 });
    recipes.clock.run(7000);
    recipes.start({ runTime: 8000 });
    recipes.clock.run(3000);
    recipes.empty();
    recipes.clock.run(7990);
    expect(recipes.value).toEqual(SPAWNING);
    recipes.clock.run(10);
    expect(recipes.value).toEqual(STOPPING);
  });
});

test.each([
  { secondStart: 'edits', whenRunning: 'replaces', told: 'stopped' },
  { secondStart: 'replaces', whenRunning: 'edits', told: 'running' },
] as const)('where a second start $secondStart, one may ask that it $whenRunning', (each) => {
  const web = startTest({ secondStart: each.secondStart });
  web.start({ users: 10 });
  const { whenRunning } = each;
  web.actor.send({ type: 'test.start', request: request({ users: 4 }), whenRunning } as LoadTestCommand);
  expect(web.fleet.told).toMatchObject([{ plan: { run: 1, state: each.told } }]);
  if (whenRunning === 'replaces') web.empty();
  expect(web.value).toEqual(SPAWNING);
  expect(web.run).toBe(whenRunning === 'replaces' ? 2 : 1);
  expect(web.users).toBe(4);
});

test.each(['edits', 'replaces'] as const)(
  'a stop forgets the start that waits, where one %s',
  (secondStart) => {
    const web = startTest({ secondStart });
    web.start();
    web.stop();
    web.start({ users: 4 });
    web.stop();
    web.empty();
    expect(web.value).toBe('stopped');
    expect(web.run).toBe(1);
  },
);

test('a run that ended of itself can be followed by another', () => {
  const web = startTest();
  web.start({ runTime: 3000 });
  web.clock.run(3000);
  expect(web.value).toEqual(STOPPING);
  web.empty();
  expect(web.ends).toEqual(['runTime']);
  web.start();
  expect(web.run).toBe(2);
  expect(web.value).toEqual(SPAWNING);
});

test('a start within a second of a stop is not lost', () => {
  const web = startTest();
  web.start();
  web.stop();
  web.clock.run(900);
  web.start({ users: 3 });
  web.clock.run(50);
  web.empty();
  expect(web.users).toBe(3);
});

test('a start while a shape runs takes its place', () => {
  const web = startTest();
  web.start({ shape: stepShape({ stepTime: 30, stepUsers: 10, spawnRate: 10, timeLimit: 300 }) });
  web.clock.run(40_000, 100);
  expect(web.users).toBe(20);
  web.start({ shape: null, users: 3 });
  web.clock.run(400_000, 1000);
  expect(web.users).toBe(3);
  expect(web.ends).toEqual([]);
});

test('while a run stops and afterwards, its plan says so', () => {
  const web = startTest();
  web.start();
  web.stop();
  expect(web.actor.getSnapshot().context.plan?.state).toBe('stopped');
  web.empty();
  expect(web.actor.getSnapshot().context.plan?.state).toBe('stopped');
});

test('a run whose fleet fails ends as failed, and the test can start again', () => {
  const web = startTest();
  web.start();
  web.fleet.fail();
  expect(web.value).toBe('stopped');
  expect(web.ends).toEqual(['failed']);
  web.start();
  expect(web.value).toEqual(SPAWNING);
});

test('a start that waits for a run whose fleet fails still comes', () => {
  const web = startTest({ secondStart: 'replaces' });
  web.start();
  web.start({ users: 3 });
  web.fleet.fail();
  expect(web.value).toEqual(SPAWNING);
  expect(web.users).toBe(3);
});

test('facts tell of each run once: begun, its plans, reached, ended', () => {
  const web = startTest();
  web.start();
  web.reach();
  web.start({ users: 20 });
  web.reach();
  web.fleet.say({ type: 'fleet.exhausted', crashes: 11 });
  web.stop();
  web.empty();
  expect(web.facts.map(({ type }) => type)).toEqual([
    'run.began',
    'run.changed',
    'run.reached',
    'run.changed',
    'run.reached',
    'run.exhausted',
    'run.changed',
    'run.ended',
  ]);
});

describe('50 starts and stops, however they fall', () => {
  /** The whole deciding side, over a population that needs 300 ms for what it is told. */
  function slowTest(secondStart: 'edits' | 'replaces') {
    let users = 0;
    const population = played<PopulationCommand, PopulationReport>((command, self) => {
      if (command.type === 'users.step') {
        for (const { change } of command.steps) users += change;
        web.clock.setTimeout(() => self.say({ type: 'users.settled' }), 300);
      } else {
        web.clock.setTimeout(() => {
          users = 0;
          self.say({ type: 'users.emptied' });
        }, 300);
      }
    });
    const web = startTest({
      secondStart,
      fleet: spawnerMachine.provide({ actors: { population: population.logic } }) as never,
    });
    return { ...web, population, users: () => users, value: () => web.actor.getSnapshot().value };
  }

  test.each([
    { secondStart: 'edits', gap: 0 },
    { secondStart: 'edits', gap: 70 },
    { secondStart: 'replaces', gap: 0 },
    { secondStart: 'replaces', gap: 70 },
    { secondStart: 'replaces', gap: 450 },
  ] as const)('ending with a start: $secondStart, every $gap ms', ({ secondStart, gap }) => {
    const web = slowTest(secondStart);
    for (let n = 1; n <= 50; n++) {
      web.start({ users: n, spawnRate: 1000 });
      web.clock.run(gap);
      if (n < 50) web.stop();
      web.clock.run(gap);
    }
    web.clock.run(10_000);
    expect(web.users()).toBe(50);
    expect(web.value()).toEqual(RUNNING);
    expect(web.population.running).toBe(1);
  });

  test.each([0, 70, 450])('ending with a stop, every %i ms', (gap) => {
    const web = slowTest('replaces');
    for (let n = 1; n <= 50; n++) {
      web.start({ users: n, spawnRate: 1000 });
      web.clock.run(gap);
      web.stop();
      web.clock.run(gap);
    }
    web.clock.run(10_000);
    expect(web.users()).toBe(0);
    expect(web.value()).toBe('stopped');
    expect(web.population.running).toBe(0);
  });

  test('two starts at once are one load, not a mix', () => {
    const web = slowTest('replaces');
    web.start({ users: 30, spawnRate: 10 });
    web.start({ users: 7, spawnRate: 100 });
    web.clock.run(60_000);
    expect(web.users()).toBe(7);
  });
});

test('every state and transition of the chart can be reached', () => {
  let walks = 0;
  const found = walk(loadTestMachine, 3000, (inspect) => {
    let moves = 0;
    const web = startTest({ secondStart: walks++ % 2 ? 'edits' : 'replaces', inspect });
    return {
      isOver: () => ++moves > 100,
      moves: [
        () => web.start(),
        () => web.start({ users: 2, runTime: 2000 }),
        () => web.stop(),
        () => web.resume(undefined),
        () => web.resume(lost(web.clock.now())),
        () => web.reach(),
        () => web.empty(),
        () => web.fleet.say({ type: 'fleet.exhausted', crashes: 1 }),
        () => web.clock.run(500),
      ],
      stop: () => web.actor.stop(),
    };
  });
  // A run that fails ends itself: only a throw within its chart could take this one.
  const unheard = 'loadTest.active on xstate.error.actor.run → loadTest.ended';
  expect(found.neverTaken.filter((name) => name !== unheard)).toEqual([]);
  expect(found.neverEntered).toEqual([]);
});
