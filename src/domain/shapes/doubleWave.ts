import type { Duration } from '../duration.ts';
import type { LoadShape } from '../loadShape.ts';
import { DUE, demand, demandKnown, isPositive, isUsers, positiveMs } from './checks.ts';
import { highest } from './peak.ts';

/** What `doubleWave` takes. */
export interface DoubleWaveOptions {
  /** The name of the export where left out. */
  readonly name?: string;
  /** How long the whole shape lasts, above 0; a number is in ms. */
  readonly duration: Duration;
  /** Users before, between and after the waves. */
  readonly minUsers: number;
  /** Users at the top of the first wave, a third of the way through. */
  readonly firstPeak: number;
  /** Users at the top of the second wave, two thirds of the way through. */
  readonly secondPeak: number;
  /** Users started or stopped per second; as many as are wanted at the moment, at least 1, where left out. */
  readonly spawnRate?: number;
}

const FIELDS = ['name', 'duration', 'minUsers', 'firstPeak', 'secondPeak', 'spawnRate'];

/**
 * Two rushes in a day, such as midday and evening: two Gaussian waves over a ground of users.
 *
 *     users(t) = min + (first − min) · e^−((t − T/3) / w)² + (second − min) · e^−((t − 2T/3) / w)²,  w = T / 15
 *
 * with T the duration; the wave of Locust's example custom_shape/double_wave.py, which writes the same exponents
 * as (t / w − 5)² and (t / w − 10)². It is over at T.
 *
 * @throws StatestormError `shape.invalid` naming the option that is wrong
 * @example
 * export const Day = doubleWave({ duration: '10m', minUsers: 20, firstPeak: 60, secondPeak: 40 });
 */
export function doubleWave(options: DoubleWaveOptions): LoadShape {
  demandKnown(options, 'doubleWave', FIELDS);
  const { name = '', minUsers, firstPeak, secondPeak, spawnRate } = options;
  for (const [field, value] of Object.entries({ minUsers, firstPeak, secondPeak })) {
    demand(isUsers(value), `doubleWave.${field}`, DUE.users, value);
  }
  demand(spawnRate === undefined || isPositive(spawnRate), 'doubleWave.spawnRate', DUE.rate, spawnRate);
  const total = positiveMs(options.duration, 'doubleWave.duration') / 1000;
  const wave = (t: number, third: number): number =>
    Math.exp(-(((t - (third * total) / 3) / (total / 15)) ** 2));
  const usersAt = (t: number): number => {
    const above = (firstPeak - minUsers) * wave(t, 1) + (secondPeak - minUsers) * wave(t, 2);
    // Two waves downwards may come a hair below 0.
    return Math.max(0, Math.round(minUsers + above));
  };
  return {
    name,
    tick(seconds) {
      if (seconds >= total) return null;
      const users = usersAt(seconds);
      return { users, spawnRate: spawnRate ?? Math.max(1, users) };
    },
    peak: highest([0, total / 3, (2 * total) / 3].map((at) => ({ users: usersAt(at), at }))),
    nextChangeAt: (seconds) => (seconds < total ? total : null),
  };
}
