import { describe, expect, test } from 'vitest';
import { type AnyActorRef, createActor } from 'xstate';
import {
  type FleetReport,
  type PopulationCommand,
  type PopulationReport,
  spawnerMachine,
} from '../../machines/spawner.machine.ts';
import type { Step } from '../../src/domain/dispatch.ts';
import type { LoadRequest } from '../../src/domain/loadRequest.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { editedPlan, stoppedPlan } from '../../src/domain/planning.ts';
import { heldClock } from '../support/heldClock.ts';
import { listener, planOf, played, request } from './fakes.ts';
import { type Inspect, walk } from './walk.ts';

interface Options {
  readonly load?: Partial<LoadRequest>;
  /** Whether the population carries out what it is told at once. */
  readonly obedient?: boolean;
  readonly inspect?: Inspect;
}

function startSpawner({ load = {}, obedient = true, inspect = () => {} }: Options = {}) {
  const clock = heldClock();
  const ordered: (Step & { at: number })[] = [];
  const population = played<PopulationCommand, PopulationReport>((command, self) => {
    if (command.type === 'users.step') {
      for (const step of command.steps) ordered.push({ ...step, at: clock.now() });
      if (obedient) self.say({ type: 'users.settled' });
    } else if (obedient) self.say({ type: 'users.emptied' });
  });
  const run = listener<FleetReport>();
  const plan = planOf(load);
  const actor = createActor(spawnerMachine.provide({ actors: { population: population.logic } }), {
    input: { plan, clock, supervisor: run.ref as AnyActorRef },
    clock: clock as never,
    inspect,
  }).start();
  let latest = plan;
  const tell = (next: Plan): void => {
    latest = next;
    actor.send({ type: 'plan.changed', plan: next });
  };
  return {
    clock,
    population,
    ordered,
    run,
    actor,
    tell,
    edit: (changes: Partial<LoadRequest>) =>
      tell(editedPlan(latest, request({ ...load, ...changes }), clock.now())),
    /** What a shape that moves makes of the plan. */
    reshape: (changes: Partial<LoadRequest>) => {
      const next = editedPlan(latest, request({ ...load, ...changes }), clock.now());
      tell({ ...next, edits: latest.edits });
    },
    end: () => tell(stoppedPlan(latest)),
    crash: (name = 'Visitor', times = 1) => {
      for (let n = 0; n < times; n++) population.say({ type: 'user.crashed', name });
    },
    /** Users that were ordered, on balance. */
    get users() {
      return ordered.reduce((sum, { change }) => sum + change, 0);
    },
    get ramp() {
      const { value } = actor.getSnapshot();
      return typeof value === 'object' ? value.supervising.ramp : value;
    },
    get replacement() {
      const { value } = actor.getSnapshot();
      return typeof value === 'object' ? value.supervising.replacement : value;
    },
  };
}

describe('the ramp is paced', () => {
  test.each([
    { users: 10, spawnRate: 5, at: [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800] },
    { users: 3, spawnRate: 0.5, at: [0, 2000, 4000] },
    { users: 2, spawnRate: 0.01, at: [0, 100_000] },
  ])('$users users at $spawnRate/s', ({ users, spawnRate, at }) => {
    const spawner = startSpawner({ load: { users, spawnRate } });
    spawner.clock.run(200_000);
    expect(spawner.ordered.map((step) => step.at)).toEqual(at);
  });

  test('5,000 users at 500/s: at no moment more than 10 ms behind schedule or ahead of it', () => {
    const spawner = startSpawner({ load: { users: 5000, spawnRate: 500 } });
    spawner.clock.run(11_000);
    expect(spawner.ordered).toHaveLength(5000);
    for (const [index, { at }] of spawner.ordered.entries()) {
      expect(at).toBeGreaterThanOrEqual(index * 2);
      expect(at).toBeLessThanOrEqual(index * 2 + 10);
    }
  });
});

test('the ramp is settled only when the population says so, and then the run hears it once', () => {
  const spawner = startSpawner({ load: { users: 2 }, obedient: false });
  spawner.clock.run(1000);
  expect(spawner.ramp).toBe('settling');
  expect(spawner.run.heard).toEqual([]);
  spawner.population.say({ type: 'users.settled' });
  spawner.population.say({ type: 'users.settled' });
  expect(spawner.ramp).toBe('steady');
  expect(spawner.run.heard).toEqual([{ type: 'fleet.reached', generation: 1 }]);
});

test('a plan of no users is reached at once', () => {
  const spawner = startSpawner({ load: { users: 0 } });
  expect(spawner.run.heard).toEqual([{ type: 'fleet.reached', generation: 1 }]);
  expect(spawner.ordered).toEqual([]);
});

test('an edit in the middle of a ramp starts from the users there are', () => {
  const spawner = startSpawner({ load: { users: 100, spawnRate: 10 } });
  spawner.clock.run(1990);
  expect(spawner.users).toBe(20);
  spawner.edit({ users: 25, spawnRate: 5 });
  spawner.clock.run(790);
  expect(spawner.users).toBe(24);
  spawner.clock.run(10_000);
  expect(spawner.users).toBe(25);
  expect(spawner.run.heard).toEqual([{ type: 'fleet.reached', generation: 2 }]);
});

