import { describe, expect, it } from 'vitest';
import { DURATION_BOUNDS, prometheusRegistry } from '../../../src/metrics/outputs/prometheus.ts';
import { failureOf, measuring, sampleOf } from '../samples.ts';

const LINE = /^([a-z_\d]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\})? (-?[\d.e+-]+|\+Inf|NaN)$/;

/** The samples of a scrape: name and labels → value. Fails where a line is not of the text format. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, labels, value] = LINE.exec(line) ?? expect.fail(`not a sample: ${line}`);
    const key = `${name}{${labels ?? ''}}`;
    expect(samples.has(key)).toBe(false);
    samples.set(key, Number(value));
  }
  return samples;
}

function scraping() {
  const test = measuring();
  const registry = prometheusRegistry({
    health: () => ({ saturated: false, loopDelayP99Ms: 12, cpu: 0.5 }),
    sources: () => [
      {
        test: 'web',
        state: 'running',
        usersByClass: { Shopper: 3, 'A "b"\n\\': 1 },
        statistics: test.statistics,
        saturated: true,
      },
    ],
  });
  return { ...test, scrape: async () => parse(await registry.metrics()) };
}

describe('/metrics', () => {
  it('gives users, the state, counts and health', async () => {
    const { record, pass, scrape } = scraping();
    record(sampleOf(), failureOf(), sampleOf({ outcome: 'aborted' }));
    pass(1000);
    const samples = await scrape();
    const entry = '{test="web",method="GET",name="/"}';
    expect(Object.fromEntries(samples)).toMatchObject({
      'statestorm_users{test="web",user_class="Shopper"}': 3,
      'statestorm_state{test="web",state="running"}': 1,
      'statestorm_state{test="web",state="stopped"}': 0,
      'statestorm_saturated{test="web"}': 1,
      'statestorm_event_loop_delay_p99_seconds{}': 0.012,
      'statestorm_cpu_cores{}': 0.5,
      [`statestorm_requests_total${entry}`]: 2,
      [`statestorm_failures_total${entry}`]: 1,
      [`statestorm_aborted_total${entry}`]: 1,
    });
  });

  it('gives cumulative durations that end at the count', async () => {
    const { record, pass, scrape } = scraping();
    for (const ms of [0.5, 3, 3, 70, 120_000]) record(sampleOf({ duration: ms * 1000 }));
    pass(1000);
    const samples = await scrape();
    const bucket = (le: number | string) =>
      samples.get(`statestorm_request_duration_seconds_bucket{le="${le}",test="web",method="GET",name="/"}`);
    expect([0.001, 0.0025, 0.005, 0.1, 60, '+Inf'].map(bucket)).toEqual([1, 1, 3, 4, 4, 5]);
    const counts = DURATION_BOUNDS.map((le) => bucket(le)!);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    const labels = '{test="web",method="GET",name="/"}';
    expect(samples.get(`statestorm_request_duration_seconds_count${labels}`)).toBe(5);
    expect(samples.get(`statestorm_request_duration_seconds_sum${labels}`)).toBeCloseTo(120.0765);
  });

  it('counts nothing twice from one scrape to the next, and begins again with a new run', async () => {
    const { record, pass, scrape, statistics, now } = scraping();
    record(sampleOf());
    pass(1000);
    await scrape();
    const key = 'statestorm_requests_total{test="web",method="GET",name="/"}';
    expect((await scrape()).get(key)).toBe(1);
    statistics.start(now());
    expect((await scrape()).has(key)).toBe(false);
  });

  it('stays readable with hostile names', async () => {
    const { record, pass, scrape } = scraping();
    record(sampleOf({ name: '/"\\\n} 1\nforged 2' }));
    pass(1000);
    expect([...(await scrape()).keys()].some((key) => key.startsWith('forged'))).toBe(false);
  });
});
