import { type AnyActorRef, assign, raise, sendTo, setup } from 'xstate';
import type { Clock } from '../src/domain/clock.ts';
import { type Counts, rampSteps, type Step, stepDueAt, stepsDue } from '../src/domain/dispatch.ts';
import { type ClosedLoad, type Line, type Plan, plannedUsers } from '../src/domain/plan.ts';
import {
  crashBudget,
  noRestarts,
  type Restarts,
  restartDelay,
  withCrash,
  withRound,
} from '../src/domain/restarts.ts';
import { type Provided, provided } from './support/provided.ts';

/** What the run tells its fleet. */
export type FleetCommand = { type: 'plan.changed'; plan: Plan };

/** What a fleet reports to its run. */
export type FleetReport =
  /** The users are what the given generation of the plan wants. */
  | { type: 'fleet.reached'; generation: number }
  /** No user is left, and none will come. */
  | { type: 'fleet.emptied' }
  /** Crashed users are no longer replaced: the budget is spent. */
  | { type: 'fleet.exhausted'; crashes: number }
  /** Users cannot be made: the run cannot go on. Told to stop, the fleet still empties itself. */
  | { type: 'fleet.failed'; message: string };

/** What a fleet is started with. */
export interface FleetInput {
  readonly plan: Plan;
  readonly clock: Clock;
  /** Who hears the reports. */
  readonly supervisor: AnyActorRef;
}

/** What the population is told. It carries steps out in order, in pieces that leave the process alive. */
export type PopulationCommand =
  | { type: 'users.step'; steps: readonly Step[]; plan: Plan }
  | { type: 'users.stopAll' };

/** What the population reports. */
export type PopulationReport =
  /** Users alive, at most 10 times a second. */
  | { type: 'users.changed'; alive: number }
  /** Every ordered step is carried out, and users told to stop are gone. */
  | { type: 'users.settled' }
  | { type: 'users.emptied' }
  | { type: 'user.crashed'; name: string }
  /** Users cannot be made; the steps left are dropped. */
  | { type: 'users.failed'; message: string };

export interface PopulationInput {
  readonly plan: Plan;
  /** Who hears the reports. */
  readonly supervisor: AnyActorRef;
}

type SpawnerEvent = FleetCommand | PopulationReport | { type: 'users.missing' };

/** A ramp under way: its steps, when the first was due, how many are taken, and which of them just now. */
interface Ramp {
  readonly steps: readonly Step[];
  readonly startedAt: number;
  readonly rate: number;
  /** When each step is due, ms since the epoch; by `startedAt` and `rate` where left out. */
  readonly due?: readonly number[];
  readonly taken: number;
  readonly batch: readonly Step[];
}

export interface SpawnerContext {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly supervisor: AnyActorRef;
  readonly ramp: Ramp;
  /** Users ordered, by class; those that crashed are among them until they are replaced. */
  readonly assigned: Counts;
  /** Users that crashed and are not replaced yet, by class. */
  readonly crashed: Counts;
  /** Users alive, as last reported. */
  readonly alive: number;
  readonly restarts: Restarts;
}

/** Steps are taken no more often than this, ms: at high rates several go together. */
const SHORTEST_PACE_MS = 10;

function startRamp(plan: Plan, assigned: Counts, clock: Clock): Ramp {
  const load = plan.loads[0];
  if (load?.lines !== undefined) return linedRamp(load, load.lines, assigned, clock.now());
  return {
    steps: load === undefined ? [] : [...rampSteps(assigned, load.classes)],
    startedAt: clock.now(),
    rate: load?.rate ?? 1,
    taken: 0,
    batch: [],
  };
}

/** A ramp by lines: first, at once, to where the lines are by now, then line by line. */
function linedRamp(
  { classes, rate }: ClosedLoad,
  lines: readonly Line[],
  assigned: Counts,
  now: number,
): Ramp {
  const ahead = lines.filter(({ at }) => at > now);
  const counts = new Map(classes.map(({ name, count }) => [name, count]));
  for (const { name, change } of ahead) counts.set(name, (counts.get(name) ?? 0) - change);
  const fixed = new Set(classes.filter((each) => each.fixed).map(({ name }) => name));
  const present = [...counts].map(([name, count]) => ({ name, count, fixed: fixed.has(name) }));
  const first = [...rampSteps(assigned, present)];
  return {
    steps: [...first, ...ahead.map(({ name, change }) => ({ name, change }))],
    due: [...first.map(() => now), ...ahead.map(({ at }) => at)],
    startedAt: now,
    rate,
    taken: 0,
    batch: [],
  };
}

