import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/authoring/loadOptions.ts';
import { type DeclaredOptions, defineOptions } from '../../src/authoring/options.ts';
import { parse } from '../../src/config/parse.ts';
import { configOf, directoryWith, errorOf, inputOf, type Start } from './support.ts';

const shop = defineOptions({
  tier: { type: 'choice', choices: ['free', 'paid'], default: 'free', description: 'Which accounts to use.' },
  pageSize: { type: 'integer', default: 20, min: 1, max: 500 },
  share: { type: 'number' },
  greeting: { type: 'text', default: 'hello' },
  apiKey: { type: 'text', secret: true },
  pin: { type: 'integer', default: 4711, secret: true },
  loud: { type: 'flag' },
  quick: { type: 'flag', default: true },
});

const custom = (start: Start): unknown => configOf({ ...start, declared: [shop] }).custom;
const line = (text: string): Start => ({ argv: text === '' ? [] : text.split(' ') });
const declaring = (declarations: Parameters<typeof defineOptions>[0]): DeclaredOptions =>
  defineOptions(declarations);

describe('an option that a load file declares', () => {
  it('has its default, or none', () => {
    expect(custom({})).toEqual({
      tier: 'free',
      pageSize: 20,
      share: undefined,
      greeting: 'hello',
      apiKey: undefined,
      pin: 4711,
      loud: false,
      quick: true,
    });
  });

  it.each([
    ['--page-size 3', { pageSize: 3 }],
    ['--page_size=3', { pageSize: 3 }],
    ['--tier PAID', { tier: 'paid' }],
    ['--share 2.5e-1', { share: 0.25 }],
    ['--greeting=', { greeting: 'hello' }],
    ['--greeting --loud--', { greeting: '--loud--' }],
    ['--loud --no-quick', { loud: true, quick: false }],
    ['--loud=true --noquick', { loud: true, quick: false }],
    ['--loud --loud=false', { loud: false }],
    ['--page-size 3 --page-size 4', { pageSize: 4 }],
  ])('is set by a flag: %s', (text, expected) => {
    expect(custom(line(text))).toMatchObject(expected);
  });

  it('is set by a variable, a config file and a flag; the later ones win', () => {
    const cwd = directoryWith({ 'locust.conf': 'page-size = 1\napi_key = "from # file"\nloud\n' });
    expect(custom({ cwd })).toMatchObject({ pageSize: 1, apiKey: 'from # file', loud: true });
    const env = { LOCUST_PAGE_SIZE: '2', LOCUST_API_KEY: '', STATESTORM_LOUD: 'off' };
    expect(custom({ cwd, env })).toMatchObject({ pageSize: 2, apiKey: 'from # file', loud: false });
    const both = { ...env, STATESTORM_PAGE_SIZE: '3' };
    expect(custom({ cwd, env: both })).toMatchObject({ pageSize: 3 });
    expect(custom({ cwd, env: both, argv: ['--page-size', '4'] })).toMatchObject({ pageSize: 4 });
  });

  it.each([
    ['--page-size 0', '--page-size: "0" is not a whole number from 1 to 500'],
    ['--page-size 1.5', '--page-size: "1.5" is not a whole number'],
    ['--page-size=', '--page-size: "" is not a whole number'],
    ['--share many', '--share: "many" is not a number'],
    ['--share NaN', '--share: "NaN" is not a number'],
    ['--tier gold', '--tier: "gold" is not one of free, paid'],
    ['--loud=very', '--loud: "very" is not true or false'],
    ['--tier', '--tier needs a value: one of free, paid'],
    ['--tier --loud', '--tier needs a value before --loud'],
    ['-u --loud', '-u needs a value before --loud'],
  ])('is refused as %s, which says why', (text, message) => {
    expect(errorOf(() => custom(line(text))).message).toContain(message);
  });

  it('is refused by the line of a file and by a variable that name it', () => {
    const cwd = directoryWith({ 'locust.conf': '\ntier = gold' });
    expect(errorOf(() => custom({ cwd })).message).toContain(`${cwd}/locust.conf:2 (tier): "gold" is not`);
    const env = { LOCUST_TIER: 'gold' };
    expect(errorOf(() => custom({ env })).message).toContain('LOCUST_TIER: "gold" is not');
  });

  it('is found where it was mistyped', () => {
    expect(errorOf(() => custom(line('--page-siz 3')))).toMatchObject({ hint: 'Did you mean --page-size?' });
    const cwd = directoryWith({ 'locust.conf': 'teir = free' });
    expect(errorOf(() => custom({ cwd })).hint).toBe('Did you mean tier?');
    const { notices } = configOf({ env: { LOCUST_PAGESIZE: '3' }, declared: [shop] });
    expect(notices).toEqual(['The variable LOCUST_PAGESIZE has no effect. Did you mean LOCUST_PAGE_SIZE?']);
  });

  it('is no option where its file is not loaded', () => {
    expect(errorOf(() => configOf(line('--page-size 3'))).code).toBe('config.unknownFlag');
  });

  it.each([
    ['users', '--users of statestorm'],
    ['webPort', '--web-port of statestorm'],
    ['help', '--help of statestorm'],
    ['userCount', "a field of the program's forms"],
    ['noHeadless', '--headless of statestorm'],
    ['modeMaster', '--master of statestorm'],
    ['pagesize', 'the option pageSize of another defineOptions()'],
    ['noLoud', 'the option loud of another defineOptions()'],
  ])('cannot be named %s, which is taken', (name, owner) => {
    const other = declaring({ [name]: { type: 'text' } });
    const error = errorOf(() => configOf({ declared: [shop, other] }));
    expect(error).toMatchObject({
      code: 'options.taken',
      message: `The option ${name} cannot be told from ${owner}`,
    });
    expect(error.hint).toContain(name);
  });

  it('cannot be a flag that turns another one off', () => {
    const declared = [declaring({ noRush: { type: 'text' } }), declaring({ rush: { type: 'flag' } })];
    expect(errorOf(() => configOf({ declared })).message).toContain('noRush');
  });
});

