import { expect, test } from 'vitest';
import { recentResponses } from '../../src/metrics/recentResponses.ts';
import { measuring, sampleOf } from './samples.ts';

test('are those of the faster target, and as old as the older numbers', () => {
  const [slow, fast] = [measuring(), measuring()];
  slow.record(sampleOf({ duration: 40_000 }));
  slow.pass(5000);
  fast.record(sampleOf({ duration: 10_000 }));
  fast.pass(5000);
  fast.statistics.reset(fast.now());
  for (const each of [slow, fast]) each.pass(1000);
  fast.record(sampleOf({ duration: 10_000 }));
  fast.pass(1000);
  slow.pass(1000);
  const now = slow.now();
  expect(recentResponses([slow.statistics], now)?.ms[0]).toBeCloseTo(40, 0);
  expect(recentResponses([fast.statistics], now)?.spanMs).toBe(2000);
  const both = recentResponses([slow.statistics, fast.statistics], now);
  expect(both?.ms[0]).toBeCloseTo(10, 0);
  expect(both?.spanMs).toBe(7000);
});

test('are nothing where nothing was recorded', () => {
  const { statistics, now } = measuring();
  expect(recentResponses([statistics], now())).toBeNull();
  expect(recentResponses([], now())).toBeNull();
});
