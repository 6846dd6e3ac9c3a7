import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { REPOSITORY } from './support/program.ts';

describe.concurrent('the command line', () => {
  it('prints its version', async ({ lab }) => {
    const { version } = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as { version: string };
    expect(await lab.run(['--version'])).toMatchObject({
      code: 0,
      stdout: `statestorm ${version}\n`,
      stderr: '',
    });
  });

  it('prints help that names every flag of the contract', async ({ lab }) => {
    const { code, stdout } = await lab.run(['--help']);
    expect(code).toBe(0);
    const flags =
      '--locustfile --host --users --spawn-rate --run-time --list --web-host --web-port --headless --autostart --autoquit --web-login --tls-cert --tls-key --class-picker --web-base-path --master --worker --expect-workers --expect-workers-max-wait --processes --tags --exclude-tags --csv --csv-full-history --print-stats --only-summary --reset-stats --html --json --json-file --loglevel --logfile --show-task-ratio --show-task-ratio-json --exit-code-on-error --stop-timeout --equal-weights --profile --config --version --web-port-sre-recipe --master-bind-port-sre-recipe --allowed-hosts --max-entries';
    for (const flag of flags.split(' ')) expect(stdout).toMatch(new RegExp(`${flag}\\b`));
  });

  it('lists the shipped users, also by the file name that operators set', async ({ lab }) => {
    const { code, stdout, stderr } = await lab.run(['--list'], {
      env: { LOCUST_TASK: 'step_locustfile.py' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.trim())).toEqual([
      'PurchasingUser',
      'WishlistUser',
      'BrowsingUser',
      '',
    ]);
  });

  it('shows the share of each task, as JSON', async ({ lab }) => {
    const { code, stdout } = await lab.run(['--show-task-ratio-json']);
    expect(code).toBe(0);
    const tree = JSON.parse(stdout);
    expect(tree.per_class.BrowsingUser).toMatchObject({
      ratio: expect.closeTo(1 / 3, 6),
      tasks: { BrowsingBehavior: { ratio: 1, tasks: { browseProduct: { ratio: 10 / 16 } } } },
    });
    expect(tree.total.BrowsingUser.tasks.BrowsingBehavior.tasks.browseProduct.ratio).toBeCloseTo(10 / 48, 6);
  });

  it('shows the share of each task, for people', async ({ lab }) => {
    const { code, stdout } = await lab.run(['--show-task-ratio']);
    expect(code).toBe(0);
    expect(stdout).toContain('Task ratio per User class');
    expect(stdout).toContain('Total task ratio');
    expect(stdout).toMatch(/^ 33\.3 +BrowsingUser$/m);
    expect(stdout).toMatch(/^ {5}62\.5 +browseProduct$/m);
  });

  it('takes values from a config file, over which the environment and then the arguments win', async ({
    lab,
  }) => {
    const target = await lab.target();
    lab.write('locust.conf', 'users = 1\nspawn-rate = 100\nrun-time = 1s\nheadless = true\n');
    lab.write('other.conf', `host = ${target.url}\njson-file = from-file\nexit-code-on-error = 7\n`);
    const { code, stderr } = await lab.run(['--config', 'other.conf', '--json_file', 'from-arguments'], {
      env: { LOCUST_JSON_FILE: 'from-environment', LOCUST_USERS: '3' },
    });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('3 users at 100 per second'),
    });
    expect(JSON.parse(lab.read('from-arguments.json'))).not.toHaveLength(0);
  });

  it('takes the original flags with underscores and their twins for port 81', async ({ lab }) => {
    const target = await lab.target();
    const { program, web, recipes } = await lab.serve([
      '--web_port=0',
      '--web_port_sre_recipe=0',
      '--web_host',
      '127.0.0.1',
      '--web_host_sre_recipe=127.0.0.1',
      '--master_bind_port_sre_recipe=5558',
      '--task=basic',
      '--host',
      target.url.replace('http://', ''),
    ]);
    expect((await web.get('/healthz')).status).toBe(200);
    expect((await recipes.get('/api/ping')).body).toEqual({ msg: 'pong' });
    expect((await program.terminate()).code).toBe(0);
  });

  it('names the nearest flag for a mistyped one, and exits with 2', async ({ lab }) => {
    const { code, stdout, stderr } = await lab.run(['--spwan-rate', '5']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--spwan-rate is no flag of statestorm');
    expect(stderr).toContain('Did you mean --spawn-rate?');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('names the flag of a value that is wrong, and exits with 2', async ({ lab }) => {
    const { code, stderr } = await lab.run(['--headless', '--run-time', 'soon', '--host', 'shop.test']);
    expect(code).toBe(2);
    expect(stderr).toContain('--run-time');
    expect(stderr).toContain('1h20m');
  });

  it('names --host and TARGET_HOST where a headless load has nowhere to aim, and exits with 2', async ({
    lab,
  }) => {
    const { code, stdout, stderr } = await lab.run(['--headless', '-t', '1s']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--host');
    expect(stderr).toContain('TARGET_HOST');
  });
});
