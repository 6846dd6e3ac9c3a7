import { expect, it } from 'vitest';
import { Sessions } from '../../src/demoShop/sessions.ts';

it('forgets the session seen least recently once there are too many', () => {
  const sessions = new Sessions(2);
  const [first, second] = [sessions.open(undefined).session, sessions.open(undefined).session];
  first.cart = new Map([['6E92ZMYYFZ', 1]]);
  second.cart = new Map([['6E92ZMYYFZ', 2]]);
  sessions.open(`shop_session-id=${first.id}`);
  sessions.open(undefined);
  expect(sessions.size).toBe(2);
  expect(sessions.open(`shop_session-id=${first.id}`).session).toBe(first);
  expect(sessions.open(`shop_session-id=${second.id}`).session.cart).toBeUndefined();
});

it('finds its cookie among others, and takes no id that it would not give', () => {
  const sessions = new Sessions();
  const { session } = sessions.open(undefined);
  expect(sessions.open(`a=b; shop_session-id=${session.id}; shop_currency=EUR`)).toEqual({
    session,
    isNew: false,
  });
  expect(sessions.open(`not_shop_session-id=${session.id}`).isNew).toBe(true);
  expect(sessions.open(`shop_session-id=${'x'.repeat(65)}`).isNew).toBe(true);
});
