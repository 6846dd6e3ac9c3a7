import { describe, expect, it } from 'vitest';
import {
  HEALTHY,
  type HealthReading,
  judge,
  type Quantiles,
  SaturationMonitor,
} from '../../src/metrics/saturation.ts';

const reading = (busy: number, loopDelaysMs: Quantiles): HealthReading => ({ cpu: busy, busy, loopDelaysMs });
const calm = reading(0.2, [0.1, 0.5, 1]);
const busy = reading(0.99, [0.1, 0.5, 1]);
const late = reading(0.2, [0.1, 12, 80]);
const edge = reading(0.9, [0.1, 2, 40]);
const times = (count: number, each: HealthReading) => Array<HealthReading>(count).fill(each);
const judged = (readings: readonly HealthReading[], responses: Quantiles | null = null) =>
  readings.reduce((before, each) => judge(before, each, responses), HEALTHY).saturated;

describe('saturation', () => {
  it.each([
    ['does not rise with two busy seconds', [busy, busy, calm, busy, busy], false],
    ['rises with the third busy second in a row', [busy, busy, busy], true],
    ['does not rise with two late seconds of five', [late, calm, late, calm, calm], false],
    ['rises with the third late second of five', [late, calm, late, calm, late], true],
    ['stays near the edge', [...times(3, busy), ...times(20, edge)], true],
    ['does not rise from near the edge', times(20, edge), false],
    ['stays through four calm seconds', [...times(3, busy), ...times(4, calm)], true],
    ['falls after five calm seconds', [...times(3, busy), ...times(5, calm)], false],
  ])('%s', (_, readings, saturated) => {
    expect(judged(readings)).toBe(saturated);
  });

  it.each([
    // Delays at the median, at 95 and at 99 percent, and response times there, ms.
    ['rises where a loop that is 12 ms late measures answers of 10 ms', [0.2, 12, 14], [11, 24, 26], true],
    [
      'does not rise where the same loop measures answers of a second',
      [0.2, 12, 14],
      [990, 1200, 1500],
      false,
    ],
    [
      'does not rise where 60 ms are less than a tenth of what is measured',
      [0.2, 8, 60],
      [300, 700, 900],
      false,
    ],
    ['rises where the median alone is off', [3, 4, 6], [20, 90, 120], true],
    ['rises where only the slowest are off', [0.1, 1, 30], [50, 60, 80], true],
    ['does not rise for what is less than the grain of timers', [0.8, 2.5, 9], [0.3, 0.5, 2], false],
  ] satisfies [string, Quantiles, Quantiles, boolean][])('%s', (_, delays, responses, saturated) => {
    expect(judged(times(3, reading(0.4, delays)), responses)).toBe(saturated);
  });

  it('falls only once the loop is well under what raised it', () => {
    const responses: Quantiles = [50, 60, 80];
    const raised = times(3, reading(0.4, [0.1, 8, 9]));
    expect(judged([...raised, ...times(10, reading(0.4, [0.1, 5, 9]))], responses)).toBe(true);
    expect(judged([...raised, ...times(5, reading(0.4, [0.1, 3, 5]))], responses)).toBe(false);
  });

  it('is told with the readings of the last second, and asks each time what requests take', () => {
    const readings = times(3, reading(0.3, [0.1, 12, 14]));
    const monitor = new SaturationMonitor({ read: () => readings.pop() ?? calm, close: () => {} });
    let asked = 0;
    monitor.responses = () => {
      asked++;
      return [11, 24, 26];
    };
    for (let k = 0; k < 3; k++) monitor.sample();
    expect(monitor.health).toEqual({ saturated: true, cpu: 0.3, loopDelayP99Ms: 14 });
    expect(asked).toBe(3);
  });
});
