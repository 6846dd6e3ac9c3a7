import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { defineOptions } from '../../src/authoring/options.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { SessionUser } from '../../src/http/http.ts';
import { FakeHttp } from '../support/fakeHttp.ts';
import { heldTest } from '../support/heldTest.ts';

const tasks = {
  async home({ http }: { http: { get(url: string): Promise<unknown> } }) {
    await http.get('/');
  },
};

function opening() {
  const opened: SessionUser[] = [];
  const http = new FakeHttp({ clock: systemClock });
  return {
    opened,
    openSession: (user: SessionUser) => {
      opened.push(user);
      return http.session(user);
    },
  };
}

test('users of a class share its settings; a function gives each of them its own, once', async () => {
  const shop = defineOptions({ tier: { type: 'text', default: 'free' } });
  const settings = { headers: { 'x-team': 'shop' } };
  const plain = defineUser('Plain', { http: settings, waitTime: () => 1000, tasks });
  const own = defineUser('Own', {
    http: ({ user, random, options }) => ({
      headers: { 'x-user': `${user.className} ${user.index} ${options(shop).tier} ${random.next() < 1}` },
    }),
    waitTime: () => 1000,
    tasks,
    onStop() {},
  });
  const { opened, openSession } = opening();
  const { test: web, clock } = heldTest([plain, own], { openSession, options: { tier: 'paid' } });
  web.start({ users: 4, spawnRate: 100 });
  await clock.advance(5000, 20);
  const of = (name: string) =>
    opened.filter(({ userClass }) => userClass === name).map((each) => each.settings);
  expect(of('Plain')).toEqual([settings, settings]);
  expect(of('Plain')[0]).toBe(settings);
  expect(of('Own')).toEqual([
    { headers: { 'x-user': 'Own 0 paid true' } },
    { headers: { 'x-user': 'Own 1 paid true' } },
  ]);
  const stopped = web.stop();
  await clock.advance(1000, 20);
  await stopped;
  expect(opened).toHaveLength(4);
});

test('a function that throws crashes its user before it begins, with an exception that says where', async () => {
  let left = 0;
  const broken = defineUser('Broken', {
    http: () => {
      throw new Error('no certificate left');
    },
    tasks,
    onStop() {
      left++;
    },
  });
  const { test: web, clock } = heldTest([broken]);
  web.start({ users: 2, spawnRate: 10 });
  await clock.advance(2500, 20);
  expect(web.census.crashes).toBeGreaterThanOrEqual(2);
  expect(web.statistics.exceptions[0]).toMatchObject({
    message: expect.stringContaining('no certificate left'),
  });
  expect(left).toBe(0);
  const stopped = web.stop();
  await clock.advance(2000, 20);
  await stopped;
  expect(web.userCount).toBe(0);
});

test.each([7, 'quick', null])(
  'settings that are neither an object nor a function are refused: %j',
  (http) => {
    expect(() => defineUser('A', { http: http as never, tasks })).toThrow(
      'http must be an object of settings, or a function of the user that gives one',
    );
  },
);
