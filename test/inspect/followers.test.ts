import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import type { FollowedEvent } from '../../src/inspect/wire.ts';
import { inspectorOf } from '../../src/inspection.ts';
import { heldTest } from '../support/heldTest.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(1000),
  onStart: () => ({
    name: 'ada',
    token: 'abc',
    deep: { list: Array.from({ length: 50 }, (_, item) => item) },
  }),
  tasks: {
    async browse({ http }) {
      await http.get('/browse');
    },
  },
});

const failing = defineUser('Failing', {
  waitTime: constant(1000),
  tasks: {
    async once({ record, user }) {
      record({ type: 'MQTT', name: 'publish', time: 5, ...(user.index === 2 && { error: 'refused' }) });
    },
  },
});

const leaver = defineUser('Leaver', {
  waitTime: constant(100),
  tasks: {
    async long({ http }) {
      await http.get('/long');
    },
  },
});

function followed(users = [visitor], { latency = 100 } = {}) {
  const held = heldTest(users, { latency });
  const { followers } = inspectorOf(held.test, { secrets: ['hush-hush'] });
  return { ...held, followers };
}

/** Events in short, such as `task browse started`. */
function told(events: readonly FollowedEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'state') return `state ${event.event} ${event.active.at(-1)}`;
    if (event.kind === 'task') return `task ${event.task} ${event.phase} ${event.active.at(-1)}`;
    return `${event.method} ${event.name} ${event.outcome} ${event.duration}`;
  });
}

describe('a followed user', () => {
  test('is shown with its transitions, tasks and requests in order', async () => {
    const { test: web, clock, followers } = followed();
    web.start({ users: 1, spawnRate: 100 });
    await clock.advance(500);
    const { id, user, userClass } = followers.follow({ pick: 'random' });
    expect([user, userClass]).toEqual(['Visitor-0', 'Visitor']);
    await clock.advance(2000);
    const recording = followers.recording(id)!;
    expect(told(recording.events)).toEqual([
      'state user.watch alive.running.observed.waiting',
      'task browse started alive.running.observed.executing',
      'GET /browse passed 100',
      'task browse ended alive.running.observed.waiting',
      'task browse started alive.running.observed.executing',
      'GET /browse passed 100',
      'task browse ended alive.running.observed.waiting',
    ]);
    expect(recording).toMatchObject({ status: 'following', machine: 'user', dropped: 0 });
    expect(recording.active).toEqual([
      '',
      'alive',
      'alive.running',
      'alive.running.observed',
      'alive.running.observed.waiting',
    ]);
    const [request] = recording.events.filter(({ kind }) => kind === 'request');
    expect(request).toMatchObject({ status: 200, error: null, phases: { waiting: 100, connecting: 0 } });
    web.close();
  });

  test('shows its session and context without secrets, cut short', async () => {
    const { test: web, clock, followers } = followed();
    web.start({ users: 1, spawnRate: 100 });
    await clock.advance(500);
    const { id } = followers.follow({ pick: 'random' });
    const { session, context } = followers.recording(id) as {
      session: Record<string, unknown>;
      context: object;
    };
    expect(session).toMatchObject({ name: 'ada', token: '***' });
    expect((session.deep as { list: unknown[] }).list).toHaveLength(31);
    expect(context).toMatchObject({ id: 'Visitor-0', className: 'Visitor', watched: true });
    expect(context).not.toHaveProperty('life');
    web.close();
  });

  test('keeps its last 200 events and says how many it dropped', async () => {
    const { test: web, clock, followers } = followed([leaver], { latency: 10 });
    web.start({ users: 1, spawnRate: 100 });
    const { id } = followers.follow({ pick: 'random' });
    await clock.advance(20_000);
    const { events, dropped } = followers.recording(id)!;
    expect(events).toHaveLength(200);
    expect(dropped).toBeGreaterThan(100);
    expect(events[0]?.seq).toBe(dropped + 1);
    web.close();
  });

  test('is left alone once nobody has asked for a minute', async () => {
    const { test: web, clock, followers } = followed();
    web.start({ users: 2, spawnRate: 100 });
    await clock.advance(500);
    const { id } = followers.follow({ pick: 'class', userClass: 'Visitor' });
    for (let asked = 0; asked < 3; asked++) {
      await clock.advance(50_000, 100);
      expect(followers.recording(id)?.status).toBe('following');
    }
    await clock.advance(70_000, 100);
    expect(followers.recording(id)?.status).toBe('ended');
    const values = [...web.roster.members()].map(({ actor }) => actor.getSnapshot().value);
    expect(values).toEqual(Array(2).fill({ alive: { running: 'cruising' } }));
    const before = followers.recording(id)?.events.length;
    await clock.advance(5000, 100);
    expect(followers.recording(id)?.events).toHaveLength(before!);
    web.close();
  });

  test('ends with its user, the request that was cut off included, and is kept for 10 minutes', async () => {
    const { test: web, clock, followers } = followed([leaver], { latency: 1000 });
    web.start({ users: 1, spawnRate: 100 });
    await clock.advance(200);
    const { id } = followers.follow({ pick: 'random' });
    const stopped = web.stop();
    await clock.advance(100);
    await stopped;
    const recording = followers.recording(id)!;
    expect(recording.status).toBe('ended');
    expect(told(recording.events).slice(-2)).toEqual(['GET /long aborted 200', 'state user.kill stopped']);
    await clock.advance(590_000, 1000);
    expect(followers.recording(id)).toBeDefined();
    await clock.advance(20_000, 1000);
    expect(followers.recording(id)).toBeUndefined();
    web.close();
  });

  test('is watched as long as any of its recordings goes on', async () => {
    const { test: web, clock, followers } = followed();
    web.start({ users: 1, spawnRate: 100 });
    await clock.advance(500);
    const ids = [1, 2].map(() => followers.follow({ pick: 'random' }).id);
    const value = () => [...web.roster.members()][0]?.actor.getSnapshot().value;
    followers.end(ids[0]!);
    expect(value()).toMatchObject({ alive: { running: { observed: expect.anything() } } });
    await clock.advance(1500);
    expect(followers.recording(ids[1]!)!.events.length).toBeGreaterThan(2);
    followers.end(ids[1]!);
    expect(value()).toEqual({ alive: { running: 'cruising' } });
    web.close();
  });
});

