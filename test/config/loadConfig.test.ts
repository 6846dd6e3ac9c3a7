import { describe, expect, it } from 'vitest';
import { configOf, directoryWith, errorOf } from './support.ts';

describe('the order of the sources', () => {
  it('lets each later source win over the one before', () => {
    const home = directoryWith({ '.locust.conf': 'users = 1', '.statestorm.conf': 'users = 2' });
    const cwd = directoryWith({
      'locust.conf': 'users = 3',
      'statestorm.conf': 'users = 4',
      'own.conf': 'users = 5',
    });
    const bare = directoryWith({ 'own.conf': 'users = 5' });
    const flag = ['--users', '7'];
    const env = { LOCUST_USERS: '6' };
    const empty = directoryWith({});
    expect(configOf({}).users).toBe(undefined);
    expect(configOf({ home: directoryWith({ '.locust.conf': 'users = 1' }), cwd: empty }).users).toBe(1);
    expect(configOf({ home, cwd: empty }).users).toBe(2);
    expect(configOf({ home, cwd: directoryWith({ 'locust.conf': 'users = 3' }) }).users).toBe(3);
    expect(configOf({ home, cwd }).users).toBe(4);
    expect(configOf({ home, cwd, argv: ['--config', 'own.conf'] }).users).toBe(5);
    expect(configOf({ home, cwd: bare, env: { LOCUST_CONFIG: 'own.conf' } }).users).toBe(5);
    expect(configOf({ home, cwd, env, argv: ['--config', 'own.conf'] }).users).toBe(6);
    expect(configOf({ home, cwd, env, argv: ['--config', 'own.conf', ...flag] }).users).toBe(7);
  });

  it('tells where each value came from', () => {
    const cwd = directoryWith({ 'locust.conf': '# mine\nspawn-rate = 2\n' });
    const { sources } = configOf({ cwd, env: { TARGET_HOST: 'shop' }, argv: ['-u', '1'] });
    expect(sources.users).toEqual({ kind: 'arguments', label: '--users' });
    expect(sources.host).toEqual({ kind: 'environment', label: 'TARGET_HOST' });
    expect(sources.spawnRate).toEqual({ kind: 'file', label: `${cwd}/locust.conf:2` });
    expect(sources.webPort).toEqual({ kind: 'default', label: 'default' });
  });

  it('replaces a list whole', () => {
    const env = { LOCUST_USER_CLASSES: 'A B' };
    expect(configOf({ env }).userClasses).toEqual(['A', 'B']);
    expect(configOf({ env, argv: ['C'] }).userClasses).toEqual(['C']);
  });

  it('leaves the ports open where nobody asked for one', () => {
    expect(configOf({})).toMatchObject({
      webPort: undefined,
      webPortSreRecipe: undefined,
      webHost: '0.0.0.0',
    });
  });

  it('has the defaults of Locust and of the seed', () => {
    expect(configOf({})).toMatchObject({
      task: 'basic',
      stopTimeout: 0,
      exitCodeOnError: 1,
      maxEntries: 2000,
      loglevel: 'INFO',
      masterBindPort: 5557,
      masterBindPortSreRecipe: 5558,
      mode: 'standalone',
      headless: false,
      allowedHosts: [],
      notices: [],
    });
  });
});

describe('the environment', () => {
  it.each([
    [{ LOCUST_TASK: 'step_locustfile.py' }, { task: 'step' }],
    [{ TARGET_HOST: '10.0.0.7\n' }, { host: 'http://10.0.0.7' }],
    [{ TARGET_HOST: 'a', LOCUST_HOST: 'b' }, { host: 'http://b' }],
    [{ LOCUST_HOST: 'b', STATESTORM_HOST: 'c' }, { host: 'http://c' }],
    [{ TARGET_HOST: '' }, { host: undefined }],
    [{ LOCUST_HEADLESS: 'True' }, { headless: true }],
    [{ LOCUST_HEADLESS: '0' }, { headless: false }],
    [{ LOCUST_TAGS: '[a, b]' }, { tags: ['a', 'b'] }],
    [{ LOCUST_USERCLASS_PICKER: 'yes' }, { classPicker: true }],
    [{ LOCUST_MODE: 'standalone' }, { mode: 'standalone' }],
    [{ LOCUST_MODE: 'worker' }, { mode: 'worker' }],
    [{ LOCUST_MODE_MASTER: 'true' }, { mode: 'master', master: true }],
    [{ LOCUST_MASTER: 'boss' }, { masterHost: 'boss', mode: 'standalone' }],
    [{ LOCUST_MASTER: 'boss', LOCUST_MASTER_NODE_HOST: 'chief' }, { masterHost: 'chief' }],
    [{ STATESTORM_WEB_PORT_SRE_RECIPE: '8090' }, { webPortSreRecipe: 8090 }],
    // what Kubernetes sets by itself for a Service named locust-web
    [{ LOCUST_WEB_PORT: 'tcp://10.0.0.1:80' }, { webPort: undefined }],
    // names that images and builds set
    [{ LOCUST_VERSION: '2.46', LOCUST_HELP: '1' }, { notices: [] }],
  ])('reads %o', (env, expected) => {
    expect(configOf({ env: env as Record<string, string> })).toMatchObject(expected);
  });

  it.each([
    [{ LOCUST_WEB_PORT: '99999' }, 'LOCUST_WEB_PORT: "99999" is not a whole number'],
    [{ TARGET_HOST: 'my shop' }, 'TARGET_HOST: "my shop" is no host to load'],
    [{ LOCUST_HEADLESS: 'maybe' }, 'LOCUST_HEADLESS: "maybe" is not true or false'],
    [{ LOCUST_MODE: 'both' }, 'LOCUST_MODE: "both" is not one of standalone, master, worker'],
    [{ STATESTORM_USERS: 'x' }, 'STATESTORM_USERS: "x" is not'],
    [{ LOCUST_CONFIG: '/nowhere/x.conf' }, '/nowhere/x.conf cannot be read'],
  ])('names the variable of %o', (env, message) => {
    expect(errorOf(() => configOf({ env: env as Record<string, string> })).message).toContain(message);
  });

  it('points at a variable that is nearly one of ours', () => {
    const { notices } = configOf({
      env: { LOCUST_USER: '3', LOCUST_SPAWNRATE: '1', PATH: '/bin', LOCUST_X: '1' },
    });
    expect(notices).toEqual([
      'The variable LOCUST_USER has no effect. Did you mean LOCUST_USERS?',
      'The variable LOCUST_SPAWNRATE has no effect. Did you mean LOCUST_SPAWN_RATE?',
    ]);
  });
});

