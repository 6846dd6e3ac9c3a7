import { expect, test } from 'vitest';
import { createActor, fromCallback } from 'xstate';
import { type WorkerEvent, workerMachine } from '../../machines/worker.machine.ts';
import { heldClock } from '../support/heldClock.ts';

function started() {
  const clock = heldClock();
  const facts: string[] = [];
  let tell: (event: WorkerEvent) => void = () => {};
  let connections = 0;
  let open = 0;
  const connection = fromCallback<{ type: 'none' }>(({ sendBack }) => {
    tell = sendBack as never;
    connections++;
    open++;
    return () => {
      open--;
    };
  });
  const actor = createActor(workerMachine.provide({ actors: { connection: connection as never } }), {
    input: { id: 'worker-1' },
    clock: clock as never,
  });
  actor.on('*', (fact) => facts.push(fact.type));
  actor.start();
  return {
    clock,
    facts,
    actor,
    tell: (event: WorkerEvent) => tell(event),
    connections: () => connections,
    open: () => open,
  };
}

test('a worker that is ready has joined; one that is lost has left, and is started anew after a pause', async () => {
  const { clock, facts, tell, connections, open } = started();
  tell({ type: 'worker.ready' });
  tell({ type: 'worker.lost', why: 'SIGKILL' });
  expect(facts).toEqual(['worker.joined', 'worker.left']);
  expect(open()).toBe(0);
  await clock.advance(499);
  expect(connections()).toBe(1);
  await clock.advance(2);
  expect(connections()).toBe(2);
  tell({ type: 'worker.ready' });
  expect(facts.at(-1)).toBe('worker.joined');
});

test('one that does not begin in time counts as lost', async () => {
  const { clock, facts } = started();
  await clock.advance(60_001, 1000);
  expect(facts).toEqual(['worker.left']);
});

test('one that is lost again and again is started anew five times, after longer and longer, and given up', async () => {
  const { clock, facts, tell, connections, actor } = started();
  for (const [restarts, pause] of [500, 1000, 2000, 4000, 8000].entries()) {
    tell({ type: 'worker.lost', why: 'exit code 1' });
    expect(facts.at(-1)).toBe('worker.left');
    await clock.advance(pause - 1);
    expect(connections()).toBe(restarts + 1);
    await clock.advance(2);
    expect(connections()).toBe(restarts + 2);
  }
  tell({ type: 'worker.lost', why: 'exit code 1' });
  expect(facts.filter((fact) => fact === 'worker.left')).toHaveLength(5);
  expect(facts.at(-1)).toBe('worker.abandoned');
  expect(actor.getSnapshot().status).toBe('done');
});

test('losses before ten minutes without one are forgotten, be they few or many', async () => {
  const { clock, facts, tell, actor } = started();
  const loseSome = async (): Promise<void> => {
    for (let loss = 0; loss < 4; loss++) {
      tell({ type: 'worker.lost', why: 'SIGKILL' });
      await clock.advance(10_000, 100);
      tell({ type: 'worker.ready' });
    }
  };
  await loseSome();
  await clock.advance(599_000, 1000);
  expect(actor.getSnapshot().context.losses).toBe(4);
  await clock.advance(2000, 1000);
  expect(actor.getSnapshot().context.losses).toBe(0);
  await loseSome();
  expect(facts).not.toContain('worker.abandoned');
  expect(actor.getSnapshot().matches({ connected: 'ready' })).toBe(true);
});

test('one that would end the same way again is given up at once, and never said to be started anew', async () => {
  const { clock, facts, tell, connections } = started();
  tell({ type: 'worker.lost', why: 'exit code 2', hopeless: true });
  await clock.advance(20_000, 100);
  expect(connections()).toBe(1);
  expect(facts).toEqual(['worker.abandoned']);
});

test('one that is retired is left alone, wherever it is', async () => {
  const { clock, facts, tell, actor, open, connections } = started();
  tell({ type: 'worker.ready' });
  actor.send({ type: 'worker.retire' });
  expect(open()).toBe(0);
  await clock.advance(20_000, 1000);
  expect(connections()).toBe(1);
  expect(facts).toEqual(['worker.joined']);
});