describe('the next user that fails', () => {
  test('is followed from its failing request on', async () => {
    const { test: web, clock, followers } = followed([failing]);
    const { id, user } = followers.follow({ pick: 'nextFailure' });
    expect(user).toBeNull();
    expect(followers.recording(id)).toMatchObject({ status: 'waiting', events: [], active: [] });
    web.start({ users: 4, spawnRate: 100 });
    await clock.advance(500);
    const recording = followers.recording(id)!;
    expect(recording.following).toEqual({ id, user: 'Failing-2', userClass: 'Failing' });
    expect(told(recording.events)[0]).toBe('MQTT publish failed 5');
    expect(recording.events[0]).toMatchObject({ error: 'refused', hops: [] });
    await clock.advance(2000);
    expect(told(followers.recording(id)!.events).filter((each) => each.startsWith('MQTT'))).toHaveLength(3);
    web.close();
  });

  test('leaves no trace at the others', async () => {
    const { test: web, clock, followers } = followed([failing]);
    web.start({ users: 2, spawnRate: 100 });
    await clock.advance(500);
    const members = () => [...web.roster.members()].map(({ life }) => life);
    const before = members().map(({ emit }) => emit);
    const { id } = followers.follow({ pick: 'nextFailure' });
    expect(members().every(({ emit }, index) => emit !== before[index])).toBe(true);
    followers.end(id);
    expect(members().map(({ emit }) => emit)).toEqual(before);
    expect(members().map(({ http }) => http.observer)).toEqual([undefined, undefined]);
    web.close();
  });
});

describe('who cannot be followed', () => {
  test('where nobody is alive, or none of the class', async () => {
    const { test: web, clock, followers } = followed([visitor, leaver]);
    expect(() => followers.follow({ pick: 'random' })).toThrow('No user is alive');
    web.start({ users: 1, spawnRate: 100, classes: ['Visitor'] });
    await clock.advance(100);
    expect(() => followers.follow({ pick: 'class', userClass: 'Leaver' })).toThrow(
      'No user of the class Leaver is alive',
    );
    web.close();
  });

  test('where ten are already; one that ended makes room', async () => {
    const { test: web, followers } = followed();
    const ids = Array.from({ length: 10 }, () => followers.follow({ pick: 'nextFailure' }).id);
    expect(() => followers.follow({ pick: 'nextFailure' })).toThrow('10 users are followed already');
    followers.end(ids[3]!);
    const { id } = followers.follow({ pick: 'nextFailure' });
    expect(followers.ids).toEqual([...ids.filter((each) => each !== ids[3]), id]);
    web.close();
  });
});

test('a stream tells what is recorded, then what is new, until the end', async () => {
  const { test: web, clock, followers } = followed();
  web.start({ users: 1, spawnRate: 100 });
  await clock.advance(500);
  const { id } = followers.follow({ pick: 'random' });
  await clock.advance(1000);
  const parts: number[][] = [];
  let ended = false;
  followers.stream(
    id,
    ({ events }) => parts.push(events.map(({ seq }) => seq)) > 0,
    () => {
      ended = true;
    },
  );
  expect(parts).toEqual([[1, 2, 3, 4]]);
  await clock.advance(60_000);
  expect(parts.flat()).toEqual(Array.from({ length: parts.flat().length }, (_, index) => index + 1));
  expect(parts.length).toBeGreaterThan(50);
  expect(ended).toBe(false);
  followers.end(id);
  await clock.advance(500);
  expect(ended).toBe(true);
  web.close();
});
