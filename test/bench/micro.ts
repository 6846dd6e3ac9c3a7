/**
 * What the parts of the hot path and of spawning cost, each at two sizes so that growth is seen:
 *
 *   npm run bench:micro
 */
import { bench, run, summary } from 'mitata';
import { createActor, initialTransition, transition } from 'xstate';
import { userMachine } from '../../machines/user.machine.ts';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { rampSteps, shareUsers } from '../../src/domain/dispatch.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { shareOut } from '../../src/domain/shares.ts';
import { userLogic } from '../../src/engine/userLogic.ts';
import { mergeDeltas } from '../../src/metrics/delta.ts';
import { decodeDelta, encodeDelta } from '../../src/metrics/deltaCodec.ts';
import { Histogram } from '../../src/metrics/histogram.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { Statistics } from '../../src/metrics/statistics.ts';
import { lifeOf } from '../engine/user.ts';

function sampleOf(name: string, duration: number): Sample {
  return {
    ...{ method: 'GET', name, userClass: 'A', at: 1, intendedAt: 1, duration, bytes: 100, status: 200 },
    ...{ outcome: 'passed', error: undefined, hops: 1, reconnects: 0, sent: true },
    phases: { blocked: 0, connecting: 0, tls: 0, sending: 10, waiting: duration - 20, receiving: 10 },
  };
}

/** Samples of so many names, their durations spread. */
function samplesOf(names: number): Sample[] {
  return Array.from({ length: 10_000 }, (_, index) =>
    sampleOf(`/${index % names}`, 500 + ((index * 7919) % 200_000)),
  );
}

function recorded(names: number): Recorder {
  const recorder = new Recorder({ clock: systemClock });
  for (const sample of samplesOf(names)) recorder.record(sample);
  return recorder;
}

for (const names of [10, 500]) {
  summary(() => {
    const recorder = new Recorder({ clock: systemClock });
    const samples = samplesOf(names);
    let at = 0;
    bench(`sample into its entry, ${names} names`, () =>
      recorder.record(samples[at++ % samples.length] as Sample),
    );
    const delta = recorded(names).drain();
    const bytes = encodeDelta(delta);
    bench(`encode a second's delta, ${names} names`, () => encodeDelta(delta));
    bench(`decode it`, () => decodeDelta(bytes));
    bench(`merge two`, () => mergeDeltas(delta, delta));
    const statistics = new Statistics();
    statistics.start(0);
    let now = 1000;
    bench(`apply it to the statistics`, () => {
      now += 1000;
      statistics.apply(delta, now);
    });
  });
}

const histogram = new Histogram();
let value = 1;
bench('value into a histogram', () => {
  value = (value * 16_807) % 2_147_483_647;
  histogram.record(value % 1_000_000);
});
bench('four percentiles of a histogram', () => histogram.percentiles([0.5, 0.9, 0.95, 0.99]));

const idle = defineUser('Idle', { waitTime: () => 3_600_000, tasks: { nothing() {} } });
bench('spawn and stop a user: actor, loop and context', () => {
  const { life } = lifeOf(idle, { clock: systemClock });
  const input = { id: 'Idle-0', className: 'Idle', life, hasOnStop: false, leaveBound: 5000 };
  const actor = createActor(userLogic, { input });
  actor.start();
  actor.send({ type: 'user.kill' });
});

const [alive] = initialTransition(userMachine, {
  id: 'A-0',
  className: 'A',
  life: undefined,
  hasOnStop: false,
  leaveBound: 5000,
});
const [running] = transition(userMachine, alive, { type: 'loop.started' });
bench('a transition of the user chart', () => transition(userMachine, running, { type: 'user.watch' }));

for (const users of [1000, 10_000]) {
  const classes = ['A', 'B', 'C'].map((name, index) => ({ name, weight: index + 1, fixedCount: 0 }));
  bench(`plan a ramp to ${users} users`, () => [...rampSteps({}, shareUsers(users, classes))]);
  const members = Array.from({ length: 100 }, (_, index) => `worker-${index}`);
  bench(`share ${users} users out to 100 workers`, () => shareOut(shareUsers(users, classes), members));
}

await run();
