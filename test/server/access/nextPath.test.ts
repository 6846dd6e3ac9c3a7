import { expect, test } from 'vitest';
import { nextPath } from '../../../src/server/access/nextPath.ts';

const own = { home: '/', actingPaths: ['/stop', '/stats/reset'] };
const below = { home: '/load/', actingPaths: ['/load/stop'] };

test.each([
  ['/stats/report', own, '/stats/report'],
  ['/stats/report?theme=dark&download=1', own, '/stats/report?theme=dark&download=1'],
  ['/load/tasks', below, '/load/tasks'],
])('a login leads on to %s', (asked, where, next) => {
  expect(nextPath(asked, where)).toBe(next);
});

test.each([
  ['', own],
  ['/', own],
  ['/login', own],
  ['/load/', below],
  ['/tasks', below],
  ['http://evil.test/', own],
  ['//evil.test/', own],
  ['/\\evil.test/', own],
  ['/\t/evil.test/', own],
  ['/..//evil.test/', own],
  ['javascript:alert(1)', own],
  ['evil', own],
  ['/stop', own],
  ['/stats/../stop', own],
  ['/stats/reset?x=1', own],
  ['/load/stop', below],
])('a login does not lead on to %j', (asked, where) => {
  expect(nextPath(asked, where)).toBe('');
});
