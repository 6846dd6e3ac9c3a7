import { describe, expect, it } from 'vitest';
import { configOf, directoryWith, errorOf } from './support.ts';

const SHOPPER =
  '{"user_class_name": "Shopper", "weight": 3, "fixed_count": 2, "host": "shop.test/", "tasks": ["buy"]}';
const BROWSER = '{"user_class_name": "Browser", "weight": 0, "host": null}';
const READ = [
  { name: 'Shopper', settings: { weight: 3, fixedCount: 2, host: 'http://shop.test', tasks: ['buy'] } },
  { name: 'Browser', settings: { weight: 0 } },
];

describe('settings of user classes', () => {
  it.each([
    ['several texts', [SHOPPER, BROWSER]],
    ['a list', [`[${SHOPPER}, ${BROWSER}]`]],
    ['a file', ['users.json']],
    ['texts, lists and files together', [SHOPPER, 'browser.json']],
  ])('are given as %s', (_, texts) => {
    const cwd = directoryWith({
      'users.json': `[\n${SHOPPER},\n${BROWSER}\n]\n`,
      'browser.json': BROWSER,
    });
    expect(configOf({ cwd, argv: ['--config-users', ...texts, '--headless'] }).configUsers).toEqual(READ);
  });

  it('are given by a variable and a config file, too', () => {
    const text = `[${SHOPPER}, ${BROWSER}]`;
    expect(configOf({ env: { LOCUST_CONFIG_USERS: text } }).configUsers).toEqual(READ);
    const cwd = directoryWith({ 'locust.conf': `config-users = ${text}` });
    expect(configOf({ cwd }).configUsers).toEqual(READ);
  });

  it('are none where nobody gave any', () => {
    expect(configOf({}).configUsers).toEqual([]);
  });

  it.each([
    ['{"user_class_name": "Shopper"', '--config-users is not JSON'],
    ['nowhere.json', '--config-users: the file'],
    ['[5]', '--config-users: element 1 must be an object'],
    ['{}', '--config-users: user_class_name must be'],
    [`[${SHOPPER}, {"user_class_name": 5}]`, '--config-users: element 2: user_class_name must be'],
    [
      '{"user_class_name": "Shopper", "weight": "3"}',
      '--config-users (Shopper): weight must be a number from 0 to 1000000',
    ],
    [
      '{"user_class_name": "Shopper", "fixed_count": 1.5}',
      '--config-users (Shopper): fixed_count must be a whole number',
    ],
    ['{"user_class_name": "Shopper", "tasks": "buy"}', '--config-users (Shopper): tasks must be a list'],
    [
      '{"user_class_name": "Shopper", "host": "ftp://x"}',
      '--config-users (Shopper): host: "ftp://x" is no host',
    ],
    [
      '{"user_class_name": "Shopper", "wieght": 3}',
      '--config-users (Shopper): wieght is nothing that can be set',
    ],
  ])('that are wrong are refused, with the element and the field: %s', (text, message) => {
    const error = errorOf(() => configOf({ argv: ['--config-users', text] }));
    expect(error.code).toBe('config.invalidValue');
    expect(error.message).toContain(message);
    expect(error.hint).toBeTruthy();
  });

  it('name the file that is wrong, and the nearest field', () => {
    const cwd = directoryWith({ 'users.json': `[${SHOPPER}, {"user_class_name": "A", "wieght": 1}]` });
    expect(errorOf(() => configOf({ cwd, argv: ['--config-users', 'users.json'] }))).toMatchObject({
      message: '--config-users: users.json: element 2 (A): wieght is nothing that can be set',
      hint: 'Did you mean weight?',
    });
  });
});
