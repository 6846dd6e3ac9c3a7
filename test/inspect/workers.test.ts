import { afterEach, describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { memberMachine } from '../../machines/member.machine.ts';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { Crew } from '../../src/fleet/crew.ts';
import { StatelyFeed } from '../../src/inspect/feed.ts';
import type { StatelyEvent } from '../../src/inspect/protocol.ts';
import type { LiveState } from '../../src/inspect/wire.ts';
import { inspectorOf } from '../../src/inspection.ts';
import { heldTest } from '../support/heldTest.ts';

const visitor = defineUser('Visitor', { tasks: { browse() {} } });

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A test of a fleet whose workers come and go by hand. */
function fleet() {
  const held = heldTest([visitor]);
  const crew = new Crew(memberMachine);
  const inspector = inspectorOf(held.test, { workers: crew });
  open.push(held.test, inspector);
  const join = (id: string) => {
    const actor = createActor(memberMachine, {
      id,
      input: { id, leaseTime: 60_000 },
      clock: held.clock as never,
    });
    actor.subscribe({ complete: () => crew.remove(actor) });
    crew.add(actor);
    actor.start();
    actor.send({ type: 'member.heard' });
    return actor;
  };
  const members = ({ actors }: LiveState) => actors.filter(({ machine }) => machine === 'member');
  return { ...held, crew, inspector, join, members };
}

describe('the live view of a fleet', () => {
  test('lists the chart of its workers before the first of them comes', () => {
    const { inspector, members } = fleet();
    expect(inspector.charts.list().map(({ id, kind }) => `${id} ${kind}`)).toContain('member workers');
    const state = inspector.live.look();
    expect(members(state)).toEqual([]);
    expect(state.workers).toMatchObject({ 'sharing.joined': 0, missing: 0 });
  });

  test('shows a worker that comes while somebody watches, what happens to it, and no more once it is gone', async () => {
    const { inspector, clock, join, members } = fleet();
    const told: LiveState[] = [];
    const end = inspector.live.watch((state) => told.push(state));
    const worker = join('far-1');
    await clock.advance(250);
    expect(members(told.at(-1)!)).toMatchObject([
      { actor: 'far-1', status: 'active', active: ['', 'sharing', 'sharing.joined'] },
    ]);
    worker.send({ type: 'member.silent' });
    await clock.advance(250);
    const [missing] = members(told.at(-1)!);
    expect(missing).toMatchObject({ active: ['', 'missing'], context: { absences: 1 } });
    expect(missing!.trace.map(({ event }) => event)).toEqual(['member.heard', 'member.silent']);
    expect(told.at(-1)!.workers).toMatchObject({ 'sharing.joined': 0, missing: 1 });
    await clock.advance(60_000, 250);
    expect(members(told.at(-1)!)).toEqual([]);
    expect(Object.values(told.at(-1)!.workers).every((count) => count === 0)).toBe(true);
    end();
  });

  test('counts 1,000 workers by state and tells those 32 whose state changed last: it stays small', () => {
    const { inspector, join, members } = fleet();
    const end = inspector.live.watch(() => {});
    const workers = Array.from({ length: 1000 }, (_, index) => join(`far-${index}`));
    workers[0]!.send({ type: 'member.silent' });
    workers[7]!.send({ type: 'member.left' });
    const state = inspector.live.look();
    expect(state.workers).toMatchObject({ 'sharing.joined': 998, missing: 1, left: 1 });
    expect(members(state)).toHaveLength(32);
    expect(members(state).map(({ actor }) => actor)).toEqual(expect.arrayContaining(['far-0', 'far-7']));
    expect(JSON.stringify(state).length).toBeLessThan(32 * 1024);
    end();
  });

  test('hears nothing of workers once nobody watches', () => {
    const { inspector, join, members } = fleet();
    inspector.live.watch(() => {})();
    const worker = join('far-1');
    worker.send({ type: 'member.silent' });
    expect(members(inspector.live.look())[0]!.trace).toEqual([]);
  });
});

test('tools of @statelyai/inspect are told of a worker that comes, and of what happens to it', async () => {
  const { inspector, clock, join } = fleet();
  const told: StatelyEvent[] = [];
  const feed = new StatelyFeed([inspector], (event) => told.push(event));
  feed.begin();
  const worker = join('far-1');
  await clock.advance(100);
  expect(told[0]).toMatchObject({
    type: '@xstate.actor',
    name: 'far-1',
    sessionId: expect.stringMatching(/^web\/far-1\//),
  });
  worker.send({ type: 'member.silent' });
  await clock.advance(100);
  expect(told.at(-1)).toMatchObject({ type: '@xstate.snapshot', snapshot: { value: 'missing' } });
  feed.end();
  const before = told.length;
  worker.send({ type: 'member.heard' });
  await clock.advance(100);
  expect(told).toHaveLength(before);
});
