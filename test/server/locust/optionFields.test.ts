import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defineUser } from '../../../src/authoring/defineUser.ts';
import { loadOptions } from '../../../src/authoring/loadOptions.ts';
import { defineOptions, type OptionValues } from '../../../src/authoring/options.ts';
import { ask, post, postJson } from '../support/ask.ts';
import { type HeldPort, heldPort } from '../support/ports.ts';

const GOOD = { user_count: 1, spawn_rate: 100 };

const shop = defineOptions({
  tier: {
    type: 'choice',
    choices: ['free', 'paid'],
    default: 'free',
    description: 'Which <accounts> to use',
  },
  region: { type: 'choice', choices: ['eu', 'us'] },
  pageSize: { type: 'integer', default: 20, min: 1, label: 'Products' },
  share: { type: 'number' },
  greeting: { type: 'text' },
  apiKey: { type: 'text', secret: true },
  pin: { type: 'integer', secret: true },
  loud: { type: 'flag' },
  page2: { type: 'flag', default: true },
});
const VALUES: OptionValues<typeof shop> = {
  tier: 'paid',
  region: undefined,
  pageSize: 20,
  share: undefined,
  greeting: '"hi"',
  apiKey: 'hush-hush',
  pin: undefined,
  loud: false,
  page2: true,
};

const seen: unknown[] = [];
const Reader = defineUser('Reader', {
  tasks: {
    async read({ options, sleep }) {
      seen.push(options(shop));
      await sleep('1s');
    },
  },
});

let port: HeldPort;
const setup = { users: [Reader], config: { options: loadOptions([shop]) }, test: { options: VALUES } };
beforeEach(async () => {
  seen.length = 0;
  port = await heldPort('web', setup);
});
afterEach(() => port.close());

const swarm = (fields: Record<string, string | number>) => post(`${port.url}/swarm`, { ...GOOD, ...fields });

describe('"POST /swarm: any custom option"', () => {
  test.each([
    [{ page_size: '3' }, { pageSize: 3 }],
    [{ pageSize: '3' }, { pageSize: 3 }],
    [{ 'page-size': '3' }, { pageSize: 3 }],
    [
      { tier: 'FREE', share: '-1.5e1', greeting: ' hello ' },
      { tier: 'free', share: -15, greeting: ' hello ' },
    ],
    [
      { loud: 'true', page2: 'off' },
      { loud: true, page2: false },
    ],
    [
      { loud: '1', page_2: '0' },
      { loud: true, page2: false },
    ],
    [
      { api_key: 'another', pin: '0815' },
      { apiKey: 'another', pin: 815 },
    ],
    // empty: back to what it is without anybody's word, a secret excepted
    [
      { tier: '', greeting: '', page_size: ' ' },
      { tier: 'free', greeting: undefined, pageSize: 20 },
    ],
    [{ api_key: '' }, {}],
    [{ colour: 'red', apikey: 'red' }, {}],
  ])('takes %j by its type', async (fields, changed) => {
    const answer = await swarm(fields as Record<string, string>);
    expect(answer.json).toMatchObject({ success: true });
    expect(port.test.options).toEqual({ ...VALUES, ...changed });
  });

  test('takes JSON with numbers and booleans', async () => {
    const body = { ...GOOD, page_size: 3, share: 0.5, loud: true, page2: false, greeting: null };
    expect((await postJson(`${port.url}/swarm`, body)).json).toMatchObject({ success: true });
    expect(port.test.options).toEqual({ ...VALUES, pageSize: 3, share: 0.5, loud: true, page2: false });
  });

  test.each([
    [{ page_size: 'many' }, 'page_size must be a whole number of 1 or more: many'],
    [{ page_size: '0' }, 'page_size must be a whole number of 1 or more: 0'],
    [{ tier: 'gold' }, 'tier must be one of free, paid: gold'],
    [{ share: 'NaN' }, 'share must be a number: NaN'],
    [{ loud: 'very' }, 'loud must be true or false: very'],
    [{ loud: '' }, 'loud must be true or false: '],
    [{ greeting: 'x'.repeat(10_001) }, 'greeting must be at most 10000 letters long'],
  ])('refuses %j, and changes nothing', async (fields, message) => {
    const answer = await swarm({ ...fields, tier: 'free', ...fields, api_key: 'another' });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ success: false, message, host: 'http://shop.test' });
    expect(port.test.options).toBe(VALUES);
    expect(port.test.state).toBe('ready');
  });

  test('changes nothing where another field is wrong', async () => {
    await swarm({ page_size: '3', run_time: 'soon' });
    expect(port.test.options).toBe(VALUES);
  });

  test('is read by running users from then on', async () => {
    await swarm({});
    await port.clock.advance(500);
    expect(seen.at(-1)).toMatchObject({ tier: 'paid', pageSize: 20 });
    await swarm({ page_size: '7' });
    await port.clock.advance(2000);
    expect(seen.at(-1)).toMatchObject({ tier: 'paid', pageSize: 7 });
  });

  test('stays as it is when it is not sent again', async () => {
    await swarm({ page_size: '7' });
    await swarm({ tier: 'free' });
    expect(port.test.options).toMatchObject({ pageSize: 7, tier: 'free' });
  });
});

