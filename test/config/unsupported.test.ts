import { describe, expect, it } from 'vitest';
import { unsupported } from '../../src/config/unsupported.ts';
import { configOf } from './support.ts';

describe('what this version does not carry out', () => {
  it.each([['--otel'], ['--skip-log-setup'], ['--build-path /ui']])('is said and goes on: %s', (line) => {
    const config = configOf({ argv: line.split(' ') });
    expect(unsupported(config)).toMatchObject([{ asked: line.split(' ')[0] }]);
  });

  it('is nothing where its default was asked for, nor what is carried out', () => {
    const argv = [
      '--processes',
      '1',
      '--mode',
      'master',
      '--master_bind_port',
      '5557',
      '--expect-workers',
      '2',
    ];
    expect(unsupported(configOf({ argv }))).toEqual([]);
  });

  it('lists all of it', () => {
    const config = configOf({ argv: ['--otel', '--skip-log-setup'] });
    expect(unsupported(config).map((each) => each.option)).toEqual(['skip-log-setup', 'otel']);
  });
});
