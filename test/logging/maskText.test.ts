import { expect, test } from 'vitest';
import { createLogger } from '../../src/logging/logger.ts';
import { textMask } from '../../src/logging/maskText.ts';

test.each([
  ['GET http://shop.test/?token=abc&x=1', 'GET http://shop.test/?token=***&x=1'],
  ['?page=2&api_key=abc#top', '?page=2&api_key=***#top'],
  ['?access_token=abc', '?access_token=***'],
  ['proxy https://ada:engine@proxy.test:3128/', 'proxy https://***@proxy.test:3128/'],
  ['authorization: Bearer abc.def-1', 'authorization: Bearer ***'],
  ['authorization: Basic YWRhOmVuZ2luZQ==', 'authorization: Basic ***'],
  ['mail to ada@shop.test, page=1', 'mail to ada@shop.test, page=1'],
  ['password=abc&user=ada', 'password=***&user=ada'],
  ['sent {"user":"ada","apiKey":"a\\"bc"}', 'sent {"user":"ada","apiKey":"***"}'],
  [
    "headers { Authorization: 'Digest abc', accept: '*/*' }",
    "headers { Authorization: 'Digest ***', accept: '*/*' }",
  ],
  ['"authorization":"abc"', '"authorization":"***"'],
  ['Set-Cookie: id=abc; Path=/', 'Set-Cookie: ***'],
  ["{ cookie: 'id=abc; b=c' }", "{ cookie: '***' }"],
  ['X-Api-Key: abc', 'X-Api-Key: ***'],
  ['Basic users wait; a basic authentication', 'Basic users wait; a basic authentication'],
  ['--sre-token: what was given is not a token', '--sre-token: what was given is not a token'],
])('a secret by its place is masked: %s', (text, masked) => {
  expect(textMask([])(text)).toBe(masked);
});

test('a given value is masked wherever it turns up, as it is, as JSON and as part of a URL', () => {
  const mask = textMask(['pass "word"', 's+*.?']);
  expect(mask('pass "word" s+*.?x')).toBe('*** ***x');
  expect(mask(JSON.stringify({ x: 'pass "word"' }))).toBe('{"x":"***"}');
  expect(mask(`/?x=${encodeURIComponent('pass "word"')}`)).toBe('/?x=***');
  expect(mask(new URLSearchParams({ x: 'pass "word"' }).toString())).toBe('x=***');
});

test('a value of two or three characters is masked where it stands alone, one of a single character never', () => {
  const mask = textMask(['abc', 'x']);
  expect(mask('abc, abcd, x and "abc"')).toBe('***, abcd, x and "***"');
});

test('a longer value wins over one that is a part of it', () => {
  expect(textMask(['secret', 'secret-token'])('secret-token secret')).toBe('*** ***');
});

test('any text can be a value, and any text is masked in good time', () => {
  expect(textMask(['', '\ud800abc', '[(', '\\'])('a [( b')).toBe('a *** b');
  const started = performance.now();
  const mask = textMask(['s3cret']);
  for (const part of ['token', 'a.', '://', 'cookie:', '"password"', '?a', ' ', 'http://a', 'Basic a'])
    mask(part.repeat(20_000));
  expect(performance.now() - started).toBeLessThan(5000);
});

test('no line of a log holds a secret, in any format, nor do the lines that are kept', () => {
  for (const format of ['json', 'text'] as const) {
    const lines: string[] = [];
    const logger = createLogger({
      format,
      secrets: ['s3cret'],
      stream: { write: (line: string) => void lines.push(line) },
    });
    logger.info('token s3cret', { host: 'http://s3cret@shop.test', password: 'other' });
    logger.error('failed', { err: new Error('with s3cret', { cause: new Error('Bearer other-token') }) });
    logger.child('of s3cret').info('named', { 'key s3cret': ['s3cret', new URL('http://a.test/?q=s3cret')] });
    const all = [...lines, ...logger.lines()].join('\n');
    expect(all).not.toMatch(/s3cret|other/);
    expect(all).toContain('***');
  }
});

test('a line stays JSON with all its fields, whatever the secret is a part of', () => {
  const lines: string[] = [];
  const logger = createLogger({
    secrets: ['1764', 'timestamp', 'message', '":"', '},{'],
    clock: { now: () => 1_764_000_000_000 },
    stream: { write: (line: string) => void lines.push(line) },
  });
  logger.info('by 1764', { list: [{ a: 1 }, { b: 2 }] });
  expect(JSON.parse(lines[0]!)).toEqual({
    timestamp: 1_764_000_000,
    severity: 'INFO',
    name: 'statestorm',
    message: 'by ***',
    list: [{ a: 1 }, { b: 2 }],
  });
});
