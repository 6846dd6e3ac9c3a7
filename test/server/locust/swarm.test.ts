import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defineUser } from '../../../src/authoring/defineUser.ts';
import { StepLoadShape } from '../../../src/catalog/catalog.ts';
import { ask, post, postJson } from '../support/ask.ts';
import { type HeldPort, heldPort } from '../support/ports.ts';

const GOOD = { user_count: 5, spawn_rate: 100 };

let web: HeldPort;
beforeEach(async () => {
  web = await heldPort('web');
});
afterEach(() => web.close());

describe('"POST /swarm … always HTTP 200 {success, message, host[, run_time seconds][, user_classes]}"', () => {
  test('starts as many users as were asked for, of all classes', async () => {
    const answer = await post(`${web.url}/swarm`, GOOD);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.json).toEqual({ success: true, message: 'Swarming started', host: 'http://shop.test' });
    await web.clock.advance(200);
    expect(web.test.state).toBe('running');
    expect(web.test.census.byClass()).toEqual({ PurchasingUser: 2, WishlistUser: 2, BrowsingUser: 1 });
  });

  test.each([
    ['20', 20],
    ['20s', 20],
    ['3m', 180],
    ['2h', 7200],
    ['1h20m', 4800],
    ['3h30m10s', 12_610],
  ])('takes run_time %s as %i seconds', async (run_time, seconds) => {
    expect((await post(`${web.url}/swarm`, { ...GOOD, run_time })).json).toMatchObject({
      success: true,
      run_time: seconds,
    });
    expect(web.test.request?.runTime).toBe(seconds * 1000);
  });

  test('has no run_time in the answer where the field was empty', async () => {
    expect((await post(`${web.url}/swarm`, { ...GOOD, run_time: '' })).json).not.toHaveProperty('run_time');
  });

  test.each([{}, { user_count: 5 }, { spawn_rate: 5 }, { user_count: '', spawn_rate: 1 }])(
    '"Missing user_count or spawn_rate from /swarm request": %o',
    async (fields) => {
      const answer = await post(`${web.url}/swarm`, fields);
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        success: false,
        message: 'Missing user_count or spawn_rate from /swarm request',
        host: 'http://shop.test',
      });
      expect(web.test.state).toBe('ready');
    },
  );

  test('takes multipart as well', async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries(GOOD)) body.set(name, String(value));
    body.set('upload', new Blob(['x'.repeat(1000)]), 'file.bin');
    const answer = await ask(`${web.url}/swarm`, { method: 'POST', body });
    expect(answer.json).toMatchObject({ success: true });
  });

  test('takes JSON as well', async () => {
    expect((await postJson(`${web.url}/swarm`, GOOD)).json).toMatchObject({ success: true });
  });

  test('"Of a repeated form field the first counts; unknown form fields are ignored"', async () => {
    await post(`${web.url}/swarm`, { user_count: ['3', '9'], spawn_rate: '100', colour: 'red' });
    expect(web.test.request).toMatchObject({ users: 3, spawnRate: 100 });
  });

  test('"Posted again while running, it changes users and rate live" and "an edit while running keeps all" entries', async () => {
    await post(`${web.url}/swarm`, GOOD);
    await web.clock.advance(2000);
    const before = web.test.statistics.total.requests;
    await post(`${web.url}/swarm`, { user_count: 8, spawn_rate: 50 });
    await web.clock.advance(1000);
    expect(web.test.userCount).toBe(8);
    expect(web.test.plan?.run).toBe(1);
    expect(web.test.statistics.total.requests).toBeGreaterThanOrEqual(before);
    await post(`${web.url}/swarm`, { user_count: 0, spawn_rate: 50 });
    await web.clock.advance(1000);
    expect(web.test.userCount).toBe(0);
  });
});