test('a lower count stops users at the spawn rate, not in a burst', () => {
  const spawner = startSpawner({ load: { users: 20, spawnRate: 20 } });
  spawner.clock.run(5000);
  spawner.edit({ users: 10, spawnRate: 2 });
  const from = spawner.clock.now();
  spawner.clock.run(10_000);
  const stops = spawner.ordered.filter(({ change }) => change === -1).map(({ at }) => at - from);
  expect(stops).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500]);
});

test('an older plan, or the same one again, changes nothing', () => {
  const spawner = startSpawner({ load: { users: 5 } });
  spawner.clock.run(1000);
  spawner.edit({ users: 8 });
  spawner.clock.run(1000);
  spawner.tell(planOf({ users: 100 }));
  spawner.tell({ ...planOf({ users: 100 }), generation: 2 });
  spawner.clock.run(10_000);
  expect(spawner.users).toBe(8);
});

test('a stop while spawning orders nobody any more', () => {
  const spawner = startSpawner({ load: { users: 100, spawnRate: 10 }, obedient: false });
  spawner.clock.run(1000);
  const before = spawner.ordered.length;
  spawner.end();
  spawner.clock.run(60_000);
  expect(spawner.ordered).toHaveLength(before);
  expect(spawner.actor.getSnapshot().value).toBe('emptying');
  expect(spawner.population.told.at(-1)).toEqual({ type: 'users.stopAll' });
  spawner.population.say({ type: 'users.emptied' });
  expect(spawner.run.heard.at(-1)).toEqual({ type: 'fleet.emptied' });
  expect(spawner.actor.getSnapshot().value).toBe('emptied');
});

test('crashes while everybody is stopped are not replaced', () => {
  const spawner = startSpawner({ load: { users: 5 }, obedient: false });
  spawner.clock.run(1000);
  spawner.end();
  spawner.crash('Visitor', 3);
  spawner.clock.run(60_000);
  expect(spawner.users).toBe(5);
});

test('a newer plan in emptying starts nobody', () => {
  const spawner = startSpawner({ load: { users: 5 }, obedient: false });
  spawner.clock.run(1000);
  spawner.end();
  spawner.edit({ users: 50 });
  spawner.clock.run(10_000);
  expect(spawner.users).toBe(5);
});

describe('crashed users', () => {
  test('are replaced by users of their own class', () => {
    const classes = ['A', 'B'].map((name) => ({ name, weight: 1, fixedCount: 0 }));
    const spawner = startSpawner({ load: { users: 4, classes } });
    spawner.clock.run(1000);
    spawner.crash('B');
    spawner.clock.run(1000);
    expect(spawner.ordered.slice(4)).toEqual([{ name: 'B', change: 1, at: 1250 }]);
  });

  test('come back after 250 ms, and with every further crash twice as late, up to 8 s', () => {
    const spawner = startSpawner({ load: { users: 100, spawnRate: 100 } });
    spawner.clock.run(1000);
    const delays = [0, 1, 2, 3, 4, 5, 6].map(() => {
      const crashedAt = spawner.clock.now();
      spawner.crash();
      spawner.clock.run(9000);
      return spawner.ordered.at(-1)!.at - crashedAt;
    });
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
  });

  test('come back as quickly as at first after a minute without a crash', () => {
    const spawner = startSpawner({ load: { users: 10 } });
    spawner.clock.run(1000);
    spawner.crash();
    spawner.clock.run(1000);
    spawner.crash();
    spawner.clock.run(60_010);
    spawner.crash();
    const crashedAt = spawner.clock.now();
    spawner.clock.run(9000);
    expect(spawner.ordered.at(-1)!.at - crashedAt).toBe(250);
  });

  test('that crash together come back together, at the spawn rate', () => {
    const spawner = startSpawner({ load: { users: 10, spawnRate: 10 } });
    spawner.clock.run(1000);
    spawner.crash('Visitor', 4);
    spawner.clock.run(5000);
    expect(spawner.ordered.slice(10).map(({ at }) => at)).toEqual([1250, 1350, 1450, 1550]);
  });

  test('in the middle of a ramp are made up for by its end', () => {
    const spawner = startSpawner({ load: { users: 20, spawnRate: 10 } });
    spawner.clock.run(1000);
    spawner.crash('Visitor', 3);
    spawner.clock.run(10_000);
    expect(spawner.users - 3).toBe(20);
    expect(spawner.ramp).toBe('steady');
  });
});

