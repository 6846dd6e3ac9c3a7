import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogger, type Logger, type LoggerOptions } from '../../src/logging/logger.ts';

const AT = new Date(2026, 10, 23, 20, 9, 5, 123).getTime();

function logTo(options: LoggerOptions = {}): { log: Logger; written: string[] } {
  const written: string[] = [];
  const stream = { write: (line: string) => void written.push(line) };
  return { log: createLogger({ stream, clock: { now: () => AT }, ...options }), written };
}

describe('a JSON line', () => {
  it('is time, severity, name and message, then the fields', () => {
    const { log, written } = logTo();
    log.child('web').info('listening', { port: 8089, hosts: ['a'] });
    expect(written).toEqual([
      `{"timestamp":${AT / 1000},"severity":"INFO","name":"web","message":"listening","port":8089,"hosts":["a"]}\n`,
    ]);
  });

  it('is written once for an error, with one field for the traceback and its causes', () => {
    const { log, written } = logTo();
    log.error('it broke', { err: new Error('outer', { cause: new TypeError('inner') }) });
    expect(written).toHaveLength(1);
    const line = JSON.parse(written[0]!);
    expect(Object.keys(line)).toEqual(['timestamp', 'severity', 'name', 'message', 'traceback']);
    expect(line.traceback).toMatch(/^Error: outer\n {4}at .*\nCaused by: TypeError: inner\n {4}at /s);
  });

  it('takes anything that was thrown', () => {
    const { log, written } = logTo();
    log.error('it broke', { err: 'a text' });
    expect(JSON.parse(written[0]!).traceback).toBe('a text');
  });

  it('masks what its key calls a secret, however deep', () => {
    const { log, written } = logTo();
    const shared = { apiToken: 'x1', headers: { Authorization: 'x2', 'Set-Cookie': ['x3'] } };
    log.info('sent', {
      shared,
      list: [{ PASSWORD: 'x4', clientSecret: { deep: 'x5' } }],
      map: new Map([['token', 'x6']]),
    });
    expect(written[0]).not.toMatch(/x\d/);
    expect(log.lines()[0]).not.toMatch(/x\d/);
    expect(shared.apiToken).toBe('x1');
  });

  it('keeps its own keys where a field has the same', () => {
    const { log, written } = logTo();
    log.info('said', { message: 'other', severity: 'CRITICAL', name: 'n', timestamp: 1 });
    expect(JSON.parse(written[0]!)).toMatchObject({
      severity: 'INFO',
      message: 'said',
      message_: 'other',
      name_: 'n',
    });
  });

  it('survives every kind of field', () => {
    const { log, written } = logTo();
    const circle: Record<string, unknown> = {
      big: 10n,
      nothing: undefined,
      date: new Date(Number.NaN),
      no: Number.NaN,
    };
    circle.circle = circle;
    const getter = {
      get broken(): string {
        throw new Error('no');
      },
    };
    log.info('odd', { circle, getter, buffer: Buffer.from('abc'), method: 'GET', headers: {}, socket: {} });
    expect(JSON.parse(written[0]!)).toMatchObject({
      circle: { big: '10', circle: '[circular]' },
      buffer: '[3 bytes]',
    });
  });

  it('stays one line', () => {
    const { log, written } = logTo();
    log.info('a\n{"severity":"CRITICAL"}\r\u2028\u0085\u001b[2J', { more: 'b\nc' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    expect(written[0]!.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(JSON.parse(written[0]!).message).toBe('a\n{"severity":"CRITICAL"}\r\u2028\u0085\u001b[2J');
  });
});

describe('a text line', () => {
  it('reads as in Locust', () => {
    const { log, written } = logTo({ format: 'text' });
    log.warn('careful');
    log.child('web').info('listening', { port: 8089 });
    expect(written).toEqual([
      '[2026-11-23 20:09:05,123] WARNING/statestorm: careful\n',
      '[2026-11-23 20:09:05,123] INFO/web: listening {"port":8089}\n',
    ]);
  });

  it('cannot be forged by what users send', () => {
    const forged = '[2026-11-23 20:09:05,123] CRITICAL/root: forged';
    const { log, written } = logTo({ format: 'text' });
    log
      .child(`x\n${forged}`)
      .error(`a\r\n${forged}\u001b[2J\u2028`, { b: `\n${forged}`, err: new Error(`c\n${forged}`) });
    const lines = written.join('').split(/[\r\n\u2028\u2029]/);
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(1);
    expect(written.join('')).not.toContain('\u001b');
  });
});

describe('a log', () => {
  it.each([
    ['debug', ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']],
    ['INFO', ['INFO', 'WARNING', 'ERROR', 'CRITICAL']],
    ['Warning', ['WARNING', 'ERROR', 'CRITICAL']],
    ['ERROR', ['ERROR', 'CRITICAL']],
    ['CRITICAL', ['CRITICAL']],
  ])('at level %s writes and keeps %o', (level, severities) => {
    const { log, written } = logTo({ level });
    for (const write of [log.debug, log.info, log.warn, log.error, log.critical]) write('x');
    expect(written.map((line) => JSON.parse(line).severity)).toEqual(severities);
    expect(log.lines()).toHaveLength(severities.length);
  });

  it('refuses a level that it does not know', () => {
    expect(() => createLogger({ level: 'loud' })).toThrow('"loud" is no log level');
  });

  it('keeps the last 500 lines of all names, as text', () => {
    const { log } = logTo();
    for (let index = 0; index < 600; index++) log.child(`n${index}`).info(`line ${index}`);
    expect(log.lines()).toHaveLength(500);
    expect(log.lines()[0]).toBe('[2026-11-23 20:09:05,123] INFO/n100: line 100');
    expect(log.child('any').lines().at(-1)).toContain('line 599');
  });

  it('goes to a file instead of the stream, behind what is there', () => {
    const directory = mkdtempSync(join(tmpdir(), 'statestorm-log-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'a.log');
    for (const message of ['one', 'two']) {
      const { log, written } = logTo({ file });
      log.info(message);
      expect(written).toEqual([]);
    }
    const messages = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message);
    expect(messages).toEqual(['one', 'two']);
  });

  it('says which file cannot be written', () => {
    expect(() => logTo({ file: '/nowhere/a.log' })).toThrow('The log file /nowhere/a.log cannot be written');
  });
});
