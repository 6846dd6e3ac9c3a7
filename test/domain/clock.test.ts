import { expect, test, vi } from 'vitest';
import { LONGEST_TIMER_MS, systemClock } from '../../src/domain/clock.ts';

test('the real clock tells the time of day, and never goes back', () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  let last = systemClock.now();
  for (let look = 0; look < 10_000; look++) {
    const now = systemClock.now();
    expect(now >= last).toBe(true);
    last = now;
  }
});

test('a timer longer than Node can keep does not fire at once', () => {
  vi.useFakeTimers();
  try {
    let fired = 0;
    systemClock.setTimeout(() => fired++, 30 * 86_400_000);
    vi.advanceTimersByTime(LONGEST_TIMER_MS - 1);
    expect(fired).toBe(0);
    const cancelled = systemClock.setTimeout(() => fired++, 10);
    systemClock.clearTimeout(cancelled);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