describe('"Anything that is not a number where one is due is success: false with a text that names the field, never a 500"', () => {
  test.each([
    ['user_count', 'foo'],
    ['user_count', '1.5'],
    ['user_count', '-1'],
    ['user_count', '1e9'],
    ['user_count', 'NaN'],
    ['user_count', 'Infinity'],
    ['user_count', '1_0'],
    ['user_count', '٣'],
    ['user_count', '100001'],
    ['user_count', '9'.repeat(400)],
    ['spawn_rate', 'foo'],
    ['spawn_rate', '0'],
    ['spawn_rate', '-1'],
    ['spawn_rate', 'NaN'],
    ['spawn_rate', 'inf'],
    ['spawn_rate', 'Infinity'],
    ['spawn_rate', '1e999'],
    ['spawn_rate', '0x10'],
    ['run_time', 'bad'],
    ['run_time', '-5'],
    ['run_time', '0'],
    ['run_time', '1.5h'],
    ['run_time', '9'.repeat(400)],
  ])('%s: %s', async (field, value) => {
    const answer = await post(`${web.url}/swarm`, { ...GOOD, host: 'http://shop.test', [field]: value });
    expect(answer.status).toBe(200);
    expect(answer.json.success).toBe(false);
    expect(answer.json.message).toContain(field);
    expect(web.test.state).toBe('ready');
  });

  test('"Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc."; "ours changes nothing"', async () => {
    const answer = await post(`${web.url}/swarm`, { ...GOOD, host: 'http://other.test', run_time: 'bad' });
    expect(answer.json).toEqual({
      success: false,
      message: 'Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc.',
      host: 'http://shop.test',
    });
    expect(web.test.host).toBe('http://shop.test');
  });

  test('takes rates below 1 and with an exponent', async () => {
    await post(`${web.url}/swarm`, { user_count: 1, spawn_rate: '5e-1' });
    expect(web.test.request?.spawnRate).toBe(0.5);
  });
});

describe('the host', () => {
  test.each([
    'shop.test',
    'ftp://shop.test',
    'javascript:alert(1)',
    'http://',
    'http://a b',
    'http://u:p@shop.test',
    'http://shop.test/?q',
  ])('"A host that cannot be a URL is refused when it is given": %s', async (host) => {
    const answer = await post(`${web.url}/swarm`, { ...GOOD, host });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ success: false, host: 'http://shop.test' });
    expect(answer.json.message).toMatch(/^host: /);
    expect(web.test.state).toBe('ready');
    expect(web.test.host).toBe('http://shop.test');
  });

  test('"by default only the host given at start may be aimed at; a refusal names the flag"', async () => {
    const answer = await post(`${web.url}/swarm`, { ...GOOD, host: 'http://victim.test' });
    expect(answer.json.success).toBe(false);
    expect(answer.json.message).toContain('--allowed-hosts');
    expect(web.test.host).toBe('http://shop.test');
  });

  test('empty keeps the present one', async () => {
    expect((await post(`${web.url}/swarm`, { ...GOOD, host: ' ' })).json.host).toBe('http://shop.test');
  });

  test('"`<`, `>` removed"', async () => {
    expect((await post(`${web.url}/swarm`, { ...GOOD, host: '<http://shop.test>' })).json).toMatchObject({
      success: true,
      host: 'http://shop.test',
    });
  });

  test('moves where --allowed-hosts lets it', async () => {
    const open = await heldPort('web', { allowedHosts: ['*'] });
    const answer = await post(`${open.url}/swarm`, { ...GOOD, host: 'https://other.test/' });
    expect(answer.json).toMatchObject({ success: true, host: 'https://other.test' });
    expect(open.test.host).toBe('https://other.test');
    await open.close();
  });

  test('"Without any host /swarm must bring one", and the refusal names --host and TARGET_HOST', async () => {
    const open = await heldPort('web', { host: '' });
    const refused = await post(`${open.url}/swarm`, GOOD);
    expect(refused.json).toMatchObject({ success: false, host: null });
    expect(refused.json.message).toMatch(/--host or TARGET_HOST/);
    expect((await post(`${open.url}/swarm`, { ...GOOD, host: 'http://any.test' })).json.success).toBe(true);
    await open.close();
  });

  test('is not missed where each class has one of its own', async () => {
    const own = defineUser('Own', {
      host: 'http://own.test',
      tasks: {
        async go({ http }) {
          await http.get('/');
        },
      },
    });
    const open = await heldPort('web', { host: '', users: [own], latency: 100 });
    expect((await post(`${open.url}/swarm`, GOOD)).json).toMatchObject({ success: true, host: null });
    await open.close();
  });
});

