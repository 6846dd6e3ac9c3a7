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
function held(options: Partial<MemberTestOptions> = {}) {
  const clock = heldClock();
  const user = defineUser('Visitor', { waitTime: constant(1000), tasks: { async rest() {} } });
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
