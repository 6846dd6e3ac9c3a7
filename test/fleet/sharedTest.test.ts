import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { FleetReport } from '../../machines/spawner.machine.ts';
import { numbering } from '../../src/domain/places.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { editedPlan, firstPlan, stoppedPlan } from '../../src/domain/planning.ts';
import { Coordinator } from '../../src/fleet/coordinator.ts';
import type { ToMember } from '../../src/fleet/messages.ts';
import type { Rebalance } from '../../src/fleet/sharedTest.ts';
import { listener, request } from '../machines/fakes.ts';
import { heldClock } from '../support/heldClock.ts';

const LEASE_MS = 60_000;
/** Of the test here, beside the stop timeout of its run. */
const PATIENCE_MS = 20_000;

/** A test of 10 users that two members share, each where the plan wants it. */
function shared(rebalance: Rebalance, { begins = true } = {}) {
  const clock = heldClock();
  const told: ToMember[] = [];
  const coordinator = new Coordinator({
    ...{ clock, rebalance, patience: PATIENCE_MS },
    broadcast: (message) => told.push(message),
  });
  const test = coordinator.share('web', () => ({ classes: {}, options: {} }));
  coordinator.join('a');
  coordinator.join('b');
  const run = listener<FleetReport>();
  let plan: Plan = firstPlan(
    { test: 'web', run: 1, epoch: 1, members: [] },
    request({ users: 10, spawnRate: 1000 }),
    clock.now(),
  );
  const fleet = createActor(test.fleet() as never, { input: { plan, supervisor: run.ref } as never });
  fleet.start();
  const newest = () => told.findLast((message) => message.type === 'plan');
  const prepared = (member: string) => {
    const generation = newest()?.plan.generation ?? 0;
    coordinator.hear(member, { type: 'prepared', test: 'web', run: 1, generation });
  };
  if (begins) {
    for (const member of ['a', 'b']) prepared(member);
    clock.run(1000);
  }
  return {
    newest,
    prepared,
    clock,
    coordinator,
    test,
    heard: run.heard,
    /** Plans told so far. */
    plans: () => told.filter(({ type }) => type === 'plan').length,
    /** Users of each member in the newest plan. */
    shares: () =>
      Object.fromEntries(
        Object.entries(newest()?.plan.sharing.after ?? {}).map(([member, counts]) => [
          member,
          Object.values(counts).reduce((sum, count) => sum + count, 0),
        ]),
      ),
    /** The member is where the newest plan wants it. */
    settle(member: string) {
      const { plan: now } = newest() as Extract<ToMember, { type: 'plan' }>;
      const alive = Object.values(now.sharing.after[member] ?? {}).reduce((sum, count) => sum + count, 0);
      const set = { name: 'A', tasks: [], executing: [], alive, starting: 0, waiting: alive, leaving: 0 };
      coordinator.hear(member, { type: 'users', test: 'web', run: 1, classes: [set], crashes: 0 });
      const report = { type: 'fleet.reached', generation: now.generation } as const;
      coordinator.hear(member, { type: 'report', test: 'web', run: 1, generation: now.generation, report });
    },
    stop() {
      plan = stoppedPlan(plan);
      fleet.send({ type: 'plan.changed', plan } as never);
    },
    edit(users: number) {
      plan = editedPlan(plan, request({ users, spawnRate: 1000 }), clock.now());
      fleet.send({ type: 'plan.changed', plan } as never);
      clock.run(1000);
    },
  };
}

describe('the share of a worker that is not heard any more', () => {
  it('goes to the others at once, and counts as unconfirmed until its lease is over', () => {
    const { clock, coordinator, test, shares, settle } = shared('at-once');
    for (const member of ['a', 'b']) settle(member);
    expect(shares()).toEqual({ a: 5, b: 5 });
    expect(test.unconfirmed).toBe(0);
    coordinator.lose('b', clock.now() + LEASE_MS);
    expect(shares()).toEqual({ a: 10 });
    expect(test.unconfirmed).toBe(5);
    clock.run(LEASE_MS - 1);
    expect(test.unconfirmed).toBe(5);
    clock.run(1);
    expect(test.unconfirmed).toBe(0);
    expect(shares()).toEqual({ a: 10 });
  });

  it('waits for the end of the lease where the plan must not be exceeded, whatever is edited meanwhile', () => {
    const { clock, coordinator, shares, settle, edit, plans, heard } = shared('after-lease');
    for (const member of ['a', 'b']) settle(member);
    const before = plans();
    coordinator.lose('b', clock.now() + LEASE_MS);
    clock.run(1000);
    expect(plans()).toBe(before);
    edit(20);
    expect(shares()).toEqual({ a: 10, b: 10 });
    settle('a');
    expect(heard.at(-1), 'it is not waited for').toMatchObject({ type: 'fleet.reached' });
    clock.run(LEASE_MS);
    expect(shares()).toEqual({ a: 20 });
  });

  it('is its own again when it comes back', () => {
    const { clock, coordinator, test, shares, settle, plans } = shared('after-lease');
    for (const member of ['a', 'b']) settle(member);
    coordinator.lose('b', clock.now() + LEASE_MS);
    clock.run(10_000);
    coordinator.join('b');
    expect(test.unconfirmed).toBe(0);
    expect(shares()).toEqual({ a: 5, b: 5 });
    const then = plans();
    clock.run(LEASE_MS);
    expect(plans()).toBe(then);
  });

  it('is nobody’s to confirm where the worker ended in order', () => {
    const { coordinator, test, shares, settle } = shared('after-lease');
    for (const member of ['a', 'b']) settle(member);
    coordinator.lose('b');
    expect(shares()).toEqual({ a: 10 });
    expect(test.unconfirmed).toBe(0);
  });

  it('is in the notes of the run, with what may be missing', () => {
    const { clock, coordinator, test, settle } = shared('at-once');
    for (const member of ['a', 'b']) settle(member);
    expect(test.notes()).toEqual([]);
    coordinator.lose('b', clock.now() + LEASE_MS);
    expect(test.notes()).toEqual([
      expect.stringMatching(
        /^The worker b was lost at .+Z with 5 users: .+ may be missing, and its 5 users may/,
      ),
    ]);
  });
});