describe('the budget of replacements', () => {
  /** Brings a spawner of 10 users, all of which crash whenever they come, to the end of its budget. */
  function exhausted() {
    const spawner = startSpawner({ load: { users: 10, spawnRate: 1000 } });
    spawner.clock.run(1000);
    for (let round = 0; round < 4; round++) {
      spawner.crash('Visitor', 10);
      spawner.clock.run(10_000);
    }
    return spawner;
  }
  const said = (spawner: ReturnType<typeof startSpawner>) =>
    spawner.run.heard.filter(({ type }) => type === 'fleet.exhausted');

  test('spent, it is said once, and nobody is replaced any more', () => {
    const spawner = exhausted();
    expect(said(spawner)).toEqual([{ type: 'fleet.exhausted', crashes: 20 }]);
    expect(spawner.ordered).toHaveLength(20);
    expect(spawner.replacement).toBe('exhausted');
    spawner.crash('Visitor', 5);
    spawner.clock.run(100_000);
    expect(said(spawner)).toHaveLength(1);
    expect(spawner.ordered).toHaveLength(20);
  });

  test('an edit renews it, and brings the users back', () => {
    const spawner = exhausted();
    const before = spawner.ordered.length;
    spawner.edit({ users: 10 });
    expect(spawner.replacement).toBe('watching');
    spawner.clock.run(5000);
    expect(spawner.ordered.length - before).toBeGreaterThanOrEqual(10);
    spawner.crash();
    spawner.clock.run(300);
    expect(spawner.replacement).toBe('watching');
  });

  test('a shape that moves leaves it spent, and brings no crashed user back', () => {
    const spawner = exhausted();
    for (const users of [12, 8, 10, 11]) {
      spawner.reshape({ users });
      spawner.clock.run(2000);
    }
    expect(spawner.replacement).toBe('exhausted');
    expect(said(spawner)).toHaveLength(1);
    // 12: 2 more; 8: 4 of 12, all crashed but these 2; 10, 11: 3 more.
    expect(spawner.ordered.slice(20).map(({ change }) => change)).toEqual([1, 1, 1, 1, 1]);
    expect(spawner.ramp).toBe('steady');
  });

  test('a shape that moves does not renew it: users that always crash spend it', () => {
    const spawner = startSpawner({ load: { users: 10, spawnRate: 1000 } });
    spawner.clock.run(1000);
    for (let second = 0; second < 30; second++) {
      spawner.crash('Visitor', second % 2);
      spawner.reshape({ users: 10 + (second % 3) });
      spawner.clock.run(1000);
    }
    expect(said(spawner)).toEqual([{ type: 'fleet.exhausted', crashes: expect.any(Number) }]);
    expect(spawner.replacement).toBe('exhausted');
  });

  test('a shape that moves does not hasten who waits to be replaced', () => {
    const spawner = startSpawner({ load: { users: 10, spawnRate: 1000 } });
    spawner.clock.run(1000);
    spawner.crash('Visitor', 4);
    spawner.clock.run(100);
    spawner.reshape({ users: 8 });
    spawner.clock.run(100);
    expect([spawner.ordered.length, spawner.replacement]).toEqual([10, 'delaying']);
    spawner.clock.run(100);
    expect(spawner.ordered).toHaveLength(12);
  });

  test('spent, the ramp goes on and a stop works', () => {
    const spawner = startSpawner({ load: { users: 10, spawnRate: 0.1 } });
    spawner.crash('Visitor', 11);
    spawner.clock.run(1000);
    expect(spawner.replacement).toBe('exhausted');
    spawner.clock.run(30_000);
    expect(spawner.users).toBeGreaterThan(3);
    spawner.end();
    expect(spawner.run.heard.at(-1)).toEqual({ type: 'fleet.emptied' });
  });
});

test('users that cannot be made are told to the run, which decides', () => {
  const spawner = startSpawner({ obedient: false });
  spawner.population.say({ type: 'users.failed', message: 'no sockets left' });
  expect(spawner.run.heard).toEqual([{ type: 'fleet.failed', message: 'no sockets left' }]);
  spawner.end();
  spawner.population.say({ type: 'users.emptied' });
  expect(spawner.run.heard.at(-1)).toEqual({ type: 'fleet.emptied' });
});

test('every state and transition of the chart can be reached', () => {
  let moves = 0;
  const found = walk(spawnerMachine, 4000, (inspect) => {
    const spawner = startSpawner({ load: { users: 20 }, obedient: false, inspect });
    return {
      isOver: () => spawner.actor.getSnapshot().value === 'emptied',
      moves: [
        () => spawner.clock.run(10),
        () => spawner.clock.run(1000, 100),
        () => spawner.clock.run(20_000, 1000),
        () => spawner.population.say({ type: 'users.settled' }),
        () => spawner.population.say({ type: 'users.changed', alive: 3 }),
        () => spawner.population.say({ type: 'users.emptied' }),
        () => spawner.population.say({ type: 'users.failed', message: 'no sockets left' }),
        () => spawner.crash(),
        () => spawner.crash('Visitor', 30),
        () => spawner.edit({ users: 5 }),
        () => spawner.edit({ users: 15 }),
        () => spawner.reshape({ users: 12 }),
        () => moves++ % 20 === 19 && spawner.end(),
      ],
      stop: () => spawner.actor.stop(),
    };
  });
  expect(found).toEqual({ neverTaken: [], neverEntered: [] });
});
