import type { Observable } from 'rxjs';
import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { defineHooks, type HookEvents, type Hooks } from '../../src/authoring/hooks.ts';
import { constant } from '../../src/domain/pacing.ts';
import { TestHooks } from '../../src/engine/attachHooks.ts';
import { LoadTest } from '../../src/engine/loadTest.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import { localFleet } from '../../src/fleet/local.ts';
import { FakeHttp } from '../support/fakeHttp.ts';
import { heldClock } from '../support/heldClock.ts';

const visitor = defineUser('Visitor', {
  waitTime: constant(100),
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
  },
});

function testWith(hooks: readonly Hooks[]) {
  const clock = heldClock();
  const logged: string[] = [];
  const testHooks = new TestHooks((message) => logged.push(message));
  const loadTest = new LoadTest({
    id: 'web',
    secondStart: 'edits',
    clock,
    users: new UserClasses([visitor]),
    openSession: new FakeHttp({ clock, latency: 10 }).session,
    createFleet: localFleet,
    host: 'http://target',
    stopTimeout: 0,
    seed: 1,
    prepare: (run) => testHooks.begin(run),
    log: () => {},
  });
  testHooks.attach(hooks, loadTest);
  return { clock, loadTest, testHooks, logged };
}

test('hooks hear of a run from its start to its end, as callbacks and as streams alike', async () => {
  const heard: string[] = [];
  const streamed: string[] = [];
  const hooks = defineHooks((events: HookEvents) => {
    for (const name of ['testStart', 'spawningComplete', 'reset', 'testStop', 'quitting'] as const) {
      events.on(name, (fact) => heard.push(`${name} ${JSON.stringify(fact)}`));
      (events[`${name}$`] as Observable<unknown>).subscribe((fact) =>
        streamed.push(`${name} ${JSON.stringify(fact)}`),
      );
    }
  });
  const { clock, loadTest, testHooks } = testWith([hooks]);
  loadTest.start({ users: 2, spawnRate: 100 });
  await clock.advance(500);
  loadTest.reset();
  const stopped = loadTest.stop();
  await clock.advance(10);
  await stopped;
  await testHooks.quit();
  expect(heard).toEqual([
    'testStart {"run":1,"host":"http://target"}',
    'spawningComplete {"run":1,"userCount":2}',
    'reset {"run":1}',
    'testStop {"run":1,"reason":"user"}',
    'quitting {}',
  ]);
  expect(streamed).toEqual(heard);
  loadTest.close();
});

test('hooks hear of every request', async () => {
  let heard = 0;
  let streamed = 0;
  const hooks = defineHooks((events) => {
    events.on('request', () => heard++);
    events.request$.subscribe(() => streamed++);
  });
  const { clock, loadTest } = testWith([hooks]);
  loadTest.start({ users: 3, spawnRate: 100 });
  await clock.advance(1000);
  loadTest.flush();
  expect(heard).toBeGreaterThan(20);
  expect([heard, streamed]).toEqual([loadTest.statistics.total.requests, loadTest.statistics.total.requests]);
  loadTest.close();
});

test('users begin once the promise of testStart is through', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { clock, loadTest } = testWith([defineHooks((events) => events.on('testStart', () => promise))]);
  loadTest.start({ users: 2, spawnRate: 100 });
  await clock.advance(1000);
  loadTest.flush();
  expect(loadTest.statistics.total.requests).toBe(0);
  resolve();
  await clock.advance(1000);
  loadTest.flush();
  expect(loadTest.statistics.total.requests).toBeGreaterThan(5);
  loadTest.close();
});

test('a hook that throws, or whose promise fails, is logged and ends nothing', async () => {
  const hooks = defineHooks((events) => {
    events.on('testStart', () => {
      throw new Error('first');
    });
    events.on('testStart', () => Promise.reject(new Error('second')));
  });
  const broken = defineHooks(() => {
    throw new Error('third');
  });
  const { clock, loadTest, logged } = testWith([broken, hooks]);
  loadTest.start({ users: 2, spawnRate: 100 });
  await clock.advance(1000);
  expect(logged).toEqual([
    'The hook defineHooks() threw: third',
    'The hook testStart threw: first',
    'The hook testStart threw: second',
  ]);
  expect(loadTest.userCount).toBe(2);
  loadTest.close();
});