describe('the numbers of users', () => {
  const firstOf = (fleet: ReturnType<typeof shared>, member: string): number =>
    numbering((fleet.newest() as Extract<ToMember, { type: 'plan' }>).places, member)('Visitor', 0);

  it('are not given again by a worker that ended and came back', () => {
    const fleet = shared('at-once');
    for (const member of ['a', 'b']) fleet.settle(member);
    expect([firstOf(fleet, 'a'), firstOf(fleet, 'b')]).toEqual([0, 1]);
    fleet.coordinator.lose('b');
    fleet.coordinator.join('b');
    expect(fleet.shares()).toEqual({ a: 5, b: 5 });
    expect(firstOf(fleet, 'a')).toBe(0);
    expect(firstOf(fleet, 'b')).toBeGreaterThan(1000);
  });

  it('go on in a worker that was only not heard for a while', () => {
    const fleet = shared('at-once');
    for (const member of ['a', 'b']) fleet.settle(member);
    fleet.coordinator.lose('b', fleet.clock.now() + LEASE_MS);
    fleet.coordinator.join('b');
    expect(firstOf(fleet, 'b')).toBe(1);
  });
});

describe('a run of several workers', () => {
  it('begins in all of them at one moment, once all are prepared', () => {
    const { clock, newest, prepared, shares } = shared('at-once', { begins: false });
    expect(newest()?.plan.state).toBe('prepared');
    expect(shares()).toEqual({});
    clock.run(700);
    prepared('a');
    expect(newest()?.plan.state).toBe('prepared');
    prepared('b');
    expect(newest()?.plan.state).toBe('running');
    expect(newest()?.plan.sharing.rampAt).toBe(clock.now() + 50);
    expect(shares()).toEqual({ a: 5, b: 5 });
  });

  it('waits 5 s for those that are not prepared, and no longer', () => {
    const { clock, newest, prepared, shares, plans } = shared('at-once', { begins: false });
    prepared('a');
    clock.run(4999);
    expect(newest()?.plan.state).toBe('prepared');
    clock.run(1);
    expect(newest()?.plan.state).toBe('running');
    expect(shares()).toEqual({ a: 5, b: 5 });
    const told = plans();
    prepared('b');
    expect(plans()).toBe(told);
  });

  it('waits for nobody who is gone, and takes in who comes meanwhile', () => {
    const { coordinator, newest, prepared, shares } = shared('at-once', { begins: false });
    prepared('a');
    coordinator.join('c');
    expect(newest()?.plan.state).toBe('prepared');
    coordinator.lose('b');
    expect(newest()?.plan.state).toBe('running');
    expect(shares()).toEqual({ a: 5, c: 5 });
  });

  it('begins with what was edited while it waited, and ends at once where it was stopped', () => {
    const edited = shared('at-once', { begins: false });
    edited.edit(20);
    expect(edited.newest()?.plan.state).toBe('prepared');
    for (const member of ['a', 'b']) edited.prepared(member);
    expect(edited.shares()).toEqual({ a: 10, b: 10 });
    const stopped = shared('at-once', { begins: false });
    stopped.stop();
    expect(stopped.newest()?.plan.state).toBe('stopped');
    stopped.clock.run(10_000);
    expect(stopped.newest()?.plan.state).toBe('stopped');
  });
});

describe('what is measured last', () => {
  const emptied = (generation: number) =>
    ({
      type: 'report',
      test: 'web',
      run: 1,
      generation,
      report: { type: 'fleet.emptied' },
    }) as const;

  it('ends a run once all workers have told it', () => {
    const { clock, coordinator, newest, settle, stop, heard, test } = shared('at-once');
    for (const member of ['a', 'b']) settle(member);
    stop();
    const generation = newest()?.plan.generation ?? 0;
    coordinator.hear('a', emptied(generation));
    expect(heard.at(-1)).not.toMatchObject({ type: 'fleet.emptied' });
    coordinator.hear('b', emptied(generation));
    expect(heard.at(-1)).toMatchObject({ type: 'fleet.emptied' });
    clock.run(2 * LEASE_MS);
    expect(heard.filter(({ type }) => type === 'fleet.emptied')).toHaveLength(1);
    expect(test.notes()).toEqual([]);
  });

  it('is waited for no longer than the patience past the stop timeout, and the report names who did not tell it', () => {
    const { clock, coordinator, newest, settle, stop, heard, test } = shared('at-once');
    for (const member of ['a', 'b']) settle(member);
    stop();
    const bound = (newest()?.plan.stopTimeout ?? 0) + PATIENCE_MS;
    coordinator.hear('a', emptied(newest()?.plan.generation ?? 0));
    clock.run(bound - 1);
    expect(heard.at(-1)).not.toMatchObject({ type: 'fleet.emptied' });
    clock.run(1);
    expect(heard.filter(({ type }) => type === 'fleet.emptied')).toHaveLength(1);
    expect(test.notes()).toEqual([
      expect.stringMatching(/^The worker b did not tell what it measured last within \d+ s of the stop/),
    ]);
  });
});
