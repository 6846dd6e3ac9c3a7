import type { Clock } from '../../src/domain/clock.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { Recorder, type RecorderOptions } from '../../src/metrics/recorder.ts';
import { Statistics, type StatisticsOptions } from '../../src/metrics/statistics.ts';

/** 2026-11-23T20:09:00Z, ms since the epoch. */
export const NOON = Date.UTC(2026, 10, 23, 20, 9, 0);

/** A request that passed in 2 ms at the start of the run. */
export function sampleOf(changes: Partial<Sample> = {}): Sample {
  return {
    method: 'GET',
    name: '/',
    userClass: 'Shopper',
    at: NOON,
    intendedAt: NOON,
    duration: 2000,
    bytes: 100,
    status: 200,
    outcome: 'passed',
    error: undefined,
    hops: 1,
    reconnects: 0,
    sent: true,
    phases: { blocked: 0, connecting: 0, tls: 0, sending: 100, waiting: 1800, receiving: 100 },
    ...changes,
  };
}

/** A request that failed with an answer. */
export function failureOf(changes: Partial<Sample> = {}): Sample {
  return sampleOf({ outcome: 'failed', status: 500, error: 'HTTPError(500)', ...changes });
}

/** A recorder and the statistics that it feeds, by a clock that a test moves. */
export function measuring(
  recorderOptions: Omit<RecorderOptions, 'clock'> = {},
  statisticsOptions: StatisticsOptions = {},
) {
  let now = NOON;
  const clock: Clock = {
    now: () => now,
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
  };
  const recorder = new Recorder({ clock, ...recorderOptions });
  const statistics = new Statistics(statisticsOptions);
  statistics.start(now);
  return {
    recorder,
    statistics,
    now: () => now,
    /** Records samples that end now. */
    record: (...samples: Sample[]): void => {
      for (const each of samples) recorder.record({ ...each, at: now - each.duration / 1000 });
    },
    /** Moves time on, then carries what was recorded over. */
    pass: (ms: number): void => {
      now += ms;
      statistics.apply(recorder.drain(), now);
    },
  };
}
