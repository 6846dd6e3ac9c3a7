import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import {
  type LoopCommand,
  type LoopReport,
  type UserEvent,
  userMachine,
} from '../../machines/user.machine.ts';
import { heldClock } from '../support/heldClock.ts';
import { played } from './fakes.ts';
import { type Inspect, walk } from './walk.ts';

function startUser({ hasOnStop = false, leaveBound = 5000 } = {}, inspect = ((_event) => {}) as Inspect) {
  const clock = heldClock();
  const loop = played<LoopCommand, LoopReport>();
  const leave = played<{ type: 'none' }, { type: 'leave.done' }>();
  const actor = createActor(userMachine.provide({ actors: { loop: loop.logic, leave: leave.logic } }), {
    input: { id: 'Visitor-0', className: 'Visitor', life: 'its life', hasOnStop, leaveBound },
    clock: clock as never,
    inspect,
  }).start();
  const send = (...types: UserEvent['type'][]): void => {
    for (const type of types) actor.send({ type, task: 'browse', message: 'boom' } as UserEvent);
  };
  return {
    clock,
    loop,
    leave,
    actor,
    send,
    get value() {
      return actor.getSnapshot().value;
    },
    get told() {
      return loop.told.map((command) => command.type);
    },
  };
}

/** How to bring a user into each state in which it is alive. */
const ALIVE = {
  starting: [],
  cruising: ['loop.started'],
  'observed, waiting': ['loop.started', 'user.watch'],
  'observed, executing': ['loop.started', 'user.watch', 'task.started'],
  finishing: ['loop.started', 'user.stop'],
} as const satisfies Record<string, readonly UserEvent['type'][]>;

const aliveStates = Object.entries(ALIVE);

test('a user is starting until its loop came through onStart, then it cruises', () => {
  const user = startUser();
  expect(user.value).toEqual({ alive: 'starting' });
  expect(user.loop.inputs).toEqual([{ life: 'its life' }]);
  user.send('loop.started');
  expect(user.value).toEqual({ alive: { running: 'cruising' } });
});

describe('a stop lets the loop finish its task, once', () => {
  test.each(aliveStates)('%s', (_name, path) => {
    const user = startUser();
    user.send(...path, 'user.stop', 'user.stop');
    expect(user.value).toEqual({ alive: 'finishing' });
    expect(user.told.filter((type) => type === 'loop.finish')).toHaveLength(1);
    expect(user.loop.running).toBe(1);
    user.send('loop.done');
    expect(user.value).toBe('stopped');
    expect(user.loop.running).toBe(0);
  });
});

describe('a kill tears the loop down at once', () => {
  test.each(aliveStates)('%s', (_name, path) => {
    const user = startUser();
    user.send(...path, 'user.kill');
    expect(user.value).toBe('stopped');
    expect(user.loop.running).toBe(0);
    expect(user.actor.getSnapshot().status).toBe('done');
  });
});

describe('a user with an onStop runs it whatever ended it', () => {
  test.each([
    ...aliveStates.map(
      ([name, path]) => [`killed while ${name}`, [...path, 'user.kill'], 'stopped'] as const,
    ),
    ...aliveStates.map(
      ([name, path]) => [`stopped while ${name}`, [...path, 'user.stop', 'loop.done'], 'stopped'] as const,
    ),
    ...aliveStates.map(
      ([name, path]) => [`crashed while ${name}`, [...path, 'loop.crashed'], 'crashed'] as const,
    ),
  ])('%s', (_name, path, end) => {
    const user = startUser({ hasOnStop: true });
    user.send(...path);
    expect(user.value).toBe('leaving');
    expect(user.leave.inputs).toEqual([{ life: 'its life' }]);
    expect(user.loop.running).toBe(0);
    user.leave.say({ type: 'leave.done' });
    expect(user.value).toBe(end);
    expect(user.leave.running).toBe(0);
  });
});

test('onStop starts only after the loop was torn down', () => {
  const user = startUser({ hasOnStop: true });
  const order: string[] = [];
  user.loop.onEnd = () => order.push('loop torn down');
  user.leave.onStart = () => order.push('onStop');
  user.send('loop.started', 'user.kill');
  expect(order).toEqual(['loop torn down', 'onStop']);
});

test('onStop is cut off at its bound, not before', () => {
  const user = startUser({ hasOnStop: true, leaveBound: 7000 });
  user.send('loop.started', 'user.kill');
  user.clock.run(6999);
  expect(user.value).toBe('leaving');
  user.clock.run(1);
  expect(user.value).toBe('stopped');
  expect(user.leave.running).toBe(0);
});

test('a kill while onStop runs cuts it off, a stop does not', () => {
  const user = startUser({ hasOnStop: true });
  user.send('user.kill', 'user.stop');
  expect(user.value).toBe('leaving');
  user.send('user.kill');
  expect(user.value).toBe('stopped');
});

test('a crash is told from a stop by the final state, with its message', () => {
  const user = startUser();
  user.send('loop.started', 'loop.crashed');
  expect(user.value).toBe('crashed');
  expect(user.actor.getSnapshot().context.crash).toBe('boom');
});

test('a watched user shows what it executes, an unwatched one only that it cruises', () => {
  const user = startUser();
  user.send('loop.started', 'task.started');
  expect(user.value).toEqual({ alive: { running: 'cruising' } });
  user.send('user.watch');
  expect(user.value).toEqual({ alive: { running: { observed: 'waiting' } } });
  user.send('task.started');
  expect(user.value).toEqual({ alive: { running: { observed: 'executing' } } });
  expect(user.actor.getSnapshot().context.task).toBe('browse');
  user.send('task.ended');
  expect(user.value).toEqual({ alive: { running: { observed: 'waiting' } } });
  expect(user.actor.getSnapshot().context.task).toBeUndefined();
  user.send('user.unwatch');
  expect(user.value).toEqual({ alive: { running: 'cruising' } });
  expect(user.told).toEqual(['loop.watch', 'loop.unwatch']);
});

test('a user watched while it starts is observed from its first task on', () => {
  const user = startUser();
  user.send('user.watch', 'loop.started');
  expect(user.value).toEqual({ alive: { running: { observed: 'waiting' } } });
  expect(user.told).toEqual(['loop.watch']);
});

test('a user whose watcher left while it started cruises', () => {
  const user = startUser();
  user.send('user.watch', 'user.unwatch', 'loop.started');
  expect(user.value).toEqual({ alive: { running: 'cruising' } });
  expect(user.told).toEqual([]);
});

test('a user that cruises, finishes or waits sets no timer in its chart', () => {
  const user = startUser({ hasOnStop: true });
  user.send('loop.started', 'user.watch', 'task.started', 'user.stop');
  expect(user.clock.pending).toBe(0);
});

test('every state and transition of the chart can be reached', () => {
  let walks = 0;
  const found = walk(userMachine, 4000, (inspect) => {
    walks++;
    const user = startUser({ hasOnStop: walks % 2 === 0 }, inspect);
    const types = [
      ...['user.stop', 'user.kill', 'user.watch', 'user.unwatch', 'loop.started', 'loop.done'],
      ...['loop.crashed', 'task.started', 'task.ended', 'leave.done'],
    ] as UserEvent['type'][];
    return {
      isOver: () => user.actor.getSnapshot().status !== 'active',
      moves: [...types.map((type) => () => user.send(type)), () => user.clock.run(5000, 5000)],
      stop: () => user.actor.stop(),
    };
  });
  expect(found).toEqual({ neverTaken: [], neverEntered: [] });
});
