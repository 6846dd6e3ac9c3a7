import { describe, expect, it } from 'vitest';
import { normaliseHost, parseStrictHost } from '../../src/config/host.ts';
import { errorOf } from './support.ts';

describe('a host', () => {
  it.each([
    ['shop', 'http://shop'],
    ['10.0.0.7', 'http://10.0.0.7'],
    ['10.0.0.7:8080', 'http://10.0.0.7:8080'],
    ['localhost:8080/', 'http://localhost:8080'],
    [' https://shop.example/ \n', 'https://shop.example'],
    ['http://shop/app//', 'http://shop/app'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['HTTPS://Shop.Example', 'HTTPS://Shop.Example'],
    ['my_service', 'http://my_service'],
  ])('%j is loaded as %s', (given, url) => {
    expect(normaliseHost(given)).toBe(url);
  });

  it.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['my shop', 'blanks'],
    ['http://shop\nX-Evil: 1', 'blanks or control characters'],
    ['http://sh\u0000op', 'control characters'],
    ['http://good\\@evil', 'backslash'],
    ['ftp://shop', 'must begin with http:// or https://'],
    ['http://', 'not a URL'],
    ['http:///shop', 'a slash too many'],
    ['//shop', 'a slash too many'],
    ['https:shop', 'not a URL'],
    ['http://shop:99999', 'not a URL'],
    ['shop:0', 'port 0'],
    ['http://shop?x=1', 'a query'],
    ['http://shop#top', 'a fragment'],
    ['http://ada:pw@shop', 'a user name or password'],
    ['http://@shop', 'a user name or password'],
    ['$TARGET_HOST', 'is not a host name'],
    ['http://a..b', 'is not a host name'],
  ])('%j is refused', (given, why) => {
    const error = errorOf(() => normaliseHost(given));
    expect(error.code).toBe('host.invalid');
    expect(error.message).toContain(why);
    expect(error.message).not.toContain('pw');
  });

  it('must begin with http:// or https:// where it comes from a form', () => {
    expect(parseStrictHost('http://shop/')).toBe('http://shop');
    expect(errorOf(() => parseStrictHost('shop')).message).toContain('must begin with http:// or https://');
    expect(errorOf(() => parseStrictHost('shop:80')).code).toBe('host.invalid');
  });
});
