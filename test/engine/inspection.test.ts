import { expect, test } from 'vitest';
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import { heldTest } from '../support/heldTest.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(1000),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

function inspected() {
  const seen: { event: InspectionEvent; parent: AnyActorRef | undefined }[] = [];
  const held = heldTest([visitor], { inspect: (event, parent) => seen.push({ event, parent }) });
  return { ...held, seen };
}

/** The id of the chart that an actor runs. */
function chartOf(ref: unknown): string | undefined {
  return (ref as { logic?: { id?: string } }).logic?.id;
}

test('users appear under their spawner, which the inspection of the test knows', async () => {
  const { test: web, clock, seen } = inspected();
  web.start({ users: 3, spawnRate: 100 });
  await clock.advance(200);
  const appeared = seen.filter(({ event }) => event.type === '@xstate.actor');
  const own = appeared.filter(({ parent }) => parent === undefined).map(({ event }) => event.actorRef);
  expect(own.map(chartOf)).toEqual(expect.arrayContaining(['loadTest', 'run', 'spawner']));
  const users = appeared.filter(({ event, parent }) => parent && chartOf(event.actorRef) === 'user');
  expect(users.map(({ event }) => (event.actorRef as AnyActorRef).id)).toEqual([
    'Visitor-0',
    'Visitor-1',
    'Visitor-2',
  ]);
  const [spawner] = own.filter((ref) => chartOf(ref) === 'spawner');
  expect(users.every(({ parent }) => parent === spawner)).toBe(true);
  web.close();
});

test('a user that nobody watches costs no event for its tasks', async () => {
  const { test: web, clock, seen } = inspected();
  web.start({ users: 1, spawnRate: 100 });
  await clock.advance(2000);
  const before = seen.filter(({ parent }) => parent).length;
  await clock.advance(20_000);
  expect(seen.filter(({ parent }) => parent)).toHaveLength(before);
  web.close();
});

test('the end of a user is seen too', async () => {
  const { test: web, clock, seen } = inspected();
  web.start({ users: 1, spawnRate: 100 });
  await clock.advance(500);
  await web.stop();
  const last = seen
    .filter(
      ({ event, parent }) =>
        parent && event.type === '@xstate.snapshot' && chartOf(event.actorRef) === 'user',
    )
    .at(-1)?.event;
  expect(last).toMatchObject({ snapshot: { status: 'done', value: 'stopped' } });
  web.close();
});
