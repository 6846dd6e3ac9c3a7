import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { type RunReport, runMachine } from '../../machines/run.machine.ts';
import type { FleetCommand, FleetReport } from '../../machines/spawner.machine.ts';
import { type Clock, LONGEST_TIMER_MS } from '../../src/domain/clock.ts';
import type { LoadRequest } from '../../src/domain/loadRequest.ts';
import { stepShape } from '../../src/domain/loadShape.ts';
import { plannedUsers } from '../../src/domain/plan.ts';
import type { StopReason } from '../../src/domain/stopReason.ts';
import { heldClock } from '../support/heldClock.ts';
import { identity, listener, played, request, withShortTimers } from './fakes.ts';
import { type Inspect, walk } from './walk.ts';

interface Options {
  /** Whether the fleet carries out what it is told at once. */
  readonly obedient?: boolean;
  readonly clock?: Clock & { run(ms: number, step?: number): void };
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
  const actor = createActor(runMachine.provide({ actors: { fleet: fleet.logic } }), {
    input: { identity, request: request(load), clock, supervisor: loadTest.ref },
    clock: clock as never,
    inspect,
  });
  actor.subscribe({ error: () => {} });
  actor.start();
  return {
    clock,
    fleet,
    loadTest,
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

  test('ends at a deadline that comes before its own end', () => {
    const run = startRun({ shape: steps, runTime: 45_500 });
    run.clock.run(45_400, 100);
    expect(run.users).toBe(20);
    run.clock.run(100, 100);
    expect(run.actor.getSnapshot().output?.reason).toBe('runTime');
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

test('every state and transition of the chart can be reached', () => {
  let walks = 0;
  const found = walk(runMachine, 3000, (inspect) => {
    walks++;
    const run = startRun(
      { runTime: walks % 2 ? 40_000 : null, shape: walks % 3 ? null : steps },
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
