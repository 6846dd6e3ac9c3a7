import { systemClock } from '../../../src/domain/clock.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { type Delta, mergeDeltas } from '../../../src/metrics/delta.ts';
import { decodeDelta, encodeDelta } from '../../../src/metrics/deltaCodec.ts';
import { Histogram } from '../../../src/metrics/histogram.ts';
import { requestsReport } from '../../../src/metrics/outputs/json.ts';
import { Recorder } from '../../../src/metrics/recorder.ts';
import { Statistics } from '../../../src/metrics/statistics.ts';
import { sampleOf } from '../../metrics/samples.ts';
import type { Group } from './part.ts';

/** 10,000 samples of so many names in turn, their durations from 0.5 to 200 ms. */
function samplesOf(names: number): Sample[] {
  return Array.from({ length: 10_000 }, (_, index) =>
    sampleOf({ name: `/${index % names}`, duration: 500 + ((index * 7919) % 200_000) }),
  );
}

/** What a second of 10,000 requests leaves. */
function deltaOf(samples: readonly Sample[]): Delta {
  const recorder = new Recorder({ clock: systemClock });
  for (const sample of samples) recorder.record(sample);
  return recorder.drain();
}

/** Values recorded in one run. */
const CALLS = 1000;

const byNames: Group = {
  of: 'names',
  sizes: [10, 100, 500, 2000],
  make(n) {
    const recorder = new Recorder({ clock: systemClock });
    const drained = new Recorder({ clock: systemClock });
    const samples = samplesOf(n);
    const [delta, other] = [deltaOf(samples), deltaOf(samples)];
    const bytes = encodeDelta(delta);
    const statistics = new Statistics();
    statistics.start(0);
    const reported = new Statistics();
    reported.start(0);
    reported.apply(delta, 1000);
    let now = 0;
    return {
      parts: {
        'a sample into its entry': {
          times: samples.length,
          run() {
            for (const each of samples) recorder.record(each);
          },
        },
        "drain a second's 10,000 samples": {
          before() {
            for (const each of samples) drained.record(each);
          },
          run: () => drained.drain(),
        },
        'encode the delta': { run: () => encodeDelta(delta) },
        'decode it': { run: () => decodeDelta(bytes) },
        'merge two': { run: () => mergeDeltas(delta, other) },
        'apply it to the statistics and the charts': {
          run() {
            now += 1000;
            statistics.apply(delta, now);
            statistics.observe(now, 100);
          },
        },
        'the answer to /stats/requests, of 500 rows at most': {
          run: () => JSON.stringify(requestsReport(reported, 1000)),
        },
      },
    };
  },
};

const byValues: Group = {
  of: 'values in it',
  sizes: [100, 10_000, 1_000_000],
  make(n) {
    const histogram = new Histogram();
    for (let value = 0; value < n; value++) histogram.record((value * 7919) % 1_000_000);
    let next = 1;
    return {
      parts: {
        'four percentiles of a histogram': { run: () => histogram.percentiles([0.5, 0.9, 0.95, 0.99]) },
        'a value into a histogram': {
          times: CALLS,
          run() {
            for (let call = 0; call < CALLS; call++) {
              next = (next * 16_807) % 2_147_483_647;
              histogram.record(next % 1_000_000);
            }
          },
        },
      },
    };
  },
};

export const numbers: readonly Group[] = [byValues, byNames];