describe('a required option', () => {
  const demanding = defineOptions({ account: { type: 'text', required: true } });
  const config = { options: loadOptions([demanding]) };
  const values = { account: undefined };

  test('is demanded of a start on port 80', async () => {
    const web = await heldPort('web', { config, test: { options: values } });
    const without = await post(`${web.url}/swarm`, GOOD);
    expect(without.json).toMatchObject({ success: false, message: 'account is missing: a text is due' });
    expect((await post(`${web.url}/swarm`, { ...GOOD, account: '' })).json.success).toBe(false);
    expect((await post(`${web.url}/swarm`, { ...GOOD, account: 'ada' })).json.success).toBe(true);
    expect((await post(`${web.url}/swarm`, GOOD)).json.success).toBe(true);
    await web.close();
  });

  test('is not demanded of one on port 81, whose users may do without', async () => {
    const recipes = await heldPort('recipes', { config, test: { options: values } });
    const fields = { ...GOOD, user_classes: 'BasicHomePageViewingUser' };
    expect((await post(`${recipes.url}/swarm`, fields)).json.success).toBe(true);
    await recipes.close();
  });
});

describe('a secret', () => {
  test('is in no answer and no line of the log', async () => {
    for (const pin of ['hush-pin', '0815']) await swarm({ pin, api_key: 'hush-key' });
    const refused = await swarm({ pin: 'hush-pin' });
    expect(refused.json.message).toBe('pin must be a whole number');
    const answers = [refused];
    for (const path of ['/', '/logs', '/tasks', '/exceptions', '/stats/requests', '/stats/report']) {
      answers.push(await ask(port.url + path));
    }
    for (const { text } of answers) expect(text).not.toContain('hush');
    expect(port.lines.join()).not.toContain('hush');
  });
});

describe('"window.templateArgs … extra_options"', () => {
  const shownBy = async (): Promise<Record<string, unknown>> => {
    const { text } = await ask(`${port.url}/`);
    return JSON.parse(/templateArgs = (.*?)<\/script>/.exec(text)![1]!).extra_options;
  };
  const NONE = { is_secret: false, is_required: false, help_text: null, is_multiple: false, choices: null };

  test('has the shape that Locust’s page reads, with the present values', async () => {
    expect(await shownBy()).toEqual({
      tier: {
        ...NONE,
        default_value: 'paid',
        help_text: 'Which <accounts> to use',
        choices: ['free', 'paid'],
      },
      region: { ...NONE, default_value: null, choices: ['', 'eu', 'us'] },
      page_size: { ...NONE, default_value: 20 },
      share: { ...NONE, default_value: null },
      greeting: { ...NONE, default_value: '"hi"' },
      api_key: { ...NONE, default_value: '', is_secret: true },
      pin: { ...NONE, default_value: '', is_secret: true },
      loud: { ...NONE, default_value: false },
      page2: { ...NONE, default_value: true },
    });
    await swarm({ page_size: '3' });
    expect(await shownBy()).toMatchObject({ page_size: { default_value: 3 } });
  });

  test('does not demand a secret again that was given', async () => {
    const demanding = defineOptions({ key: { type: 'text', secret: true, required: true } });
    for (const [key, is_required] of [
      [undefined, true],
      ['hush', false],
    ] as const) {
      await port.close();
      port = await heldPort('web', {
        config: { options: loadOptions([demanding]) },
        test: { options: { key } },
      });
      expect(await shownBy()).toMatchObject({ key: { default_value: '', is_required } });
    }
  });
});

describe('the form of the page', () => {
  test('has an input for each option, with its present value', async () => {
    const { text } = await ask(`${port.url}/`);
    for (const part of [
      'Tier <select name="tier" aria-describedby="about-tier"><option value="free">free</option><option value="paid" selected>',
      '<small id="about-tier">Which &lt;accounts&gt; to use</small>',
      'Region <select name="region"><option value="">(none)</option><option value="eu">',
      'Products <input inputmode="numeric" value="20" name="page_size">',
      'Share <input inputmode="decimal" value="" name="share">',
      'Greeting <input inputmode="text" value="&quot;hi&quot;" name="greeting">',
      '<input type="password" autocomplete="new-password" placeholder="given; leave empty to keep it" name="api_key">',
      '<input type="checkbox" value="true" name="loud"> Loud</label><input type="hidden" name="loud" value="false">',
      '<input type="checkbox" value="true" name="page2" checked>',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('has none where no load file declares any', async () => {
    const plain = await heldPort('web');
    expect((await ask(`${plain.url}/`)).text).not.toContain('Options of the load file');
    await plain.close();
  });
});

describe('a spawn of port 81', () => {
  const Recipe = { ...Reader, name: 'Reading' };

  test('takes options as fields, for its own load alone', async () => {
    const recipes = await heldPort('recipes', { ...setup, users: [Recipe] });
    const url = `${recipes.url}/api/spawn/Reading`;
    const given = { ...GOOD, pageSize: 7, api_key: 'hush-third', loud: 'true', unknown: 'x' };
    expect((await postJson(url, given)).status).toBe(200);
    await recipes.clock.advance(100);
    expect(seen.at(-1)).toEqual({ ...VALUES, pageSize: 7, apiKey: 'hush-third', loud: true });
    expect((await post(url, GOOD)).status).toBe(200);
    await recipes.clock.advance(2000);
    expect(seen.at(-1)).toEqual(VALUES);
    await recipes.close();
  });

  test('with a wrong one is refused after all other checks, and changes nothing', async () => {
    const recipes = await heldPort('recipes', { ...setup, users: [Recipe] });
    const spawn = (fields: Record<string, string | number>, user = 'Reading') =>
      post(`${recipes.url}/api/spawn/${user}`, { page_size: 'many', ...fields });
    expect((await spawn({ ...GOOD, stop_after: 'x' })).json.err).toContain('stop_after must be');
    expect((await spawn(GOOD, 'Nope')).status).toBe(404);
    const refused = await spawn(GOOD);
    expect([refused.status, refused.json]).toEqual([
      400,
      { err: 'page_size must be a whole number of 1 or more: many' },
    ]);
    expect([recipes.test.state, recipes.test.options]).toEqual(['ready', VALUES]);
    await recipes.close();
  });
});