describe('shapes', () => {
  test('"Swarming started using shape class \'X\'", without user_count and spawn_rate', async () => {
    const answer = await post(`${web.url}/swarm`, { shape_class: 'StepLoadShape' });
    expect(answer.json).toMatchObject({
      success: true,
      message: "Swarming started using shape class 'StepLoadShape'",
    });
    await web.clock.advance(1500);
    expect(web.test.userCount).toBe(10);
  });

  test('"/swarm while a shape runs changes nothing and answers success: false, saying to stop it first"', async () => {
    await post(`${web.url}/swarm`, { shape_class: 'StepLoadShape' });
    await web.clock.advance(1500);
    const answer = await post(`${web.url}/swarm`, { user_count: 1, spawn_rate: 1 });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ success: false });
    expect(answer.json.message).toContain('stop it first');
    await web.clock.advance(1500);
    expect(web.test.userCount).toBe(10);
  });

  test('one that is the default runs where none is named, or Default is', async () => {
    const step = await heldPort('web', { config: { defaultShape: StepLoadShape } });
    expect((await post(`${step.url}/swarm`, {})).json.message).toContain('StepLoadShape');
    await ask(`${step.url}/stop`);
    expect((await post(`${step.url}/swarm`, { shape_class: 'Default' })).json.message).toContain(
      'StepLoadShape',
    );
    await step.close();
  });

  test('an unknown one is refused', async () => {
    const answer = await post(`${web.url}/swarm`, { ...GOOD, shape_class: 'Nope' });
    expect(answer.json).toMatchObject({ success: false, message: 'Unknown shape_class: Nope' });
  });

  test('does not take over a plain load that runs', async () => {
    await post(`${web.url}/swarm`, GOOD);
    const answer = await post(`${web.url}/swarm`, { shape_class: 'StepLoadShape' });
    expect(answer.json.success).toBe(false);
    expect(answer.json.message).toContain('stop it first');
  });
});

describe('"On port 80 user_classes counts only with --class-picker; on 81 always; an unknown name is then success: false"', () => {
  test('without it, classes are ignored', async () => {
    const answer = await post(`${web.url}/swarm`, { ...GOOD, user_classes: ['Nope'] });
    expect(answer.json).toEqual({ success: true, message: 'Swarming started', host: 'http://shop.test' });
    expect(web.test.request?.classes).toHaveLength(3);
  });

  test('with it, they are taken, kept by an edit, and given in the answer', async () => {
    const open = await heldPort('web', { config: { classPicker: true } });
    const chosen = { ...GOOD, user_classes: ['WishlistUser', 'BrowsingUser'] };
    expect((await post(`${open.url}/swarm`, chosen)).json.user_classes).toEqual([
      'BrowsingUser',
      'WishlistUser',
    ]);
    await open.clock.advance(500);
    expect(Object.keys(open.test.census.byClass()).sort()).toEqual(['BrowsingUser', 'WishlistUser']);
    await post(`${open.url}/swarm`, GOOD);
    expect(open.test.request?.classes.map(({ name }) => name)).toEqual(['WishlistUser', 'BrowsingUser']);
    const unknown = await post(`${open.url}/swarm`, { ...GOOD, user_classes: ['BrowsingUser', 'Nope'] });
    expect(unknown.json.success).toBe(false);
    expect(unknown.json.message).toContain('user_classes: Nope');
    await open.close();
  });
});