describe('a required option', () => {
  const demanding = loadOptions([defineOptions({ accountId: { type: 'integer', required: true } })]);
  const start = (argv: string[]): unknown => parse(inputOf({ argv }), demanding);

  it.each([['--headless'], ['--autostart']])('has to be given where the load begins at once: %s', (flag) => {
    expect(errorOf(() => start([flag]))).toMatchObject({
      message: 'The load file demands --account-id',
      hint: 'Give --account-id or LOCUST_ACCOUNT_ID: a whole number.',
    });
    expect(start([flag, '--account-id', '7'])).toMatchObject({ config: { custom: { accountId: 7 } } });
  });

  it.each([[[]], [['--headless', '--list']], [['--autostart', '--show-task-ratio']]])(
    'need not be given where it does not: %j',
    (argv) => {
      expect(start(argv)).toMatchObject({ config: { custom: { accountId: undefined } } });
    },
  );
});

describe('a secret', () => {
  it('is told to the log, be it given or a default, so that it can be masked', () => {
    const argv = ['--api-key', 'hush-hush'];
    expect(configOf({ argv, declared: [shop] }).secrets).toEqual(['hush-hush', '4711']);
    expect(configOf({ declared: [shop] }).secrets).toEqual(['4711']);
  });

  it.each([
    [{ argv: ['--pin', 'hush-hush'] }, '--pin: what was given is not a whole number'],
    [{ env: { LOCUST_PIN: 'hush-hush' } }, 'LOCUST_PIN: what was given is not a whole number'],
    [{ argv: ['--pin', '--api-key=hush-hush'] }, '--pin needs a value before --api-key'],
    [{ argv: ['--api-kye=hush-hush'] }, '--api-kye is no flag of statestorm'],
  ])('is not in an error: %j', (start, message) => {
    const error = errorOf(() => custom(start as Start));
    expect(error.message).toContain(message);
    expect(`${error.message} ${error.hint} ${error.stack} ${error.cause}`).not.toContain('hush');
  });

  it('is not in the help', () => {
    expect(helpOf(shop)).not.toContain('4711');
  });
});

describe('the help', () => {
  it('shows the options of load files in a section of their own', () => {
    const text = helpOf(shop);
    const section = text.slice(text.indexOf('\nLoad file:\n'), text.indexOf('\nWeb:\n')).replace(/\s+/g, ' ');
    expect(section).toContain('--tier <free|paid> Which accounts to use. (default: free; env: LOCUST_TIER)');
    expect(section).toContain('--page-size <integer> (default: 20; env: LOCUST_PAGE_SIZE)');
    expect(section).toContain('--api-key <text> (env: LOCUST_API_KEY)');
    expect(section).toContain('--loud (env: LOCUST_LOUD)');
    expect(section).toContain('--quick (default: true; env: LOCUST_QUICK)');
  });

  it('lists choices that do not fit into the flag', () => {
    const plan = defineOptions({
      plan: { type: 'choice', choices: ['-none-', 'gold plus', 'silver'], required: true },
    });
    expect(helpOf(plan).replace(/\s+/g, ' ')).toContain(
      '--plan <choice> (one of -none-, gold plus, silver; required; env: LOCUST_PLAN)',
    );
    const argv = ['--plan', 'gold plus'];
    expect(configOf({ argv, declared: [plan] }).custom).toEqual({ plan: 'gold plus' });
  });

  it('has no such section without a load file', () => {
    expect(helpOf()).not.toContain('Load file:');
  });

  it('is given even where the rest of the line is wrong', () => {
    const argv = ['--nope', 'x', '--tier', 'gold', '--help'];
    expect(parse(inputOf({ argv })).kind).toBe('help');
    expect(errorOf(() => parse(inputOf({ argv: ['--', '--help'] }))).message).toContain('"--help" is not');
  });
});

function helpOf(...declared: DeclaredOptions[]): string {
  return (parse(inputOf({ argv: ['--help'] }), loadOptions(declared)) as { text: string }).text;
}
