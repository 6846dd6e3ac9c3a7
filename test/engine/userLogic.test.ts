import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import { userLogic } from '../../src/engine/userLogic.ts';
import { lifeOf } from './user.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(1000),
  tasks: {
    async browse({ http }) {
      await http.get('/');
    },
  },
});

function start() {
  const made = lifeOf(visitor, { latency: 200 });
  const actor = createActor(userLogic, {
    input: { id: 'Visitor-0', className: 'Visitor', life: made.life, hasOnStop: false, leaveBound: 5000 },
    clock: made.clock as never,
  }).start();
  return { ...made, actor, value: () => actor.getSnapshot().value };
}

test('a user that is watched in the middle of a task shows it at once, and every task after it', async () => {
  const { clock, actor, value } = start();
  await clock.advance(100);
  expect(value()).toEqual({ alive: { running: 'cruising' } });
  actor.send({ type: 'user.watch' });
  expect(value()).toEqual({ alive: { running: { observed: 'executing' } } });
  expect(actor.getSnapshot().context.task).toBe('browse');
  await clock.advance(500);
  expect(value()).toEqual({ alive: { running: { observed: 'waiting' } } });
  await clock.advance(700);
  expect(value()).toEqual({ alive: { running: { observed: 'executing' } } });
});

test('a stop lets the request end, a kill cuts it off', async () => {
  const stopped = start();
  await stopped.clock.advance(100);
  stopped.actor.send({ type: 'user.stop' });
  expect(stopped.value()).toEqual({ alive: 'finishing' });
  await stopped.clock.advance(150);
  expect(stopped.value()).toBe('stopped');
  expect(stopped.samples.map(({ outcome }) => outcome)).toEqual(['passed']);

  const killed = start();
  await killed.clock.advance(100);
  killed.actor.send({ type: 'user.kill' });
  expect(killed.value()).toBe('stopped');
  expect(killed.samples.map(({ outcome }) => outcome)).toEqual(['aborted']);
});

test('stopping the actor itself tears the loop down', async () => {
  const { clock, actor, http } = start();
  await clock.advance(500);
  actor.stop();
  await clock.advance(10_000);
  expect(http.requests).toHaveLength(1);
  expect(clock.pending).toBe(0);
});