describe('on port 81', () => {
  let recipes: HeldPort;
  beforeEach(async () => {
    recipes = await heldPort('recipes');
  });
  afterEach(() => recipes.close());

  test('"before anything was spawned there answers success: false and says that nothing was chosen to spawn" (mend 9)', async () => {
    const answer = await post(`${recipes.url}/swarm`, GOOD);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ success: false, host: 'http://shop.test' });
    expect(answer.json.message).toContain('Nothing was chosen to spawn');
    expect(recipes.test.state).toBe('ready');
  });

  test('"with user_classes naming one of port 81\'s users it starts them"', async () => {
    const answer = await post(`${recipes.url}/swarm`, { ...GOOD, user_classes: 'BasicPurchasingUser' });
    expect(answer.json).toMatchObject({ success: true, user_classes: ['BasicPurchasingUser'] });
    await recipes.clock.advance(500);
    expect(recipes.test.census.byClass()).toEqual({ BasicPurchasingUser: 5 });
  });

  test('after a spawn it goes on with what was spawned', async () => {
    await post(`${recipes.url}/api/spawn/BasicPurchasingUser`, GOOD);
    await post(`${recipes.url}/swarm`, { user_count: 2, spawn_rate: 100 });
    await recipes.clock.advance(500);
    expect(recipes.test.census.byClass()).toEqual({ BasicPurchasingUser: 2 });
  });

  test('an unknown class is refused', async () => {
    const answer = await post(`${recipes.url}/swarm`, { ...GOOD, user_classes: 'BrowsingUser' });
    expect(answer.json.success).toBe(false);
    expect(answer.json.message).toContain('user_classes: BrowsingUser');
  });
});

describe('stop', () => {
  test('"GET /stop {"success": true, "message": "Test stopped"}", once no user is left', async () => {
    await post(`${web.url}/swarm`, GOOD);
    await web.clock.advance(500);
    const answer = await ask(`${web.url}/stop`);
    expect(answer.json).toEqual({ success: true, message: 'Test stopped' });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(web.test.userCount).toBe(0);
    expect(web.test.state).toBe('stopped');
  });

  test('"/stop on a test that never ran answers success and leaves the state stopped"', async () => {
    expect((await ask(`${web.url}/stop`)).json.success).toBe(true);
    expect((await ask(`${web.url}/stats/requests`)).json.state).toBe('stopped');
  });

  test('"A run_time belongs to the run that set it"', async () => {
    await post(`${web.url}/swarm`, { ...GOOD, run_time: '8' });
    await web.clock.advance(2000);
    await ask(`${web.url}/stop`);
    await post(`${web.url}/swarm`, GOOD);
    await web.clock.advance(10_000, 100);
    expect(web.test.state).toBe('running');
  });
});

describe('without a worker that could carry the load', () => {
  const workers = { count: 0, rows: () => [], logs: () => ({}) };

  test('"success: false" with a text that says how to start one, and nothing changes', async () => {
    const lone = await heldPort('web', { workers, config: { workerHint: 'start one by --worker' } });
    const answer = await post(`${lone.url}/swarm`, GOOD);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      success: false,
      message: 'No worker is there to carry the load: start one by --worker.',
      host: 'http://shop.test',
    });
    expect(lone.test.state).toBe('ready');
    await lone.close();
  });

  test('a load that runs is changed all the same', async () => {
    const lost = { ...workers, count: 1 };
    const left = await heldPort('web', { workers: lost });
    expect((await post(`${left.url}/swarm`, GOOD)).json.success).toBe(true);
    await left.clock.advance(1000);
    lost.count = 0;
    expect((await post(`${left.url}/swarm`, { ...GOOD, user_count: 2 })).json.success).toBe(true);
    await left.test.stop();
    expect((await post(`${left.url}/swarm`, GOOD)).json.success).toBe(false);
    await left.close();
  });
});
