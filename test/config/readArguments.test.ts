import { describe, expect, it } from 'vitest';
import { configOf, errorOf } from './support.ts';

describe('the arguments', () => {
  it.each([
    // as Locust's users write them
    ['--users 5', { users: 5 }],
    ['-u 5 -r 0.5 -t 1h20m', { users: 5, spawnRate: 0.5, runTime: 4_800_000 }],
    ['-u5', { users: 5 }],
    ['-u=5', { users: 5 }],
    ['-lu5', { list: true, users: 5 }],
    ['--users=+5', { users: 5 }],
    ['-P 8089', { webPort: 8089 }],
    ['-f a.ts,b.ts -f c.ts', { locustfile: ['a.ts', 'b.ts', 'c.ts'] }],
    ['PurchasingUser BrowsingUser', { userClasses: ['PurchasingUser', 'BrowsingUser'] }],
    ['--headless PurchasingUser', { headless: true, userClasses: ['PurchasingUser'] }],
    ['-T a b --exclude-tags c', { tags: ['a', 'b'], excludeTags: ['c'] }],
    ['-s 10', { stopTimeout: 10_000 }],
    ['-s 10s', { stopTimeout: 10_000 }],
    ['-s 0.5', { stopTimeout: 500 }],
    ['-s 500ms', { stopTimeout: 500 }],
    ['-L debug', { loglevel: 'DEBUG' }],
    ['--autostart --autoquit 3', { autoquit: 3000 }],
    ['--autoquit -1', { autoquit: undefined }],
    ['--processes -1', { processes: -1 }],
    ['--headless --headful', { headless: false }],
    // as the seed's operators write them
    ['--web_port 81', { webPort: 81 }],
    ['--web_port_sre_recipe=8090', { webPortSreRecipe: 8090 }],
    ['--web_host * --web_host_sre_recipe [::1]', { webHost: '0.0.0.0', webHostSreRecipe: '::1' }],
    ['--master_bind_host h --master_bind_port 1', { masterBindHost: 'h', masterBindPort: 1 }],
    [
      '--master_host_sre_recipe h --master_port_sre_recipe 2',
      { masterHostSreRecipe: 'h', masterPortSreRecipe: 2 },
    ],
    ['--worker --worker_sre_recipe=true', { workerSreRecipe: true, masterSreRecipe: false }],
    ['--headless=true', { headless: true }],
    ['--headless --headless=false', { headless: false }],
    ['--headless --noheadless', { headless: false }],
    ['--headless --no-headless', { headless: false }],
    ['--task step', { task: 'step' }],
    ['--task ./basic_locustfile.py', { task: 'basic' }],
    // values keep their underscores and hyphens
    ['--csv my_run-1 --profile=a_b --html --x_y--', { csv: 'my_run-1', profile: 'a_b', html: '--x_y--' }],
    ['--web-base-path locust/', { webBasePath: '/locust' }],
    ['--allowed-hosts a.example,*.b.example:8080', { allowedHosts: ['a.example', '*.b.example:8080'] }],
    // the last one counts
    ['-u 1 -u 2', { users: 2 }],
  ])('reads %s', (line, expected) => {
    expect(configOf({ argv: line.split(' ') })).toMatchObject(expected);
  });

  it.each([
    ['--user', 'Did you mean --users?'],
    ['--spwan-rate', 'Did you mean --spawn-rate?'],
    ['--web_prot', 'Did you mean --web-port?'],
    ['--run', 'Did you mean --run-time?'],
    ['--headles', 'Did you mean --headless?'],
    ['--hots=x', 'Did you mean --host?'],
    ['--slave', 'It is called --worker now.'],
    ['--hatch_rate', 'It is called --spawn-rate now.'],
    ['--zzzzzzzz', 'See statestorm --help for the flags.'],
    ['-x', 'See statestorm --help for the flags.'],
  ])('answers the unknown %s with the nearest flag', (flag, hint) => {
    const error = errorOf(() => configOf({ argv: [flag] }));
    expect(error).toMatchObject({ code: 'config.unknownFlag', hint });
    expect(error.message).toContain(flag.replace(/=.*/, ''));
  });

  it.each([
    ['--web-port 65536', '--web-port: "65536" is not a whole number from 0 to 65535'],
    ['--web_port -1', '--web-port: "-1" is not a whole number from 0 to 65535'],
    ['--web-port-sre-recipe 80.5', '--web-port-sre-recipe: "80.5" is not a whole number'],
    ['-P 0x50', '--web-port: "0x50" is not a whole number'],
    ['--users -1', '--users: "-1" is not a whole number of 0 or more'],
    ['--users 1.5', '--users: "1.5" is not'],
    ['--users 99999999999999999999', '--users: "99999999999999999999" is not'],
    ['--users=', '--users: "" is not a whole number'],
    ['-r 0', '--spawn-rate: "0" is not a number above 0'],
    ['-r Infinity', '--spawn-rate: "Infinity" is not'],
    ['-r 1e999', '--spawn-rate: "1e999" is not'],
    ['-t soon', '--run-time: "soon" is not a run time'],
    ['-t 0', '--run-time: "0" is not a run time above 0'],
    ['-s later', '--stop-timeout: "later" is not a number of seconds'],
    ['--lease-time 2', '--lease-time: "2" is not a number of seconds, 3 or more'],
    ['--lease-time 500ms', '--lease-time: "500ms" is not a number of seconds, 3 or more'],
    ['-s 5q', '--stop-timeout: Not a duration: "5q"'],
    ['-L loud', '--loglevel: "loud" is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL'],
    ['--task other', '--task: "other" is not one of basic, step'],
    ['--max-entries 0', '--max-entries: "0" is not a whole number of 1 or more'],
    ['--exit-code-on-error 256', '--exit-code-on-error: "256" is not a whole number from 0 to 255'],
    ['--headless=maybe', '--headless: "maybe" is not true or false'],
    ['--headless false', 'the words after the flags: "false" is not a list of names of user classes'],
    ['--web-base-path /api/x', '--web-base-path: "/api/x" is not a path'],
    ['--web-base-path /a/../b', '--web-base-path: "/a/../b" is not a path'],
    ['--web-host http://x', '--web-host: "http://x" is not an IP address or a host name'],
    ['--host ftp://x', '--host: "ftp://x" is no host to load'],
    ['--allowed-hosts a/b', '--allowed-hosts: "a/b" is not a pattern of hosts'],
    ['--users', '--users needs a value: a whole number of 0 or more'],
    ['--host --headless', '--host needs a value before --headless'],
    ['-u -r 5', '-u needs a value before -r'],
    ['--autoquit 5', '--autoquit has no meaning without --autostart'],
    ['--master --worker', '--master and --worker exclude each other'],
  ])('refuses %s and says why', (line, message) => {
    const error = errorOf(() => configOf({ argv: line.split(' ') }));
    expect(error.message).toContain(message);
    expect(error.hint).toBeTruthy();
  });
});
