import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { type RunReport, runMachine } from '../../machines/run.machine.ts';
import type { FleetCommand, FleetReport } from '../../machines/spawner.machine.ts';
import { LONGEST_TIMER_MS } from '../../src/domain/clock.ts';
import type { LoadRequest } from '../../src/domain/loadRequest.ts';
import type { LoadShape } from '../../src/domain/loadShape.ts';
import { plannedUsers } from '../../src/domain/plan.ts';
import { type Stage, stages } from '../../src/domain/shapes/stages.ts';
import { stepShape } from '../../src/domain/shapes/stepShape.ts';
import type { StopReason } from '../../src/domain/stopReason.ts';
import { type HeldClock, heldClock } from '../support/heldClock.ts';
import { identity, listener, played, request, withShortTimers } from './fakes.ts';
import { type Inspect, walk } from './walk.ts';

interface Options {
  /** Whether the fleet carries out what it is told at once. */
  readonly obedient?: boolean;
  readonly clock?: HeldClock;
  readonly inspect?: Inspect;
}

function startRun(
  load: Partial<LoadRequest> = {},
  { obedient = true, clock = heldClock(), inspect = () => {} }: Options = {},
) {
  const fleet = played<FleetCommand, FleetReport>(({ plan }, self) => {
    if (!obedient) return;
    if (plan.state === 'stopped') self.say({ type: 'fleet.emptied' });
    else self.say({ type: 'fleet.reached', generation: plan.generation });
  });
  const loadTest = listener<RunReport>();
  const logged: string[] = [];
  const actor = createActor(runMachine.provide({ actors: { fleet: fleet.logic } }), {
    input: { identity, request: request(load), clock, supervisor: loadTest.ref },
    clock: clock as never,
    logger: (...words) => logged.push(words.join(' ')),
    inspect,
  });
  actor.subscribe({ error: () => {} });
  actor.start();
  return {
    clock,
    fleet,
    loadTest,
    logged,
    actor,
    edit: (changes: Partial<LoadRequest>) =>
      actor.send({ type: 'run.edit', request: request({ ...load, ...changes }) }),
    stop: (reason: StopReason = 'user') => actor.send({ type: 'run.stop', reason }),
    get plan() {
      return actor.getSnapshot().context.plan;
    },
    get users() {
      return plannedUsers(actor.getSnapshot().context.plan);
    },
    get isOver() {
      return actor.getSnapshot().status === 'done';
    },
    get phase() {
      const { value } = actor.getSnapshot();
      return typeof value === 'object' ? value.active.users : value;
    },
    heard: (type: RunReport['type']) => loadTest.heard.filter((report) => report.type === type),
  };
}

const steps = stepShape({ stepTime: 30, stepUsers: 10, spawnRate: 10, timeLimit: 300 });

test('a run announces its plan, hands it to its fleet, and is running once the fleet got there', () => {
  const run = startRun({}, { obedient: false });
  expect(run.fleet.inputs).toMatchObject([
    { plan: { generation: 1, state: 'running', test: 'web', run: 1 } },
  ]);
  expect(run.loadTest.heard.map(({ type }) => type)).toEqual(['run.planned', 'run.spawning']);
  expect(run.phase).toBe('spawning');
  run.fleet.say({ type: 'fleet.reached', generation: 1 });
  expect(run.phase).toBe('running');
  expect(run.heard('run.reached')).toHaveLength(1);
});

test('an edit while it runs is spawning again until that edit is reached', () => {
  const run = startRun({}, { obedient: false });
  run.fleet.say({ type: 'fleet.reached', generation: 1 });
  run.edit({ users: 30 });
  expect(run.phase).toBe('spawning');
  expect(run.fleet.told).toMatchObject([{ type: 'plan.changed', plan: { generation: 2 } }]);
  expect(run.users).toBe(30);
  run.fleet.say({ type: 'fleet.reached', generation: 1 });
  expect(run.phase).toBe('spawning');
  run.fleet.say({ type: 'fleet.reached', generation: 2 });
  expect(run.phase).toBe('running');
});

