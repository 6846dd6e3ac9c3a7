import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import type { EntryTotals } from '../entryTotals.ts';
import type { Histogram } from '../histogram.ts';
import type { Health } from '../saturation.ts';
import type { Statistics } from '../statistics.ts';

/** One test, as it is at a scrape. */
export interface PrometheusSource {
  /** The test's id, the label `test`. */
  readonly test: string;
  readonly state: string;
  readonly usersByClass: Readonly<Record<string, number>>;
  readonly statistics: Statistics;
  /** Whether one of its processes is saturated. */
  readonly saturated: boolean;
}

export interface PrometheusOptions {
  /** The tests there are; asked at each scrape. */
  readonly sources: () => readonly PrometheusSource[];
  /** The health of this process; asked at each scrape. */
  readonly health: () => Health;
  /** All states of a test, for the one-hot gauge. */
  readonly states?: readonly string[];
}

/** Upper bounds of the duration histogram, seconds. */
export const DURATION_BOUNDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

const STATES = ['ready', 'spawning', 'running', 'cleanup', 'stopping', 'stopped'];

type EntryLabel = 'test' | 'method' | 'name';

/**
 * The registry behind /metrics. Nothing is counted per request: what a scrape gives is read off the statistics
 * at that moment. Counters begin again with a new run or a reset, which Prometheus takes for a restart.
 */
export function prometheusRegistry({ sources, health, states = STATES }: PrometheusOptions): Registry {
  const registry = new Registry();
  const registers = [registry];

  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    fill: (gauge: Gauge<L>) => void,
  ): Gauge<L> =>
    new Gauge<L>({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        fill(this);
      },
    });

  const counter = (name: string, help: string, count: (entry: EntryTotals) => number): Counter<EntryLabel> =>
    new Counter<EntryLabel>({
      name,
      help,
      labelNames: ['test', 'method', 'name'],
      registers,
      collect() {
        this.reset();
        for (const { test, statistics } of sources()) {
          for (const entry of statistics.entries()) {
            this.inc({ test, method: entry.method, name: entry.name }, count(entry));
          }
        }
      },
    });

  gauge('statestorm_users', 'Users alive.', ['test', 'user_class'], (users) => {
    for (const { test, usersByClass } of sources()) {
      for (const [userClass, count] of Object.entries(usersByClass)) {
        users.set({ test, user_class: userClass }, count);
      }
    }
  });
  gauge('statestorm_state', '1 for the state that the test is in, else 0.', ['test', 'state'], (one) => {
    for (const { test, state } of sources()) {
      for (const each of new Set([...states, state])) one.set({ test, state: each }, each === state ? 1 : 0);
    }
  });
  gauge('statestorm_saturated', '1 while a process of the test is saturated.', ['test'], (one) => {
    for (const { test, saturated } of sources()) one.set({ test }, saturated ? 1 : 0);
  });
  gauge(
    'statestorm_event_loop_delay_p99_seconds',
    'How late the event loop ran in the last second.',
    [],
    (one) => one.set(health().loopDelayP99Ms / 1000),
  );
  gauge('statestorm_cpu_cores', 'CPU used by this process: 1 is a core.', [], (one) => one.set(health().cpu));
  counter('statestorm_requests_total', 'Requests that ended, failed ones included.', (each) => each.requests);
  counter('statestorm_failures_total', 'Requests that failed.', (each) => each.failures);
  counter(
    'statestorm_aborted_total',
    'Requests cut off by a stop, counted nowhere else.',
    (each) => each.aborted,
  );
  for (const times of DURATIONS) registry.registerMetric(durations(sources, times) as unknown as Metric);
  return registry;
}

interface Durations {
  readonly name: string;
  readonly help: string;
  readonly of: (entry: EntryTotals) => Histogram | undefined;
}

const DURATIONS: readonly Durations[] = [
  {
    name: 'statestorm_request_duration_seconds',
    help: 'Response times, failed requests included.',
    of: ({ histogram }) => histogram,
  },
  {
    name: 'statestorm_request_duration_from_intended_start_seconds',
    help: 'Times from the start that a pacing meant, left-out starts included.',
    of: ({ fromIntended }) => fromIntended,
  },
];

interface Value {
  metricName: string;
  labels?: { le: string | number };
  sharedLabels: Record<string, string>;
  value: number;
}

/**
 * A histogram that is read off, not observed: prom-client's own would have to see every sample. It is what the
 * registry asks of a metric: a name, and `get` with the values of a scrape.
 */
function durations(sources: PrometheusOptions['sources'], { name, help, of }: Durations) {
  const head = { name, help, type: 'histogram' };
  const bounds = DURATION_BOUNDS.map((seconds) => seconds * 1e6);
  const valuesOf = (test: string, entry: EntryTotals): Value[] => {
    const histogram = of(entry);
    if (histogram === undefined) return [];
    const { method, name: entryName } = entry;
    // One object for all lines of an entry: the registry writes shared labels out once.
    const sharedLabels = { test, method, name: entryName };
    const bucket = (le: number | string, value: number): Value => ({
      metricName: `${name}_bucket`,
      labels: { le },
      sharedLabels,
      value,
    });
    return [
      ...histogram.cumulative(bounds).map((count, index) => bucket(DURATION_BOUNDS[index]!, count)),
      bucket('+Inf', histogram.count),
      { metricName: `${name}_sum`, sharedLabels, value: histogram.sum / 1e6 },
      { metricName: `${name}_count`, sharedLabels, value: histogram.count },
    ];
  };
  return {
    ...head,
    get: async () => ({
      ...head,
      aggregator: 'sum',
      values: sources().flatMap(({ test, statistics }) =>
        statistics.entries().flatMap((entry) => valuesOf(test, entry)),
      ),
    }),
    reset() {},
  };
}