/** How many steps of a ramp are due by now. */
function dueSteps({ steps, due, taken, startedAt, rate }: Ramp, now: number): number {
  if (due === undefined) return Math.min(steps.length, stepsDue(now - startedAt, rate));
  let count = taken;
  while (count < due.length && (due[count] as number) <= now) count++;
  return count;
}

/** Of users that crashed those are forgotten that nobody wants any more. */
function beganRamp({ plan, assigned, crashed, clock }: SpawnerContext): Partial<SpawnerContext> {
  const wanted = new Map(plan.loads[0]?.classes.map(({ name, count }) => [name, count]));
  const left: Record<string, number> = { ...crashed };
  const present: Record<string, number> = { ...assigned };
  for (const [name, count] of Object.entries(crashed)) {
    const surplus = Math.max(0, (present[name] ?? 0) - (wanted.get(name) ?? 0));
    const forgotten = Math.min(count, surplus);
    left[name] = count - forgotten;
    present[name] = (present[name] ?? 0) - forgotten;
  }
  return { assigned: present, crashed: left, ramp: startRamp(plan, present, clock) };
}

/** The users ordered, without those that crashed. */
function withoutCrashed({ assigned, crashed }: SpawnerContext): Counts {
  const counts: Record<string, number> = { ...assigned };
  for (const [name, count] of Object.entries(crashed)) counts[name] = (counts[name] ?? 0) - count;
  return counts;
}

function afterSteps(assigned: Counts, steps: readonly Step[]): Counts {
  const counts: Record<string, number> = { ...assigned };
  for (const { name, change } of steps) counts[name] = (counts[name] ?? 0) + change;
  return counts;
}

/**
 * Brings one process's users to its share of the plan: it decides how many of which class and when, paces the
 * ramp, and replaces users that crashed; the population carries it out.
 */
