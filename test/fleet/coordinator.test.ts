import { expect, it } from 'vitest';
import { Coordinator } from '../../src/fleet/coordinator.ts';
import { heldClock } from '../support/heldClock.ts';

const healthy = { saturated: false, loopDelayP99Ms: 1, cpu: 0.1 };

it('keeps the last 500 lines of each member, and those of the last 100 that are gone', () => {
  const coordinator = new Coordinator({ clock: heldClock() });
  const lives = (id: string, log: readonly string[]): void => {
    coordinator.join(id);
    coordinator.hear(id, { type: 'health', health: healthy, memory: 1, log });
  };
  lives(
    'stays',
    Array.from({ length: 600 }, (_, line) => `line ${line}`),
  );
  for (let member = 0; member < 250; member++) {
    lives(`w${member}`, ['I was here']);
    coordinator.lose(`w${member}`);
  }
  const logs = coordinator.logs();
  expect(logs.stays).toHaveLength(500);
  expect(logs.stays?.at(-1)).toBe('line 599');
  expect(Object.keys(logs)).toHaveLength(101);
  expect(logs.w249).toEqual(['I was here']);
  expect(logs.w149).toBeUndefined();
});