describe('a stop', () => {
  test.each(['spawning', 'running'] as const)('while %s ends the plan and waits for the fleet', (state) => {
    const run = startRun({}, { obedient: false });
    if (state === 'running') run.fleet.say({ type: 'fleet.reached', generation: 1 });
    expect(run.phase).toBe(state);
    run.stop('shutdown');
    expect(run.fleet.told).toMatchObject([{ plan: { state: 'stopped', generation: 2 } }]);
    expect(run.heard('run.stopping')).toEqual([{ type: 'run.stopping', reason: 'shutdown' }]);
    run.clock.run(100_000);
    expect(run.isOver).toBe(false);
    run.fleet.say({ type: 'fleet.emptied' });
    expect(run.isOver).toBe(true);
    expect(run.actor.getSnapshot().output).toMatchObject({ reason: 'shutdown', plan: { state: 'stopped' } });
  });

  test('is not undone by an edit that comes after it', () => {
    const run = startRun({}, { obedient: false });
    run.stop();
    run.edit({ users: 50 });
    expect(run.users).toBe(0);
    expect(run.fleet.told).toHaveLength(1);
  });

  test('keeps its first reason', () => {
    const run = startRun({}, { obedient: false });
    run.stop('user');
    run.stop('shutdown');
    run.fleet.say({ type: 'fleet.emptied' });
    expect(run.actor.getSnapshot().output?.reason).toBe('user');
  });
});

describe('a deadline', () => {
  test('ends the run at its time, counted from the start of the ramp', () => {
    const run = startRun({ users: 1000, spawnRate: 1, runTime: 8000 });
    run.clock.run(7990);
    expect(run.isOver).toBe(false);
    run.clock.run(10);
    expect(run.actor.getSnapshot().output?.reason).toBe('runTime');
  });

  test('is kept by an edit without one', () => {
    const run = startRun({ runTime: 8000 });
    run.clock.run(5000);
    run.edit({ users: 20, runTime: null });
    run.clock.run(2990);
    expect(run.isOver).toBe(false);
    run.clock.run(10);
    expect(run.isOver).toBe(true);
  });

  test.each([
    { runTime: 20_000, ends: 25_000 },
    { runTime: 1000, ends: 6000 },
  ])('is replaced by an edit with one of $runTime ms', ({ runTime, ends }) => {
    const run = startRun({ runTime: 8000 });
    run.clock.run(5000);
    run.edit({ runTime });
    run.clock.run(ends - 5000 - 10);
    expect(run.isOver).toBe(false);
    run.clock.run(10);
    expect(run.isOver).toBe(true);
  });

  test('may come with an edit of a run that had none', () => {
    const run = startRun();
    run.clock.run(60_000);
    run.edit({ runTime: 2000 });
    run.clock.run(2000);
    expect(run.actor.getSnapshot().output?.reason).toBe('runTime');
  });

  test('of 30 days comes after 30 days, by timers that Node can keep', () => {
    const clock = withShortTimers(heldClock());
    const days = 86_400_000;
    const run = startRun({ runTime: 30 * days }, { clock });
    clock.run(29.9 * days, 60_000);
    expect(run.isOver).toBe(false);
    clock.run(0.1 * days, 60_000);
    expect(run.isOver).toBe(true);
    expect(clock.longest).toBe(LONGEST_TIMER_MS);
  });

  test('no longer counts once the run is being stopped', () => {
    const run = startRun({ runTime: 8000 }, { obedient: false });
    run.stop('user');
    run.clock.run(20_000);
    run.fleet.say({ type: 'fleet.emptied' });
    expect(run.actor.getSnapshot().output?.reason).toBe('user');
  });

  test('in the middle of a ramp stops the spawning', () => {
    const run = startRun({ users: 100, spawnRate: 1, runTime: 3000 }, { obedient: false });
    run.clock.run(3000);
    expect(run.users).toBe(0);
    expect(run.actor.getSnapshot().value).toBe('stopping');
  });
});

