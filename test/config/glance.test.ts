import { describe, expect, it } from 'vitest';
import { glance } from '../../src/config/glance.ts';
import { directoryWith, errorOf, inputOf } from './support.ts';

describe('the load files', () => {
  it.each([
    ['-f a.ts', ['a.ts']],
    ['-f a.ts,b.ts --locustfile=c.ts', ['a.ts', 'b.ts', 'c.ts']],
    ['--tier paid -f a.ts', ['a.ts']],
    ['--tier=paid --page_size 3 --locustfile a.ts Shopper', ['a.ts']],
    ['-xyz -f a.ts --loud -u many', ['a.ts']],
    ['-T a b -f a.ts', ['a.ts']],
    ['Shopper -- -f a.ts', []],
    ['', []],
  ])('are found in %j, whatever else is there', (line, files) => {
    expect(glance(inputOf({ argv: line.split(' ').filter(Boolean) })).loadFiles).toEqual(files);
  });

  it('are those of the strongest layer that names any', () => {
    const home = directoryWith({ '.locust.conf': 'locustfile = home.ts\nteir = gold\n= 3\n' });
    const cwd = directoryWith({ 'own.conf': 'page-size = many\nlocustfile = [own.ts, other.ts]\n' });
    const env = { LOCUST_LOCUSTFILE: 'env.ts' };
    expect(glance(inputOf({ home })).loadFiles).toEqual(['home.ts']);
    expect(glance(inputOf({ home, cwd, argv: ['--config', 'own.conf'] })).loadFiles).toEqual([
      'own.ts',
      'other.ts',
    ]);
    expect(glance(inputOf({ home, env })).loadFiles).toEqual(['env.ts']);
    expect(glance(inputOf({ home, env, argv: ['-f', 'a.ts'] })).loadFiles).toEqual(['a.ts']);
  });

  it('are looked for past a config file that cannot be read', () => {
    expect(glance(inputOf({ argv: ['--config', 'nowhere.conf', '-f', 'a.ts'] })).loadFiles).toEqual(['a.ts']);
  });

  it('are not guessed where the flag has no value', () => {
    expect(errorOf(() => glance(inputOf({ argv: ['-f'] }))).code).toBe('config.missingValue');
  });
});

it.each([
  ['--tier gold --help', 'help'],
  ['-f a.ts -h', 'help'],
  ['-V --nope', 'version'],
  ['--tier gold', 'run'],
])('%s asks for: %s', (line, asks) => {
  expect(glance(inputOf({ argv: line.split(' ') })).asks).toBe(asks);
});
