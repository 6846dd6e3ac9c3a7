import { expect, test } from 'vitest';
import { curlLine } from '../../src/ui/forms/curlLine.ts';
import { firstValues, submitted } from '../../src/ui/forms/firstValues.ts';
import { namedField } from '../../src/ui/forms/namedField.ts';
import { spawnFields } from '../../src/ui/forms/spawnFields.ts';
import { swarmFields } from '../../src/ui/forms/swarmFields.ts';

test.each([
  ['spawn_rate must be a number above 0: x', 'spawn_rate'],
  ["Query parameter 'user_count' must be positive: 0", 'user_count'],
  ['Valid run_time formats are : 20, 20s', 'run_time'],
  ['Missing user_count or spawn_rate from /swarm request', 'user_count'],
  ['A load shape is running: stop it first.', undefined],
  ['the user_counts are odd', undefined],
])('"%s" is shown at the field %s', (text, field) =>
  expect(namedField(text, ['spawn_rate', 'user_count', 'run_time'])).toBe(field),
);

test('a start sends what was typed, boxes that are not ticked, and the chosen classes', () => {
  const typed = new URLSearchParams({ user_count: '5', run_time: '', loud: 'true' });
  const fields = swarmFields(typed, { flags: ['loud', 'quick'], classes: ['A', 'B'] }, false);
  expect([...fields]).toEqual([
    ['user_count', '5'],
    ['run_time', ''],
    ['loud', 'true'],
    ['quick', 'false'],
    ['user_classes', 'A'],
    ['user_classes', 'B'],
  ]);
});

test('an edit leaves out what is empty, so that it stays', () => {
  const typed = new URLSearchParams({ user_count: '5', run_time: '', api_key: ' ' });
  expect([...swarmFields(typed, { flags: [], classes: undefined }, true)]).toEqual([['user_count', '5']]);
});

test('the form begins with what runs, else with the command line, and then with what was started here', () => {
  const statestorm = {
    role: 'web',
    base_path: '',
    can_log_out: false,
    recipe_users: [],
    options: {},
  } as const;
  const args = {
    num_users: 20,
    spawn_rate: 2.5,
    run_time: 90,
    statestorm: { ...statestorm, recipe_users: [], present: null },
  };
  const present = { user_count: 40, spawn_rate: 8 };
  expect(firstValues({ edits: false, users: 0, args })).toEqual({
    users: '20',
    spawnRate: '2.5',
    runTime: '90s',
  });
  expect(firstValues({ edits: true, users: 7, args })).toMatchObject({ users: '7', runTime: '' });
  const running = { ...args, statestorm: { ...args.statestorm, present } };
  expect(firstValues({ edits: true, users: 7, args: running })).toMatchObject({
    users: '40',
    spawnRate: '8',
  });
  submitted(new URLSearchParams({ user_count: '3', spawn_rate: '1', run_time: '5m' }), false);
  expect(firstValues({ edits: false, users: 0, args })).toEqual({
    users: '3',
    spawnRate: '1',
    runTime: '5m',
  });
  expect(firstValues({ edits: true, users: 0, args }).runTime).toBe('');
});

test('a curl line survives the shell, and leaves out what is empty', () => {
  expect(
    curlLine('http://a:8090/api/spawn/Shopper', {
      method: 'POST',
      fields: { user_count: ' 20 ', spawn_rate: "it's", stop_after: '' },
    }),
  ).toBe("curl -X POST http://a:8090/api/spawn/Shopper -d user_count=20 -d 'spawn_rate=it'\\''s'");
  expect(curlLine('http://a/api/users')).toBe('curl http://a/api/users');
  expect(curlLine('http://a/api/stop', { method: 'POST', isGuarded: true })).toBe(
    'curl -X POST -H "Authorization: Bearer $SRE_TOKEN" http://a/api/stop',
  );
});

test('a spawn sends its two numbers even when they are empty, and nothing else that is', () => {
  const typed = new URLSearchParams({
    user_count: '',
    spawn_rate: '5',
    stop_after: ' ',
    tier: 'paid',
    loud: 'true',
  });
  expect([...spawnFields(typed, ['loud', 'quick'])]).toEqual([
    ['user_count', ''],
    ['spawn_rate', '5'],
    ['tier', 'paid'],
    ['loud', 'true'],
    ['quick', 'false'],
  ]);
});