describe('a shape', () => {
  test('gives the users of every moment: 10 more every 30 s, and ends once 300 s have passed', () => {
    const run = startRun({ shape: steps });
    for (let second = 1; second <= 300; second++) {
      run.clock.run(1000, 100);
      expect(run.users).toBe((Math.floor(second / 30) + 1) * 10);
    }
    expect(run.isOver).toBe(false);
    run.clock.run(1000, 100);
    expect(run.actor.getSnapshot().output?.reason).toBe('shape');
  });

  test('writes a plan only when it moves', () => {
    const run = startRun({ shape: steps });
    run.clock.run(89_000, 100);
    expect(run.heard('run.planned')).toHaveLength(3);
  });

  test('stopped in its first step and started again begins with its first step at once', () => {
    startRun({ shape: steps }).stop();
    const clock = heldClock();
    clock.run(17_300);
    const run = startRun({ shape: steps }, { clock });
    expect(run.users).toBe(10);
    run.clock.run(29_900, 100);
    expect(run.users).toBe(10);
    run.clock.run(200, 100);
    expect(run.users).toBe(20);
  });

  test('may choose the classes', () => {
    const classes = ['A', 'B'].map((name) => ({ name, weight: 1, fixedCount: 0 }));
    const shape = {
      name: 'Alternating',
      tick: (t: number) => ({ users: 4, spawnRate: 10, userClasses: [t < 10 ? 'A' : 'B'] }),
    };
    const run = startRun({ shape, classes });
    const names = () => run.plan.loads[0]?.classes.filter(({ count }) => count > 0).map(({ name }) => name);
    expect(names()).toEqual(['A']);
    run.clock.run(10_000, 100);
    expect(names()).toEqual(['B']);
  });

  test('gives way to an edit without one', () => {
    const run = startRun({ shape: steps });
    run.clock.run(5000);
    run.edit({ shape: null, users: 7 });
    run.clock.run(400_000, 1000);
    expect(run.users).toBe(7);
    expect(run.isOver).toBe(false);
  });

  test('still decides the users after an edit that keeps it', () => {
    const run = startRun({ shape: steps, users: 1 });
    run.clock.run(65_500, 100);
    run.edit({ shape: steps, users: 1 });
    expect(run.users).toBe(30);
  });

  test('that an edit brings to a run of 400 s begins with its beginning', () => {
    const run = startRun();
    run.clock.run(400_000, 1000);
    run.edit({ shape: steps });
    run.clock.run(2000, 100);
    expect(run.isOver).toBe(false);
    expect(run.users).toBe(10);
  });

  test('that an edit keeps does not begin anew', () => {
    const shape = stages([
      { duration: '10s', users: 5, spawnRate: 10 },
      { duration: '10s', users: 20 },
    ]);
    const run = startRun({ shape }, { obedient: false });
    run.clock.run(15_000, 100);
    const { rate } = run.plan.loads[0]!;
    run.edit({ shape, host: 'http://elsewhere' });
    expect(run.plan).toMatchObject({ host: 'http://elsewhere', loads: [{ rate, classes: [{ count: 20 }] }] });
    run.clock.run(5000, 100);
    expect(run.heard('run.stopping')).toEqual([{ type: 'run.stopping', reason: 'shape' }]);
  });

  test('ends at a deadline that comes before its own end', () => {
    const run = startRun({ shape: steps, runTime: 45_500 });
    run.clock.run(45_400, 100);
    expect(run.users).toBe(20);
    run.clock.run(100, 100);
    expect(run.actor.getSnapshot().output?.reason).toBe('runTime');
  });
});

/** A run of a shape, and its plans as they came: when, the users of each class that has some, and the rate. */
function plans(shape: LoadShape, { clock = heldClock(), ...more }: Options = {}) {
  const start = clock.now();
  const run = startRun({ classes: CLASSES, shape }, { ...more, clock });
  const told: { at: number; users: Record<string, number>; rate: number }[] = [];
  let last = 0;
  const look = (): void => {
    const { loads, generation, state } = run.plan;
    if (generation === last || state === 'stopped') return;
    last = generation;
    const { classes, rate } = loads[0]!;
    const present = classes.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]);
    told.push({ at: clock.now() - start, users: Object.fromEntries(present), rate });
  };
  look();
  run.actor.subscribe(look);
  return { run, told };
}

const CLASSES = ['A', 'B'].map((name) => ({ name, weight: 1, fixedCount: 0 }));

