import { describe, expect, it } from 'vitest';
import { createAllowList } from '../../src/config/allowedHosts.ts';
import { errorOf } from './support.ts';

describe('the hosts that a load may be aimed at', () => {
  it.each([
    // the same host in other spellings
    ['good', 'http://good', true],
    ['good', 'http://GOOD/', true],
    ['good', 'https://good', true],
    ['good', 'http://good:80', true],
    ['good', 'https://good:443', true],
    ['good:80', 'http://good', true],
    ['good:443', 'https://good', true],
    ['good.example', 'http://good.example.', true],
    ['good.example.', 'http://good.example', true],
    ['Good.Example', 'http://good.example', true],
    ['http://good/', 'http://good', true],
    ['bücher.example', 'http://xn--bcher-kva.example', true],
    ['127.0.0.1', 'http://0x7f.1', true],
    ['127.0.0.1', 'http://0177.0.0.1', true],
    ['127.0.0.1', 'http://2130706433', true],
    ['0x7f.1', 'http://127.0.0.1', true],
    ['::1', 'http://[::1]', true],
    ['[::1]:8080', 'http://[0:0:0:0:0:0:0:1]:8080', true],
    // other ports
    ['good', 'http://good:8080', false],
    ['good:8080', 'http://good', false],
    ['good:8080', 'http://good:8080', true],
    ['good:*', 'http://good:8080', true],
    ['good:443', 'http://good', false],
    // any
    ['*', 'http://whatever:1234', true],
    ['*', 'http://[::1]:1234', true],
    ['*:8080', 'http://whatever:8080', true],
    ['*:8080', 'http://whatever', false],
    // parts
    ['*.good.example', 'http://a.b.good.example', true],
    ['*.good.example', 'http://good.example', false],
    ['*.good.example', 'http://evilgood.example', false],
    ['*.good.example', 'http://a.good.example.evil', false],
    ['good-*', 'http://good-1', true],
    ['good-*', 'http://good-1.evil', false],
    ['10.0.*', 'http://10.0.3.4', true],
    ['10.0.*', 'http://10.0.evil.example', false],
    ['10.0.0.*:8080', 'http://10.0.0.9:8080', true],
    // fooling attempts
    ['good', 'http://good@evil', false],
    ['good', 'http://good:80@evil', false],
    ['good', 'http://@good', false],
    ['*', 'http://good@evil', false],
    ['good', 'http://evil#good', false],
    ['good', 'http://evil?good', false],
    ['good', 'http://evil/good', false],
    ['good', 'http://evil\\@good', false],
    ['good', 'http:\\\\evil\\good', false],
    ['good', 'http:///evil', false],
    ['good', 'http://good.evil', false],
    ['good', 'http://evil%2egood', false],
    ['good', 'http://good%00.evil', false],
    ['good', 'http://good\n.evil', false],
    ['good', 'http://go\tod', false],
    ['good', 'http://good%E3%80%82evil', false],
    ['good', 'ftp://good', false],
    ['good', '//good', false],
    ['good', 'good', false],
    ['good', '', false],
    ['127.0.0.1', 'http://127.0.0.1.evil', false],
    ['127.0.0.1', 'http://[::ffff:127.0.0.2]', false],
  ])('with %s, %j is allowed: %s', (pattern, url, allowed) => {
    const list = createAllowList([pattern], undefined);
    expect(list.allows(url)).toBe(allowed);
    expect(list.explain(url) === '').toBe(allowed);
    if (!allowed) expect(list.explain(url)).toContain('--allowed-hosts');
  });

  it('are any, where neither a list nor a host was given', () => {
    for (const patterns of [undefined, []]) {
      const list = createAllowList(patterns, undefined);
      expect(list.allows('http://anything:1')).toBe(true);
      expect(list.allows('http://user@anything')).toBe(false);
    }
  });

  it('are only the host of the start, where no list was given', () => {
    const list = createAllowList([], 'http://shop.example:8080/app');
    expect(list.allows('http://shop.example:8080')).toBe(true);
    expect(list.allows('http://shop.example')).toBe(false);
    expect(list.explain('http://evil:99')).toBe(
      'The host evil:99 is not allowed. Allowed: shop.example:8080. To allow it, start with evil:99 in --allowed-hosts.',
    );
  });

  it('are the host of the start and those of the list', () => {
    const list = createAllowList(['a', 'b:8080'], 'https://[::1]/');
    expect(['http://a', 'http://b:8080', 'https://[::1]', 'http://c'].map(list.allows)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it.each(['', 'a b', 'a/b', 'good@evil', 'a:99999', 'a:0', 'a:b', '[::1', 'a%b', 'é*', '[2001:*]'])(
    'cannot be written as %j',
    (pattern) => {
      expect(errorOf(() => createAllowList([pattern], undefined)).code).toBe('config.invalidValue');
    },
  );
});