describe('the mode', () => {
  it.each([
    ['the flag over the variable', ['--master'], { LOCUST_MODE: 'worker' }, 'master', '--master'],
    [
      'the argument over the variable',
      ['--mode', 'standalone'],
      { LOCUST_MODE_WORKER: '1' },
      'standalone',
      '--mode',
    ],
    ['the later of two', ['--worker'], { LOCUST_MODE_MASTER: '1' }, 'worker', '--worker'],
    ['the variable', [], { LOCUST_MODE: 'master' }, 'master', 'LOCUST_MODE'],
  ])('comes from %s', (_, argv, env, mode, label) => {
    const config = configOf({ argv, env: env as Record<string, string> });
    expect(config.mode).toBe(mode);
    expect(config.sources.mode.label).toBe(label);
  });

  it.each([
    [['--master-sre-recipe'], '--master-sre-recipe without --master'],
    [['--worker_sre_recipe', '--master'], '--worker-sre-recipe without --worker'],
    [['--master', '--processes', '2'], '--processes and --master exclude each other'],
  ])('holds for both ports and one process: %j', (argv, message) => {
    expect(errorOf(() => configOf({ argv }))).toMatchObject({ code: 'config.conflict', message });
  });

  it('may be said for both ports', () => {
    expect(configOf({ argv: ['--master', '--master_sre_recipe'] }).mode).toBe('master');
  });
});

describe('the address of a master', () => {
  it('is one for both tests: another for port 81 alone is taken, and the log says that it has no effect', () => {
    const same = ['--master_bind_port', '6000', '--master_bind_port_sre_recipe', '6000'];
    expect(configOf({ argv: ['--master', ...same] }).notices).toEqual([]);
    expect(configOf({ argv: ['--master', '--master_bind_port_sre_recipe', '5558'] }).notices).toEqual([
      '--master-bind-port-sre-recipe (5558) has no effect: one server serves both tests, by --master-bind-port (5557).',
    ]);
    expect(configOf({ env: { LOCUST_MASTER_HOST_SRE_RECIPE: 'boss' } }).notices).toEqual([
      'LOCUST_MASTER_HOST_SRE_RECIPE (boss) has no effect: one server serves both tests, by --master-host (127.0.0.1).',
    ]);
  });

  it.each([
    [['--master-host', '[::1]'], { masterHost: '::1' }],
    [['--master-host', 'boss.example'], { masterHost: 'boss.example' }],
    [['--master-bind-host', '*'], { masterBindHost: '0.0.0.0' }],
    [['--master-bind-host', 'fd00::2'], { masterBindHost: 'fd00::2' }],
  ])('may be %j', (argv, expected) => {
    expect(configOf({ argv })).toMatchObject(expected);
  });

  it.each(['127.0.0.1:15570', 'boss:15570', '[::1]:15570'])(
    'has no port, which another option gives: %s',
    (given) => {
      const error = errorOf(() => configOf({ env: { LOCUST_MASTER: given } }));
      expect(error).toMatchObject({
        code: 'config.invalidValue',
        message: `LOCUST_MASTER: "${given}" has a port in it`,
        hint: 'Give the port by --master-port (LOCUST_MASTER_NODE_PORT).',
      });
      expect(error.cause, 'a trace of this program says nothing').toBeUndefined();
    },
  );

  it.each([
    ['--master-host', 'bad host'],
    ['--master-host', 'nats://boss'],
    ['--master-bind-host', 'fe80::1%eth0'],
    ['--master-bind-port', '0'],
    ['--master-port', '0'],
  ])('is refused by name: %s %j', (flag, given) => {
    const { code, message } = errorOf(() => configOf({ argv: [flag, given] }));
    expect(code).toBe('config.invalidValue');
    expect(message).toContain(`${flag}: ${JSON.stringify(given)} is not`);
  });
});

it('more users than --max-users allows are refused, naming both', () => {
  const error = errorOf(() => configOf({ argv: ['-u', '11', '--max-users', '10'] }));
  expect(error).toMatchObject({ code: 'config.conflict', hint: expect.stringContaining('--max-users') });
  expect(error.message).toContain('11 users are more than --max-users allows (10)');
  expect(configOf({ argv: ['-u', '10', '--max-users', '10'] }).users).toBe(10);
});
