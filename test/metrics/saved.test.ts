import { describe, expect, it } from 'vitest';
import { requestsReport } from '../../src/metrics/outputs/json.ts';
import { Statistics } from '../../src/metrics/statistics.ts';
import { Timeline } from '../../src/metrics/timeline.ts';
import { failureOf, measuring, NOON, sampleOf } from './samples.ts';

/** Two minutes of three entries with failures, an exception of two processes and a pacing. */
function measured() {
  const made = measuring();
  const { recorder, statistics, record, pass, now } = made;
  const timeline = new Timeline();
  for (let second = 0; second < 120; second++) {
    const pacedStart = { intendedAt: now() - 30, interval: 10, skipped: 2 };
    record(sampleOf(), sampleOf({ name: '/cart', duration: 1000 * second, bytes: 7 }), failureOf());
    record(sampleOf({ method: 'POST', name: '/cart', pacedStart }), sampleOf({ outcome: 'aborted' }));
    if (second % 40 === 0) {
      recorder.recordException({
        ...{ userClass: 'A', task: 'b', at: now(), message: 'no', traceback: 'at b' },
      });
    }
    pass(1000);
    statistics.observe(now(), second);
    timeline.observe(statistics, second, now());
  }
  record(sampleOf());
  recorder.recordException({ ...{ userClass: 'A', task: 'b', at: now(), message: 'no', traceback: 'at b' } });
  statistics.apply(recorder.drain(), now(), 'worker-2');
  return { ...made, timeline };
}

/** What a person can see of statistics, a minute later, when no window holds anything. */
function seen(statistics: Statistics) {
  const at = NOON + 400_000;
  const { columns } = statistics.history;
  return {
    report: requestsReport(statistics, at),
    exceptions: statistics.exceptions,
    columns: columns.map(({ cells, ...column }) => ({
      ...column,
      cells: [...cells].map(([{ method, name }, cell]) => [method, name, cell]),
    })),
    startedAt: statistics.startedAt,
    lastRequestAt: statistics.lastRequestAt,
  };
}

describe('statistics that were saved', () => {
  it('are the same elsewhere, and go on to be', () => {
    const { statistics, timeline } = measured();
    const other = new Statistics();
    const line = new Timeline();
    other.restore(JSON.parse(JSON.stringify(statistics.save())));
    line.restore(JSON.parse(JSON.stringify(timeline.save())));
    expect(seen(other)).toEqual(seen(statistics));
    expect(line.points).toEqual(timeline.points);
    expect(seen(other).report.stats.at(-1)).toMatchObject({ num_requests: 481, num_failures: 120 });
    expect(seen(other).exceptions[0]).toMatchObject({ count: 4, nodes: new Set(['local', 'worker-2']) });

    const later = measuring();
    later.record(sampleOf(), sampleOf({ name: '/new' }));
    const delta = { ...later.recorder.drain(), drainedAt: NOON + 130_000, span: 1000 };
    for (const each of [statistics, other]) {
      each.apply(delta, NOON + 130_000);
      each.observe(NOON + 130_000, 7);
    }
    expect(seen(other)).toEqual(seen(statistics));
  });

  it('are empty before the first run', () => {
    const other = new Statistics();
    other.restore(JSON.parse(JSON.stringify(new Statistics().save())));
    expect(other.startedAt).toBeNull();
    expect(other.entries()).toEqual([]);
  });
});
