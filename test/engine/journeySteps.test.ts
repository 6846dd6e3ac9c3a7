import { describe, expect, it } from 'vitest';
import { type AnyMachineSnapshot, assign, createMachine, initialTransition, transition } from 'xstate';
import { toJourney } from '../../src/authoring/journey.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { JourneySteps } from '../../src/engine/journeySteps.ts';

const TASKS = ['a', 'b', 'c', 'd', 'e'];
const weighted = (target: string, weight: number) => ({
  target,
  guard: { type: 'weighted', params: { weight } },
});

/** Weights in a state, weights that lead to a state which weighs again, a nested state, a failure, an end. */
const winding = () => ({
  initial: 'a',
  states: {
    a: { on: { 'task.completed': [weighted('b', 3), weighted('crossing', 2), weighted('nest', 1)] } },
    b: { on: { 'task.completed': 'a', 'task.failed': 'c' } },
    crossing: { always: [weighted('c', 1), weighted('b', 4)] },
    c: { on: { 'task.completed': [weighted('a', 1), weighted('end', 1)] } },
    nest: {
      initial: 'd',
      states: { d: { on: { 'task.completed': 'e' } }, e: { type: 'final' as const } },
      onDone: 'c',
    },
    end: { type: 'final' as const },
  },
});

/** The states of a walk of so many steps; one event in seven is a failure. */
function walk(take: (from: AnyMachineSnapshot | undefined, failed: boolean) => AnyMachineSnapshot): string[] {
  const path: string[] = [];
  let at: AnyMachineSnapshot | undefined;
  for (let step = 0; step < 5000; step++) {
    at = take(at?.status === 'active' ? at : undefined, step % 7 === 3);
    path.push(JSON.stringify(at.value));
  }
  return path;
}

const event = (failed: boolean) =>
  failed
    ? ({ type: 'task.failed', error: 'no' } as const)
    : ({ type: 'task.completed', output: undefined } as const);

describe('remembered steps of a journey', () => {
  it('are those that XState takes by the same draws', () => {
    const plainly = toJourney('X', winding(), TASKS);
    expect(plainly.plain).toBe(true);
    const random = seededRandom(7);
    const expected = walk((from, failed) => {
      plainly.draw(() => random.next());
      const [next] = from
        ? transition(plainly.machine, from as never, event(failed) as never)
        : initialTransition(plainly.machine);
      return next as AnyMachineSnapshot;
    });
    const steps = new JourneySteps(toJourney('X', winding(), TASKS));
    const again = seededRandom(7);
    const draw = (): number => again.next();
    const seen = walk(
      (from, failed) => (from ? steps.take(from, event(failed), draw) : steps.begin(draw)).snapshot,
    );
    expect(seen).toEqual(expected);
    expect(new Set(seen).size).toBe(5);
  });

  it('share one snapshot a state among users', () => {
    const steps = new JourneySteps(toJourney('X', winding(), TASKS));
    const random = seededRandom(3);
    const draw = (): number => random.next();
    const seen = new Set<AnyMachineSnapshot>();
    walk((from, failed) => {
      const { snapshot } = from ? steps.take(from, event(failed), draw) : steps.begin(draw);
      seen.add(snapshot);
      return snapshot;
    });
    // The crossing is passed through.
    expect(seen.size).toBe(5);
  });

  it('are not used where a chart remembers, decides or does something itself', () => {
    const state = { on: { 'task.completed': 'a' } };
    const one = (a: object) => toJourney('X', createMachine({ initial: 'a', states: { a } } as never), TASKS);
    expect(one(state).plain).toBe(true);
    expect(one({ ...state, entry: assign({ n: 1 }) }).plain).toBe(false);
    expect(one({ ...state, exit: () => {} }).plain).toBe(false);
    expect(one({ on: { 'task.completed': { target: 'a', guard: () => true } } }).plain).toBe(false);
    expect(one({ on: { 'task.completed': { target: 'a', actions: () => {} } } }).plain).toBe(false);
  });

  it('leave a chart that counts its visits to XState, step by step', () => {
    const machine = createMachine({
      context: { visits: 0 },
      initial: 'a',
      states: {
        a: {
          entry: assign({ visits: ({ context }: { context: { visits: number } }) => context.visits + 1 }),
          on: { 'task.completed': { target: 'a', reenter: true } },
        },
      },
    } as never);
    const steps = new JourneySteps(toJourney('X', machine, TASKS));
    const draw = (): number => 0;
    let { snapshot } = steps.begin(draw);
    for (let round = 0; round < 4; round++) snapshot = steps.take(snapshot, event(false), draw).snapshot;
    expect((snapshot as { context: unknown }).context).toEqual({ visits: 5 });
  });
});
