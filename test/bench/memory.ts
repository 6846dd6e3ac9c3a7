/**
 * Whether statistics stay as small as they are: samples on many names through recorder and statistics as in a run, a
 * drain for each second, and the memory after each tenth.
 *
 *   npm run bench:memory -- [--samples 100000000] [--names 500]
 *
 * Exits 1 where the end takes more than 200 MiB beyond the start, or grows over the second half by a tenth of that.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Clock } from '../../src/domain/clock.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { requestsReport } from '../../src/metrics/outputs/json.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { Statistics } from '../../src/metrics/statistics.ts';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '100000000' },
    names: { type: 'string', default: '500' },
  },
});
const samples = Number(values.samples);
const names = Array.from({ length: Number(values.names) }, (_, index) => `/page/${index}`);
/** Samples to a second of the clock: an hour has 3,600 drains, whatever the count. */
const PER_SECOND = Math.max(1, Math.round(samples / 3600));
const MiB = 1024 * 1024;

let now = 1_000_000;
const clock: Clock = { now: () => now, setTimeout: () => undefined, clearTimeout: () => undefined };
const recorder = new Recorder({ clock });
const statistics = new Statistics();
statistics.start(now);

const phases = { blocked: 0, connecting: 0, tls: 0, sending: 40, waiting: 0, receiving: 20 };
let seed = 1;
/** A time of 1 ms to 20 s, µs, most of them short. */
function duration(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.round(1000 * 20_000 ** ((seed / 2 ** 32) ** 3));
}

function sample(name: string): Sample {
  const took = duration();
  return {
    ...{
      method: 'GET',
      name,
      userClass: 'A',
      at: now,
      intendedAt: now,
      pacedStart: undefined,
      duration: took,
    },
    ...{ bytes: 100, status: 200, outcome: 'passed', error: undefined, hops: 1, reconnects: 0, sent: true },
    phases: { ...phases, waiting: took - 60 },
  };
}

async function memory(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MiB;
}

const before = await memory();
const readings: number[] = [];
const startedAt = performance.now();
for (let done = 0; done < samples; ) {
  for (const end = Math.min(samples, done + PER_SECOND); done < end; done++) {
    recorder.record(sample(names[done % names.length] as string));
  }
  now += 1000;
  statistics.apply(recorder.drain(), now);
  statistics.observe(now, 1000);
  if (readings.length < Math.floor((done * 10) / samples)) {
    readings.push((await memory()) - before);
    console.log(`${done.toLocaleString('en').padStart(12)} samples  ${readings.at(-1)?.toFixed(1)} MiB`);
  }
}
const report = requestsReport(statistics, now).stats.at(-1);
const end = readings.at(-1) as number;
const growth = end - (readings[4] as number);
console.log(
  `${((performance.now() - startedAt) / 1000).toFixed(0)} s, ${report?.num_requests} requests counted`,
);
console.log(`at the end ${end.toFixed(1)} MiB, over the second half ${growth.toFixed(1)} MiB more`);
process.exitCode = end <= 200 && growth <= 20 && report?.num_requests === samples ? 0 : 1;
