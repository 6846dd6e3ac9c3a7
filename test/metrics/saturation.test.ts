import { describe, expect, it } from 'vitest';
import {
  HEALTHY,
  type HealthReading,
  judge,
  processHealth,
  type Quantiles,
  SaturationMonitor,
} from '../../src/metrics/saturation.ts';

const reading = (busy: number, delaysMs: readonly number[] = [], turnMs = 0.1): HealthReading => ({
  ...{ cpu: busy, busy, turnMs, delaysMs, loopDelayP99Ms: Math.max(0, ...delaysMs) },
});
const calm = reading(0.2);
const busy = reading(0.99);
const edge = reading(0.9);
const times = (count: number, each: HealthReading) => Array<HealthReading>(count).fill(each);
const judged = (readings: readonly HealthReading[], ms: Quantiles | null = null, spanMs = 60_000) =>
  readings.reduce((before, each) => judge(before, each, ms && { ms, spanMs }), HEALTHY).saturated;

/** A second in which the loop stood still so often, each time for so long, ms. */
const still = (often: number, ms: number) => reading(0.4, Array<number>(often).fill(ms));

describe('saturation', () => {
  it.each([
    ['does not rise with two busy seconds', [busy, busy, calm, busy, busy], false],
    ['rises with the third busy second in a row', [busy, busy, busy], true],
    ['stays near the edge', [...times(3, busy), ...times(20, edge)], true],
    ['does not rise from near the edge', times(20, edge), false],
    ['falls once it is calm', [...times(3, busy), calm], false],
  ])('%s', (_, readings, saturated) => {
    expect(judged(readings)).toBe(saturated);
  });

  it.each([
    // Response times at the median, at 95 and at 99 percent, ms.
    [
      'rises where 30 ms in every 100 make answers of 10 ms look slow',
      times(3, still(10, 30)),
      [11, 38, 40],
      true,
    ],
    [
      'does not rise where the same is nothing to answers of a second',
      times(9, still(10, 30)),
      [990, 1200, 1500],
      false,
    ],
    [
      'rises for one stop of 150 ms in ten seconds: a hundredth of the answers waited',
      [still(1, 150)],
      [20, 30, 40],
      true,
    ],
    [
      'does not rise for one of 80 ms: fewer than a hundredth waited',
      [still(1, 80), ...times(8, calm)],
      [20, 30, 40],
      false,
    ],
    [
      'rises for a pause of 60 ms each second, as a collector of garbage makes',
      times(3, still(1, 60)),
      [1, 2, 9],
      true,
    ],
    ['does not rise for one of 12 ms each second', times(10, still(1, 12)), [1, 2, 9], false],
    ['rises where turns of 4 ms fill most of the time', times(3, reading(0.7, [], 4)), [20, 200, 300], true],
    [
      'does not rise for what is less than the grain of timers',
      times(10, still(100, 0.9)),
      [0.3, 0.5, 2],
      false,
    ],
    ['judges by 50 ms where nothing is recorded', times(10, still(1, 52)), null, false],
    ['rises where nothing is recorded and it stands still for long', [still(1, 160)], null, true],
  ] satisfies [string, HealthReading[], Quantiles | null, boolean][])(
    '%s',
    (_, readings, responses, saturated) => {
      expect(judged(readings, responses)).toBe(saturated);
    },
  );

  it('falls only once the loop is well under what raised it', () => {
    const responses: Quantiles = [20, 30, 40];
    const raised = [still(1, 150)];
    expect(judged([...raised, ...times(9, calm)], responses), 'it is in the window').toBe(true);
    expect(judged([...raised, ...times(10, calm)], responses), 'it no longer is').toBe(false);
    expect(judged([...raised, ...times(10, still(1, 14))], responses), 'less than it took').toBe(true);
  });

  it('does not hold against the numbers what was before them', () => {
    const readings = [still(2, 200), calm, calm];
    expect(judged(readings, [20, 30, 40], 3000), 'the numbers are as old').toBe(true);
    expect(judged(readings, [20, 30, 40], 2100), 'they were reset since').toBe(false);
  });

  it('rises sooner while the numbers are young: a stop holds up a larger part of them', () => {
    const stopped = [still(1, 80)];
    expect(judged(stopped, [20, 30, 40], 3000)).toBe(true);
    expect(judged(stopped, [20, 30, 40], 8000)).toBe(false);
  });

  it('is told with the readings of the last second, and asks each time what requests take', () => {
    const readings = times(3, still(10, 30));
    const monitor = new SaturationMonitor({ read: () => readings.pop() ?? calm, close: () => {} });
    let asked = 0;
    monitor.responses = () => {
      asked++;
      return { ms: [11, 24, 26], spanMs: 5000 };
    };
    for (let k = 0; k < 3; k++) monitor.sample();
    expect(monitor.health).toEqual({ saturated: true, cpu: 0.4, loopDelayP99Ms: 30 });
    expect(asked).toBe(3);
  });

  it('is read off the process: a stop of 60 ms is a delay of about that', async () => {
    const source = processHealth({ now: () => performance.now() });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const end = performance.now() + 60;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { delaysMs, loopDelayP99Ms, cpu, busy: share } = source.read();
    source.close();
    expect(Math.max(...delaysMs)).toBeGreaterThan(45);
    expect(loopDelayP99Ms).toBe(Math.max(...delaysMs));
    expect(cpu).toBeGreaterThan(0.1);
    expect(share).toBeGreaterThan(0.2);
  });
});
