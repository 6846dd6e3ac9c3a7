import { afterEach, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { constant } from '../../src/domain/pacing.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { firstPlan } from '../../src/domain/planning.ts';
import { MemberTest, type MemberTestOptions } from '../../src/engine/memberTest.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import { request } from '../machines/fakes.ts';
import { FakeHttp } from '../support/fakeHttp.ts';
import { heldClock } from '../support/heldClock.ts';

const open: MemberTest[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A member's part of a test, with users of one class `Visitor`. */
function held(options: Partial<MemberTestOptions> = {}, visit: () => void = () => {}) {
  const clock = heldClock();
  const tasks = {
    async visit() {
      visit();
    },
  };
  const user = defineUser('Visitor', { waitTime: constant(1000), tasks });
  const made = new MemberTest({
    ...{ id: 'web', clock, users: new UserClasses([user]), openSession: new FakeHttp({ clock }).session },
    ...{ options: {}, bounds: {}, log: () => {}, report: () => {} },
    ...options,
  });
  open.push(made);
  return { test: made, clock };
}

function planOf(run: number, changes: Partial<Plan> = {}): Plan {
  const first = firstPlan({ test: 'web', run, epoch: 1, members: [] }, request({ users: 2 }), 0);
  return { ...first, ...changes };
}

test('a member knows where a run aims when its hooks are told that it begins', async () => {
  const told: string[] = [];
  const { test: web } = held({
    prepare: () => {
      told.push(web.host);
      return undefined;
    },
  });
  await web.prepare(planOf(1, { state: 'prepared', host: 'http://shop.test' }));
  web.carryOut(planOf(2, { host: 'http://other.test' }));
  web.carryOut(planOf(2, { host: 'http://edited.test', generation: 2, edits: 1 }));
  expect(told).toEqual(['http://shop.test', 'http://other.test']);
  expect(web.host).toBe('http://edited.test');
});

test.each([
  ['', 'by path'],
  ['file://', 'by URL'],
])(
  'an exception names the copies of load files as their author does, in one row whoever threw it: %s/…',
  async (scheme) => {
    const deltas = await Promise.all(
      ['/tmp/copy-1', '/tmp/copy-2'].map(async (folder) => {
        const { test: web, clock } = held({ copiedTo: folder }, () => {
          const error = new Error(`ENOENT: no such file ${folder}/people.csv`);
          error.stack = `Error: boom\n    at visit (${scheme}${folder}/shop.user.ts:6:75)\n    at ${scheme}/usr/lib/other.js:1:1`;
          throw error;
        });
        web.carryOut(planOf(1));
        await clock.advance(2000);
        return web.drain();
      }),
    );
    const rows = deltas.map(({ exceptions }) =>
      exceptions.map(({ message, traceback }) => ({ message, traceback })),
    );
    expect(rows[0]).toEqual([
      {
        message: 'Error: ENOENT: no such file people.csv',
        traceback: `Error: boom\n    at visit (shop.user.ts:6:75)\n    at ${scheme}/usr/lib/other.js:1:1`,
      },
    ]);
    expect(rows[1]).toEqual(rows[0]);
  },
);

test('users are not numbered again where a member goes on after a halt, and are where another run begins', async () => {
  const { test: web, clock } = held();
  const numbers: number[] = [];
  web.numberOf = (_name, order) => {
    numbers.push(order);
    return order;
  };
  web.carryOut(planOf(1));
  await clock.advance(1000);
  web.halt();
  await clock.advance(1000);
  expect(web.userCount).toBe(0);
  web.carryOut(planOf(1, { generation: 2 }));
  await clock.advance(1000);
  expect(numbers).toEqual([0, 1, 2, 3]);
  // The first run of a coordinator that begins anew.
  web.halt();
  await clock.advance(1000);
  web.carryOut(planOf(1, { startAt: clock.now() }));
  await clock.advance(1000);
  expect(numbers.slice(4)).toEqual([0, 1]);
});
