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
])('a secret by its place is masked: %s', (text, masked) => {
  expect(textMask([])(text)).toBe(masked);
});

test('a given value is masked wherever it turns up, as it is, as JSON and as part of a URL', () => {
  const mask = textMask(['pass "word"', 'abc']);
  expect(mask('pass "word" abc')).toBe('*** abc');
  expect(mask(JSON.stringify({ x: 'pass "word"' }))).toBe('{"x":"***"}');
  expect(mask(`/?x=${encodeURIComponent('pass "word"')}`)).toBe('/?x=***');
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
    const all = [...lines, ...logger.lines()].join('\n');
    expect(all).not.toMatch(/s3cret|other/);
    expect(all).toContain('***');
  }
});
