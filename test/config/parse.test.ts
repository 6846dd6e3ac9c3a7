import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/config/options.ts';
import { type Outcome, parse } from '../../src/config/parse.ts';
import { errorOf } from './support.ts';

const outcomeOf = (argv: string[], env: Record<string, string> = {}): Outcome =>
  parse({ argv, env, cwd: '/nowhere', home: undefined });

describe('a command line', () => {
  it('asks for a run', () => {
    expect(outcomeOf(['--host', 'shop'])).toMatchObject({ kind: 'run', config: { host: 'http://shop' } });
  });

  it('asks for the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(outcomeOf(['--version'])).toEqual({ kind: 'version', text: `statestorm ${version}` });
    expect(outcomeOf(['-V']).kind).toBe('version');
  });

  it('gets help even where a variable is wrong', () => {
    expect(outcomeOf(['--help'], { LOCUST_USERS: 'x' }).kind).toBe('help');
    expect(outcomeOf(['-u', '5', '-h']).kind).toBe('help');
  });

  it('gets a help with every option, its default and its variable', () => {
    const { text } = outcomeOf(['-h']) as { text: string };
    const flat = text.replace(/\s+/g, ' ');
    for (const option of OPTIONS) {
      if ('hidden' in option || 'positional' in option) expect(text).not.toContain(`--${option.name} `);
      else expect(text).toContain(`--${option.name}`);
    }
    for (const section of ['Load:', 'Web:', 'Limits:', 'Distributed:', 'Statistics:', 'Logging:', 'Other:']) {
      expect(text).toContain(`\n${section}\n`);
    }
    expect(flat).toContain('(default: 2000; env: LOCUST_MAX_ENTRIES)');
    expect(flat).toContain('(env: LOCUST_HOST, TARGET_HOST)');
    expect(text).not.toContain('--no-');
  });

  it('is refused before anything runs', () => {
    expect(errorOf(() => outcomeOf(['--master-sre-recipe'])).code).toBe('config.conflict');
    expect(errorOf(() => outcomeOf(['--nope-at-all'])).code).toBe('config.unknownFlag');
  });
});

describe('the table of options', () => {
  it('names every flag, letter and variable once', async () => {
    const { variablesOf } = await import('../../src/config/options.ts');
    for (const names of [
      OPTIONS.map((each) => each.name),
      OPTIONS.flatMap((each) => ('short' in each ? [each.short] : [])),
      OPTIONS.flatMap((each) => variablesOf(each)),
    ]) {
      expect(new Set<string>(names).size).toBe(names.length);
    }
  });
});
