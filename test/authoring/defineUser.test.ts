import { describe, expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { group } from '../../src/authoring/taskSets.ts';
import { isUserDefinition } from '../../src/authoring/user.ts';
import { noWait } from '../../src/domain/pacing.ts';

const browse = () => {};

test('what is left out has its default', () => {
  expect(defineUser('Visitor', { tasks: { browse } })).toMatchObject({
    name: 'Visitor',
    description: '',
    weight: 1,
    fixedCount: 0,
    host: undefined,
    waitTime: noWait,
    onStart: undefined,
    onStop: undefined,
    mix: {},
  });
});

test('a user made by another copy of this module is known as one', () => {
  expect(isUserDefinition(defineUser('Visitor', { tasks: { browse } }))).toBe(true);
  expect(isUserDefinition({ [Symbol.for('statestorm.user')]: true })).toBe(true);
  expect(isUserDefinition({ name: 'Visitor', tasks: { browse } })).toBe(false);
  expect(isUserDefinition(null)).toBe(false);
});

test('a host is kept without the slash at its end', () => {
  expect(defineUser('Visitor', { host: 'https://shop/', tasks: { browse } }).host).toBe('https://shop');
});

describe('what cannot be is refused, naming the option', () => {
  const good = { tasks: { browse } };
  test.each<[string, unknown]>([
    ['weight', { ...good, weight: -1 }],
    ['weight', { ...good, weight: Number.NaN }],
    ['weight', { ...good, weight: '3' }],
    ['fixedCount', { ...good, fixedCount: 1.5 }],
    ['fixedCount', { ...good, fixedCount: -1 }],
    ['host', { ...good, host: 'shop' }],
    ['host', { ...good, host: 'ftp://shop' }],
    ['host', { ...good, host: 'http://' }],
    ['host', { ...good, host: 80 }],
    ['waitTime', { ...good, waitTime: 5 }],
    ['waitTime', { ...good, waitTime: '5s' }],
    ['waitTime', { ...good, waitTime: null }],
    ['onStart', { ...good, onStart: 'login' }],
    ['onStop', { ...good, onStop: {} }],
    ['tasks', {}],
    ['tasks', { tasks: {} }],
    ['tasks', { tasks: 'browse' }],
    ['tasks.browse', { tasks: { browse: '/' } }],
    ['tasks.buy.tasks', { tasks: { buy: group({ tasks: {} }) } }],
    ['tasks.buy.tasks.pay', { tasks: { buy: group({ tasks: { pay: 1 as never } }) } }],
    ['mix', { ...good, mix: null }],
    ['mix', { ...good, mix: 5 }],
    ['mix', { ...good, mix: { browse: 0 } }],
    ['mix.browse', { ...good, mix: { browse: -1 } }],
    ['mix.browse', { ...good, mix: { browse: '2' } }],
    ['mix.brows', { ...good, mix: { brows: 1 } }],
    ['tasks.buy.mix.pray', { tasks: { buy: group({ tasks: { pay: browse }, mix: { pray: 1 } as never }) } }],
    ['tasks.buy.mix', { tasks: { buy: group({ tasks: { pay: browse }, mix: { pay: 0 } }) } }],
    ['options', null],
  ])('%s in %j', (option, options) => {
    expect(() => defineUser('Visitor', options as never)).toThrow(
      expect.objectContaining({
        code: 'user.invalid',
        message: expect.stringContaining(`defineUser("Visitor"): ${option} must be`),
      }),
    );
  });

  test.each(['', ' ', '1st', 'two words', 'a/b', 'a,b', '<b>', undefined, 7])('the name %j', (name) => {
    expect(() => defineUser(name as string, good)).toThrow(expect.objectContaining({ code: 'user.invalid' }));
  });
});

test.each(['Visitor', 'visitor_2', 'a-b.c', 'Käufer', '_x'])('%s is a name', (name) => {
  expect(defineUser(name, { tasks: { browse } }).name).toBe(name);
});
