import { afterEach, beforeEach, expect, test } from 'vitest';
import { post, postJson } from '../support/ask.ts';
import { type HeldPort, heldPort } from '../support/ports.ts';

let port: HeldPort;
beforeEach(async () => {
  port = await heldPort('web', { allowedHosts: ['*.test'] });
});
afterEach(() => port.close());

const send = (body: unknown) => postJson(`${port.url}/user`, body);

test('"POST /user JSON: user_class_name, host, weight, fixed_count, tasks → 201 {}"', async () => {
  const answer = await send({
    user_class_name: 'WishlistUser',
    host: 'http://other.test/',
    weight: 3,
    fixed_count: 2,
    tasks: ['emptyCart', 'viewCart'],
  });
  expect(answer.status).toBe(201);
  expect(answer.json).toEqual({});
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(port.test.users.get('WishlistUser')?.settings).toEqual({
    host: 'http://other.test',
    weight: 3,
    fixedCount: 2,
    tasks: ['emptyCart', 'viewCart'],
  });
});

test('fields that are left out or null stay as they are', async () => {
  await send({ user_class_name: 'WishlistUser', weight: 3 });
  await send({ user_class_name: 'WishlistUser', fixed_count: 1, weight: null, host: null, tasks: null });
  expect(port.test.users.get('WishlistUser')?.settings).toEqual({ weight: 3, fixedCount: 1 });
});

test('a group can be named as a task', async () => {
  expect((await send({ user_class_name: 'WishlistUser', tasks: ['WishlistBehavior'] })).status).toBe(201);
});

test('an unknown class is a 404 that names it', async () => {
  const answer = await send({ user_class_name: 'Nope', weight: 1 });
  expect(answer.status).toBe(404);
  expect(answer.text).toContain('Nope');
});

test.each<[string, Record<string, unknown>]>([
  ['user_class_name', { user_class_name: 5 }],
  ['user_class_name', {}],
  ['host', { host: 5 }],
  ['host', { host: 'shop.test' }],
  ['host', { host: 'http://victim.example' }],
  ['host', { host: '' }],
  ['weight', { weight: '3' }],
  ['weight', { weight: -1 }],
  ['weight', { weight: 1e300 }],
  ['fixed_count', { fixed_count: 1.5 }],
  ['fixed_count', { fixed_count: -1 }],
  ['fixed_count', { fixed_count: 1e9 }],
  ['tasks', { tasks: 'emptyCart' }],
  ['tasks', { tasks: [] }],
  ['tasks', { tasks: [1] }],
  ['tasks', { tasks: ['emptyCart', 'nope'] }],
  ['tasks', { tasks: {} }],
])('a wrong %s is a 400 that names it and changes nothing: %j', async (field, body) => {
  const named = field === 'user_class_name' ? body : { user_class_name: 'WishlistUser', weight: 5, ...body };
  const answer = await send(named);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(field);
  expect(port.test.users.get('WishlistUser')?.settings).toEqual({});
});

test('a host that may not be aimed at names the flag', async () => {
  const answer = await send({ user_class_name: 'WishlistUser', host: 'http://victim.example' });
  expect(answer.text).toContain('--allowed-hosts');
});

test('what has weight 0 alone is not said to start', async () => {
  for (const user_class_name of port.test.users.names) await send({ user_class_name, weight: 0 });
  const swarm = await post(`${port.url}/swarm`, { user_count: 5, spawn_rate: 5 });
  expect(swarm.json).toMatchObject({ success: false, message: expect.stringContaining('weight 0') });
  const recipes = await heldPort('recipes');
  await postJson(`${recipes.url}/user`, { user_class_name: 'BasicPurchasingUser', weight: 0 });
  const spawn = await post(`${recipes.url}/api/spawn/BasicPurchasingUser`, { user_count: 5, spawn_rate: 5 });
  expect([spawn.status, recipes.test.state]).toEqual([400, 'ready']);
  expect(spawn.json.err).toContain('weight 0');
  await recipes.close();
});

test('a form is a 415', async () => {
  expect((await post(`${port.url}/user`, { user_class_name: 'WishlistUser' })).status).toBe(415);
});

test('fixed counts that together come to more than --max-users are refused, and change nothing', async () => {
  const small = await heldPort('web', { config: { maxUsers: 50 } });
  const url = `${small.url}/user`;
  const first = await postJson(url, { user_class_name: 'WishlistUser', fixed_count: 30 });
  const second = await postJson(url, { user_class_name: 'BrowsingUser', fixed_count: 21 });
  const again = await postJson(url, { user_class_name: 'WishlistUser', fixed_count: 50 });
  expect([first.status, second.status, again.status]).toEqual([201, 400, 201]);
  expect(second.text).toContain('would be 51 users, more than --max-users allows (50)');
  expect(small.test.users.get('BrowsingUser')?.settings).toEqual({});
  await small.close();
});
