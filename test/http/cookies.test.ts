import { expect, test } from 'vitest';
import { parseCookieDate } from '../../src/http/cookieDate.ts';
import { CookieJar, type CookieUrl } from '../../src/http/cookieJar.ts';
import { makeUser, serve } from './support.ts';

const NOW = Date.UTC(2026, 0, 1);
const at = (hostname: string, path = '/', secure = false): CookieUrl => ({ hostname, path, secure });

// Set-Cookie from a URL, then the Cookie header for another.
test.each<[string, CookieUrl, CookieUrl, string | undefined]>([
  ['a=1', at('x.test'), at('x.test'), 'a=1'],
  ['a=1', at('x.test'), at('sub.x.test'), undefined],
  ['a=1; Domain=x.test', at('x.test'), at('sub.x.test'), 'a=1'],
  ['a=1; Domain=.x.test', at('www.x.test'), at('x.test'), 'a=1'],
  ['a=1; Domain=y.test', at('x.test'), at('y.test'), undefined],
  ['a=1; Domain=test', at('x.test'), at('x.test'), undefined],
  ['a=1; Domain=1', at('127.0.0.1'), at('127.0.0.1'), undefined],
  ['a=1; Path=/shop', at('x.test'), at('x.test', '/shop/cart?x'), 'a=1'],
  ['a=1; Path=/shop', at('x.test'), at('x.test', '/shopping'), undefined],
  ['a=1; Path=/shop', at('x.test'), at('x.test', '/'), undefined],
  ['a=1', at('x.test', '/shop/login?x=/y'), at('x.test', '/shop/cart'), 'a=1'],
  ['a=1', at('x.test', '/shop/login'), at('x.test', '/'), undefined],
  ['a=1; Secure', at('x.test', '/', true), at('x.test'), undefined],
  ['a=1; Secure', at('x.test', '/', true), at('x.test', '/', true), 'a=1'],
  ['a=1; Max-Age=0', at('x.test'), at('x.test'), undefined],
  ['a=1; Max-Age=60', at('x.test'), at('x.test'), 'a=1'],
  ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', at('x.test'), at('x.test'), undefined],
  ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5', at('x.test'), at('x.test'), 'a=1'],
  ['a=1; Expires=whenever', at('x.test'), at('x.test'), 'a=1'],
  ['a="q=1 2"; HttpOnly; SameSite=Lax', at('x.test'), at('x.test'), 'a="q=1 2"'],
  ['a=', at('x.test'), at('x.test'), 'a='],
  ['=1', at('x.test'), at('x.test'), undefined],
  ['novalue', at('x.test'), at('x.test'), undefined],
  ['a=b\x01c', at('x.test'), at('x.test'), undefined],
])('%s from %o gives %o the cookies %s', (setCookie, from, to, expected) => {
  const jar = new CookieJar();
  jar.store(setCookie, from, NOW);
  expect(jar.header(to, NOW)).toBe(expected);
});

test('longer paths come first, a newer value takes the place of an older, and time ends a cookie', () => {
  const jar = new CookieJar();
  jar.store('a=1', at('x.test'), NOW);
  jar.store('b=2; Path=/p', at('x.test'), NOW);
  jar.store('a=3; Max-Age=10', at('x.test'), NOW);
  expect(jar.header(at('x.test', '/p/q'), NOW)).toBe('b=2; a=3');
  expect(jar.header(at('x.test', '/p/q'), NOW + 10_000)).toBe('b=2');
  jar.store('b=; Path=/p; Max-Age=0', at('x.test'), NOW);
  expect(jar.header(at('x.test', '/p/q'), NOW + 10_000)).toBeUndefined();
});

test('a flood of cookies stays bounded', () => {
  const jar = new CookieJar();
  for (let i = 0; i < 1000; i++) jar.store(`c${i}=1`, at('x.test'), NOW);
  expect(jar.header(at('x.test'), NOW)!.split('; ')).toHaveLength(300);
});

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['Sunday, 06-Nov-94 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['Sun Nov  6 08:49:37 1994', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['06-Nov-2030 8:49:37', Date.UTC(2030, 10, 6, 8, 49, 37)],
  ['06 Nov 1994', undefined],
  ['06 Nov 1994 25:00:00', undefined],
])('the date %s is %s', (text, ms) => expect(parseCookieDate(text)).toBe(ms));

test('cookies are kept for a user, over all of its scopes, and for no other', async () => {
  const { url } = await serve((request, response) => {
    if (request.url === '/set') response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; Path=/']);
    response.end(request.headers.cookie ?? 'none');
  });
  const [ada, ben] = [makeUser(url), makeUser(url)];
  expect((await ada.http.get('/')).text()).toBe('none');
  await ada.http.get('/set');
  expect((await ada.http.get('/')).text()).toBe('a=1; b=2');
  expect((await ben.http.get('/')).text()).toBe('none');
  expect(ada.http.cookies.get('b')).toBe('2');
  ada.scope.abort();
  const later = ada.session.scope(() => {}).http;
  expect((await later.get('/')).text()).toBe('a=1; b=2');
  later.cookies.set('c', '3');
  expect((await later.get('/', { headers: { accept: 'x' } })).text()).toBe('a=1; b=2; c=3');
  expect((await later.get('/', { headers: { Cookie: 'own=1' } })).text()).toBe('own=1');
  later.cookies.clear();
  expect((await later.get('/')).text()).toBe('none');
  expect(() => later.cookies.set('a', 'b\r\nc: d')).toThrow(
    expect.objectContaining({ code: 'cookie.invalid' }),
  );
});