describe('short stages', () => {
  const fifths: Stage[] = [
    { duration: '200ms', users: 4, spawnRate: 100, userClasses: ['A'] },
    { duration: '200ms', users: 6, spawnRate: 100 },
    { duration: '200ms', users: 2, spawnRate: 50, userClasses: ['B'] },
    { duration: '1700ms', users: 8 },
    { duration: '200ms', users: 0, spawnRate: 1000 },
  ];
  const due = [
    { at: 0, users: { A: 4 }, rate: 100 },
    { at: 200, users: { A: 3, B: 3 }, rate: 100 },
    { at: 400, users: { B: 2 }, rate: 50 },
    { at: 600, users: { A: 4, B: 4 }, rate: 6 / 1.7 },
    { at: 2300, users: {}, rate: 1000 },
  ];

  test.each([true, false])(
    'of 200 ms each get their plan at their moment, reached (%s) or not',
    (obedient) => {
      const { run, told } = plans(stages(fifths), { obedient });
      run.clock.run(2499, 1);
      expect(told).toEqual(due);
      expect(run.heard('run.stopping')).toEqual([]);
      run.clock.run(1, 1);
      expect(run.heard('run.stopping')).toEqual([{ type: 'run.stopping', reason: 'shape' }]);
      expect(run.logged).toEqual([]);
    },
  );

  test('keep their moments where the clock does not stand at a whole ms', () => {
    const clock = heldClock();
    clock.run(123.456);
    const { run, told } = plans(stages(fifths), { clock });
    run.clock.run(2502, 0.1);
    expect(told.map(({ users }) => users)).toEqual(due.map(({ users }) => users));
    for (const [index, { at }] of told.entries()) expect(at - due[index]!.at).toBeLessThan(1.1);
    expect(run.isOver).toBe(true);
  });

  test('take effect in the middle of a second, and the shape ends there', () => {
    const { run, told } = plans(
      stages([
        { duration: '2.5s', users: 3, spawnRate: 1 },
        { duration: '2.7s', users: 5, spawnRate: 1 },
      ]),
    );
    run.clock.run(5199, 1);
    expect(told.map(({ at }) => at)).toEqual([0, 2500]);
    expect(run.isOver).toBe(false);
    run.clock.run(1, 1);
    expect(run.actor.getSnapshot().output?.reason).toBe('shape');
  });

  test('that the process slept through are passed over once, which is said', () => {
    const { run, told } = plans(stages(fifths, { name: 'Fifths' }));
    run.clock.run(100, 1);
    run.clock.run(450, 450);
    expect(told).toEqual([due[0], { ...due[2], at: 550 }]);
    expect(run.logged).toEqual([
      'The load shape Fifths goes on at 0.550 s: the process was late, and parts that began from 0.200 s on are passed over',
    ]);
    run.clock.run(1949, 1);
    expect(told.slice(2)).toEqual(due.slice(3));
    run.clock.run(1, 1);
    expect(run.isOver).toBe(true);
    expect(run.logged).toHaveLength(1);
  });

  test('begin late, and are not passed over, where the process was late for less', () => {
    const { run, told } = plans(stages(fifths));
    run.clock.run(150, 1);
    run.clock.run(200, 200);
    expect(told.slice(1)).toEqual([{ ...due[1], at: 350 }]);
    run.clock.run(50, 1);
    expect(told.slice(2)).toEqual([due[2]]);
    expect(run.logged).toEqual([]);
  });

  test('of a shape that was slept through to its end end the run', () => {
    const { run, told } = plans(stages(fifths));
    run.clock.run(60_000, 60_000);
    expect(told).toEqual([due[0]]);
    expect(run.actor.getSnapshot().output?.reason).toBe('shape');
  });

  test('all get their plan in order whatever their lengths', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lengths, (all) => {
        const { run, told } = plans(
          stages(all.map((duration, index) => ({ duration, users: index + 1, spawnRate: 10 }))),
        );
        const begins = all.map((_, index) => all.slice(0, index).reduce((sum, ms) => sum + ms, 0));
        const total = all.reduce((sum, ms) => sum + ms, 0);
        run.clock.run(total - 1, 1);
        expect(told.map(({ at }) => at)).toEqual(begins);
        expect(run.isOver).toBe(false);
        run.clock.run(1, 1);
        expect(run.isOver).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a shape that changes at times of its own', () => {
  test('may say so by times that are not later than the present one, and is not asked without end', () => {
    let asked = 0;
    const shape = {
      name: 'Stuck',
      tick: () => {
        asked++;
        return { users: 1, spawnRate: 1 };
      },
      nextChangeAt: (seconds: number) => seconds,
    };
    const run = startRun({ shape });
    run.clock.run(1000, 1);
    expect(asked).toBeGreaterThan(900);
    expect(asked).toBeLessThan(1100);
    run.stop();
    expect(run.isOver).toBe(true);
  });

  test('is asked at whole seconds where it says nothing, and no more often', () => {
    const asked: number[] = [];
    const shape = {
      name: 'Smooth',
      tick: (seconds: number) => {
        asked.push(seconds);
        return { users: 1, spawnRate: 1 };
      },
    };
    startRun({ shape }).clock.run(3500, 1);
    expect(asked).toEqual([0, 1, 2, 3]);
  });

  test('that is over at its beginning ends the run before anybody is planned', () => {
    const run = startRun({ shape: { name: 'Empty', tick: () => null }, users: 50 }, { obedient: false });
    expect(run.heard('run.stopping')).toEqual([{ type: 'run.stopping', reason: 'shape' }]);
    for (const report of run.heard('run.planned')) expect(report).toMatchObject({ plan: NOBODY });
    expect(run.fleet.inputs).toMatchObject([{ plan: NOBODY }]);
    run.fleet.say({ type: 'fleet.emptied' });
    expect(run.actor.getSnapshot().output?.reason).toBe('shape');
    expect(run.clock.pending).toBe(0);
  });

  test('that is over when an edit brings it ends the run', () => {
    const run = startRun({ users: 9 }, { obedient: false });
    run.clock.run(5000);
    run.edit({ shape: { name: 'Empty', tick: () => null }, users: 50 });
    expect(run.heard('run.stopping')).toEqual([{ type: 'run.stopping', reason: 'shape' }]);
    expect(run.fleet.told).toMatchObject([{ plan: NOBODY }, { plan: { state: 'stopped' } }]);
  });
});

const NOBODY = { loads: [{ classes: [{ count: 0 }] }] };

describe('a shape that misbehaves ends the run, which says how:', () => {
  const good = { users: 4, spawnRate: 10 };
  const bad: readonly [string, () => unknown, string][] = [
    [
      'a throw',
      () => {
        throw new TypeError('x is undefined');
      },
      'tick threw TypeError: x is undefined',
    ],
    [
      'users that are no number',
      () => ({ ...good, users: Number.NaN }),
      'users must be a whole number of 0 or more',
    ],
    ['fewer than no users', () => ({ ...good, users: -1 }), 'users must be'],
    ['users beyond the bound', () => ({ ...good, users: 1e9 }), 'it asks for 1000000000 users'],
    ['a rate of 0', () => ({ ...good, spawnRate: 0 }), 'spawnRate must be a number above 0, not 0'],
    ['no answer', () => undefined, 'tick must be an object with users and spawnRate'],
    ['a promise', () => Promise.resolve(good), 'tick gave a promise'],
    [
      'an unknown class',
      () => ({ ...good, userClasses: ['C'] }),
      'userClasses must be of this run (A, B), not "C"',
    ],
  ];

  test.each(bad)('%s at its third second', (_, tick, message) => {
    const shape = { name: 'Odd', tick: (t: number) => (t < 3 ? good : (tick() as never)) };
    const run = startRun({ shape, classes: CLASSES }, { obedient: false });
    run.clock.run(2999, 1);
    expect(run.heard('run.stopping')).toEqual([]);
    run.clock.run(1, 1);
    expect(run.heard('run.stopping')).toMatchObject([
      { reason: 'failed', failure: expect.stringContaining(`The load shape Odd failed at 3 s: ${message}`) },
    ]);
    expect(run.fleet.told.at(-1)).toMatchObject({ plan: { state: 'stopped' } });
    run.fleet.say({ type: 'fleet.emptied' });
    expect(run.actor.getSnapshot()).toMatchObject({ status: 'done', output: { reason: 'failed' } });
    expect(run.clock.pending).toBe(0);
  });

  test.each(bad)('%s at its start', (_, tick, message) => {
    const shape = { name: 'Odd', tick: () => tick() as never };
    const run = startRun({ shape, classes: CLASSES });
    expect(run.heard('run.stopping')).toMatchObject([
      { reason: 'failed', failure: expect.stringContaining(`The load shape Odd failed at 0 s: ${message}`) },
    ]);
    expect(run.actor.getSnapshot()).toMatchObject({ status: 'done', output: { reason: 'failed' } });
  });

  test.each(bad)('%s as an edit brings it', (_, tick, message) => {
    const run = startRun({ classes: CLASSES });
    run.edit({ classes: CLASSES, shape: { name: 'Odd', tick: () => tick() as never } });
    expect(run.heard('run.stopping')).toMatchObject([
      { reason: 'failed', failure: expect.stringContaining(message) },
    ]);
    expect(run.isOver).toBe(true);
  });

  test('a class of its last stage that this run does not have, at its start', () => {
    const shape = stages([
      { duration: '1h', users: 1 },
      { duration: '1h', users: 1, userClasses: ['A', 'C'] },
    ]);
    expect(startRun({ shape, classes: CLASSES }).heard('run.stopping')).toMatchObject([
      { failure: expect.stringContaining('userClasses must be of this run (A, B), not "C"') },
    ]);
  });
});

test('a fleet that fails ends the run, which says so', () => {
  const run = startRun({}, { obedient: false });
  run.fleet.fail();
  expect(run.actor.getSnapshot().output?.reason).toBe('failed');
  expect(run.heard('run.stopping')).toEqual([{ type: 'run.stopping', reason: 'failed', failure: 'died' }]);
});

test('a fleet that cannot make users is told to stop, and the run ends as failed once it is empty', () => {
  const run = startRun({}, { obedient: false });
  run.fleet.say({ type: 'fleet.failed', message: 'no sockets left' });
  expect(run.heard('run.stopping')).toEqual([
    { type: 'run.stopping', reason: 'failed', failure: 'no sockets left' },
  ]);
  expect(run.plan.state).toBe('stopped');
  run.fleet.say({ type: 'fleet.emptied' });
  expect(run.actor.getSnapshot().output?.reason).toBe('failed');
});

test('what a spent budget comes to is passed on', () => {
  const run = startRun({}, { obedient: false });
  run.fleet.say({ type: 'fleet.exhausted', crashes: 12 });
  expect(run.heard('run.exhausted')).toEqual([{ type: 'run.exhausted', crashes: 12 }]);
});

test('an ended run leaves no timer behind', () => {
  const clock = heldClock();
  const run = startRun({ runTime: 60_000, shape: steps }, { clock });
  expect(clock.pending).toBe(2);
  run.stop();
  expect(clock.pending).toBe(0);
});

test.each<[string, (seconds: number) => number, boolean[]]>([
  ['a stage of four seconds', (s) => (s < 4 ? 5 : 7), [true, true]],
  ['a curve, and its rest', (s) => Math.min(8, 5 + Math.floor(s)), [false, false, false, true]],
])('a run that is reached says whether it holds: %s', (_, users, held) => {
  const shape = { name: 'Moving', tick: (s: number) => ({ users: users(s), spawnRate: 1000 }) };
  const run = startRun({ shape });
  run.fleet.say({ type: 'fleet.reached', generation: 1 });
  run.clock.run(6000);
  expect(run.heard('run.reached')).toMatchObject(held.map((holds) => ({ holds })));
});

test('every state and transition of the chart can be reached', () => {
  let walks = 0;
  const shapes = [
    null,
    steps,
    stages(Array.from({ length: 9 }, (_, users) => ({ duration: '400ms', users }))),
    { name: 'Odd', tick: (t: number) => ({ users: t < 2 ? 1 : Number.NaN, spawnRate: 1 }) },
  ];
  const found = walk(runMachine, 3000, (inspect) => {
    walks++;
    const run = startRun(
      { runTime: walks % 2 ? 40_000 : null, shape: shapes[walks % shapes.length] ?? null },
      { obedient: false, inspect },
    );
    return {
      isOver: () => run.actor.getSnapshot().status !== 'active',
      moves: [
        () => run.clock.run(1000, 1000),
        () => run.clock.run(30_000, 1000),
        () => run.fleet.say({ type: 'fleet.reached', generation: run.plan.generation }),
        () => run.fleet.say({ type: 'fleet.exhausted', crashes: 1 }),
        () => run.edit({ users: 3, runTime: 3_000_000_000 }),
        () => run.clock.run(2_200_000_000, 1_100_000_000),
        () => walks % 4 === 0 && run.stop(),
        () => walks % 5 === 0 && run.fleet.fail(),
        () => walks % 7 === 0 && run.fleet.say({ type: 'fleet.failed', message: 'no sockets left' }),
        () => run.fleet.say({ type: 'fleet.emptied' }),
      ],
      stop: () => run.actor.stop(),
    };
  });
  expect(found).toEqual({ neverTaken: [], neverEntered: [] });
});
