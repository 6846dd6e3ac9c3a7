import { describe, expect, it } from 'vitest';
import { refuseUnsupported, unsupported } from '../../src/config/unsupported.ts';
import { configOf, errorOf } from './support.ts';

describe('what this version does not carry out', () => {
  it.each([
    ['--master', '--master'],
    ['--worker', '--worker'],
    ['--master-sre-recipe', '--master-sre-recipe'],
    ['--worker_sre_recipe', '--worker-sre-recipe'],
    ['--mode master', '--mode'],
  ])('ends the start: %s', (line, asked) => {
    const config = configOf({ argv: line.split(' ') });
    expect(unsupported(config)).toHaveLength(1);
    const error = errorOf(() => refuseUnsupported(config));
    expect(error.code).toBe('config.notAvailable');
    expect(error.message).toMatch(new RegExp(`^${asked}: .* not available yet`));
    expect(error.hint).toMatch(/^(Leave it out|Set )/);
  });

  it.each([
    ['--expect-workers 3'],
    ['--otel'],
    ['--skip-log-setup'],
    ['--master-host h'],
    ['--enable-rebalancing'],
  ])('is said and goes on: %s', (line) => {
    const config = configOf({ argv: line.split(' ') });
    expect(unsupported(config)).toMatchObject([{ refused: false, asked: line.split(' ')[0] }]);
    expect(() => refuseUnsupported(config)).not.toThrow();
  });

  it('is nothing where its default was asked for', () => {
    const argv = ['--processes', '1', '--mode', 'standalone', '--master_bind_port', '5557'];
    expect(unsupported(configOf({ argv }))).toEqual([]);
  });

  it('lists all of it', () => {
    const config = configOf({ argv: ['--otel', '--mode', 'master'] });
    expect(unsupported(config).map((each) => each.option)).toEqual(['mode', 'otel']);
  });
});
