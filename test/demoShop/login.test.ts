import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type DemoShop, startDemoShop } from '../../src/demoShop/demoShop.ts';
import { type Visitor, visitor } from './visitor.ts';

let shop: DemoShop;
let guest: Visitor;

beforeAll(async () => {
  shop = await startDemoShop({ latencyMs: { mean: 0 } });
});
afterAll(() => shop.close());
beforeEach(() => {
  guest = visitor(shop.url);
});

it('gives a token to who knows the password, for the account of that session', async () => {
  const login = await guest.post('/login', { name: 'ada', password: 'sesame' });
  const { token } = (await login.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const account = await guest.get('/account', { headers });
  expect([account.status, await account.text()]).toEqual([200, 'The account of ada\n']);
  const stranger = visitor(shop.url);
  expect((await stranger.get('/account', { headers })).status).toBe(401);
});

it.each([
  [{ name: 'ada', password: 'open' }, 401],
  [{ name: 'ada' }, 401],
  [{ name: '<b>', password: 'sesame' }, 422],
  [{ password: 'sesame' }, 422],
])('refuses %j with %i', async (fields, status) => {
  expect((await guest.post('/login', fields)).status).toBe(status);
});

it('asks a guest to log in', async () => {
  const refused = await guest.get('/account');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});
