import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/loadConfig.ts';
import { StatestormError } from '../../src/domain/errors.ts';

function configOf(argv: readonly string[], env: Record<string, string> = {}) {
  return loadConfig({ argv, env, cwd: '/', home: '/nowhere' } as never);
}

function messageOf(start: () => unknown): string {
  try {
    start();
  } catch (error) {
    if (error instanceof StatestormError) return `${error.message} ${error.hint ?? ''}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what lets people in', () => {
  it.each([
    ['--web-user', 'a:b', 'without colons'],
    ['--web-login-header', 'Authorization', 'only a proxy sets'],
    ['--web-login-header', 'X Forwarded User', 'only a proxy sets'],
    ['--sre-token', 'two words', 'no blanks'],
    ['--web-password', ' ', 'at least one character'],
  ])('%s %j is refused', (flag, value, why) => {
    const message = messageOf(() => configOf([flag, value]));
    expect(message).toContain(flag);
    expect(message).toContain(why);
  });

  it('a secret that is set and empty ends the start, where other empty variables count as not set', () => {
    expect(messageOf(() => configOf([], { LOCUST_SRE_TOKEN: '' }))).toContain('LOCUST_SRE_TOKEN');
    expect(configOf([], { LOCUST_USERS: '' }).users).toBeUndefined();
  });

  it('the line break that a file leaves behind a secret is dropped', () => {
    expect(configOf([], { LOCUST_SRE_TOKEN: 'long-enough-token\n' }).sreToken).toBe('long-enough-token');
  });

  it('a short secret, and a port left open beside a guarded one, are told', () => {
    const { notices } = configOf(['--sre-token', 'short']);
    expect(notices.join('\n')).toMatch(/--sre-token can be guessed/);
    expect(notices.join('\n')).toMatch(/port 80 is open/);
    expect(notices.join('\n')).not.toContain('short ');
    expect(configOf([]).notices).toEqual([]);
  });
});