export const spawnerMachine = setup({
  types: {
    context: {} as SpawnerContext,
    input: {} as FleetInput,
    events: {} as SpawnerEvent,
  },
  actors: {
    population: provided('population') as Provided<PopulationCommand, PopulationInput>,
  },
  actions: {
    rememberPlan: assign({
      plan: ({ context, event }) => (event.type === 'plan.changed' ? event.plan : context.plan),
    }),
    renewBudget: assign({ restarts: noRestarts }),
    countCrashedAsMissing: assign(({ context }) => ({ assigned: withoutCrashed(context), crashed: {} })),
    beginRamp: assign(({ context }) => beganRamp(context)),
    // The clock is read once: what is counted as taken is what is ordered.
    takeDueSteps: assign(({ context: { ramp, clock, assigned } }) => {
      const due = dueSteps(ramp, clock.now());
      const batch = ramp.steps.slice(ramp.taken, due);
      return { assigned: afterSteps(assigned, batch), ramp: { ...ramp, taken: due, batch } };
    }),
    orderBatch: sendTo('population', ({ context }) => ({
      type: 'users.step',
      steps: context.ramp.batch,
      plan: context.plan,
    })),
    stopEveryone: sendTo('population', { type: 'users.stopAll' }),
    rememberAlive: assign({
      alive: ({ context, event }) => (event.type === 'users.changed' ? event.alive : context.alive),
    }),
    countCrash: assign(({ context, event }) => {
      if (event.type !== 'user.crashed') return {};
      return {
        crashed: afterSteps(context.crashed, [{ name: event.name, change: 1 }]),
        restarts: withCrash(context.restarts, context.clock.now()),
      };
    }),
    countRound: assign({ restarts: ({ context }) => withRound(context.restarts) }),
    raiseMissing: raise({ type: 'users.missing' }),
    reportFailed: sendTo(
      ({ context }) => context.supervisor,
      ({ event }) => ({ type: 'fleet.failed', message: event.type === 'users.failed' ? event.message : '' }),
    ),
    reportReached: sendTo(
      ({ context }) => context.supervisor,
      ({ context }) => ({ type: 'fleet.reached', generation: context.plan.generation }),
    ),
    reportEmptied: sendTo(({ context }) => context.supervisor, { type: 'fleet.emptied' }),
    reportExhausted: sendTo(
      ({ context }) => context.supervisor,
      ({ context }) => ({ type: 'fleet.exhausted', crashes: context.restarts.crashes }),
    ),
  },
  guards: {
    endsTheRun: ({ event }) => event.type === 'plan.changed' && event.plan.state === 'stopped',
    isEdited: ({ context, event }) => event.type === 'plan.changed' && event.plan.edits > context.plan.edits,
    isReshaped: ({ context, event }) =>
      event.type === 'plan.changed' &&
      event.plan.state !== 'stopped' &&
      event.plan.edits === context.plan.edits &&
      event.plan.generation > context.plan.generation,
    rampIsDone: ({ context }) => context.ramp.taken >= context.ramp.steps.length,
    budgetIsSpent: ({ context }) => context.restarts.crashes > crashBudget(plannedUsers(context.plan)),
  },
  delays: {
    untilNextStep: ({ context: { ramp, clock } }) => {
      const dueAt = ramp.due?.[ramp.taken] ?? ramp.startedAt + stepDueAt(ramp.taken, ramp.rate);
      return Math.max(SHORTEST_PACE_MS, dueAt - clock.now());
    },
    restartDelay: ({ context }) => restartDelay(context.restarts),
  },
}).createMachine({
  id: 'spawner',
  context: ({ input }) => ({
    ...input,
    ramp: { steps: [], startedAt: 0, rate: 1, taken: 0, batch: [] },
    assigned: {},
    crashed: {},
    alive: 0,
    restarts: noRestarts,
  }),
  invoke: {
    id: 'population',
    src: 'population',
    input: ({ context, self }) => ({ plan: context.plan, supervisor: self }),
  },
  initial: 'supervising',
  on: {
    'users.changed': { actions: 'rememberAlive' },
    'users.failed': { actions: 'reportFailed' },
  },
  states: {
    supervising: {
      type: 'parallel',
      on: {
        'plan.changed': [
          { guard: 'endsTheRun', target: 'emptying', actions: 'rememberPlan' },
          {
            guard: 'isEdited',
            target: 'supervising',
            reenter: true,
            actions: ['rememberPlan', 'renewBudget', 'countCrashedAsMissing'],
          },
        ],
      },
      states: {
        ramp: {
          initial: 'beginning',
          on: {
            'users.missing': { target: '.beginning', actions: 'countCrashedAsMissing' },
            // A shape that moves leaves the budget, and who waits for a replacement, as they are.
            'plan.changed': { guard: 'isReshaped', target: '.beginning', actions: 'rememberPlan' },
          },
          states: {
            beginning: {
              entry: 'beginRamp',
              always: 'ramping',
            },
            ramping: {
              entry: ['takeDueSteps', 'orderBatch'],
              always: { guard: 'rampIsDone', target: 'settling' },
              after: { untilNextStep: { target: 'ramping', reenter: true } },
            },
            settling: {
              on: { 'users.settled': { target: 'steady', actions: 'reportReached' } },
            },
            steady: {},
          },
        },
        replacement: {
          initial: 'watching',
          states: {
            watching: {
              on: { 'user.crashed': { target: 'delaying', actions: 'countCrash' } },
            },
            delaying: {
              on: { 'user.crashed': { actions: 'countCrash' } },
              after: {
                restartDelay: [
                  { guard: 'budgetIsSpent', target: 'exhausted' },
                  { target: 'watching', actions: ['countRound', 'raiseMissing'] },
                ],
              },
            },
            exhausted: {
              entry: 'reportExhausted',
              on: { 'user.crashed': { actions: 'countCrash' } },
            },
          },
        },
      },
    },
    emptying: {
      entry: 'stopEveryone',
      on: {
        'users.emptied': { target: 'emptied', actions: 'reportEmptied' },
      },
    },
    // Not final: the run hears of it by the report, and stops this actor when it ends.
    emptied: {},
  },
});
