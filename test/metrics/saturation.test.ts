import { describe, expect, it } from 'vitest';
import { HEALTHY, type HealthReading, judge, SaturationMonitor } from '../../src/metrics/saturation.ts';

const calm: HealthReading = { cpu: 0.2, loopDelayP99Ms: 1 };
const busy: HealthReading = { cpu: 0.97, loopDelayP99Ms: 1 };
const late: HealthReading = { cpu: 0.2, loopDelayP99Ms: 80 };
const edge: HealthReading = { cpu: 0.85, loopDelayP99Ms: 40 };
const times = (count: number, reading: HealthReading) => Array<HealthReading>(count).fill(reading);

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
    expect(readings.reduce(judge, HEALTHY).saturated).toBe(saturated);
  });

  it('is told with the readings of the last second', () => {
    const readings = [busy, busy, busy];
    const monitor = new SaturationMonitor({ read: () => readings.pop() ?? calm, close: () => {} });
    for (let k = 0; k < 3; k++) monitor.sample();
    expect(monitor.health).toEqual({ saturated: true, ...busy });
  });
});
