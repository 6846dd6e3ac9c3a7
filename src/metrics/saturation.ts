import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Clock } from '../domain/clock.ts';

/** How this process does, as shown to people. */
export interface Health {
  /** Its numbers are no longer to be trusted: it measures its own slowness. */
  readonly saturated: boolean;
  /** How late the event loop ran timers in the last second, 99th percentile, ms. */
  readonly loopDelayP99Ms: number;
  /** CPU time used per second of wall time: 1 is a core. */
  readonly cpu: number;
}

/** Of these shares of all: half, 95 and 99 of a hundred, ms. */
export type Quantiles = readonly [p50: number, p95: number, p99: number];
export const QUANTILES = [0.5, 0.95, 0.99] as const;

/** What was measured over about a second. */
export interface HealthReading {
  /** How late the event loop ran timers: so late it also read answers. */
  readonly loopDelaysMs: Quantiles;
  /** CPU time used per second of wall time by all threads: 1 is a core. */
  readonly cpu: number;
  /** The share of the time in which the event loop was not idle, 0 to 1. */
  readonly busy: number;
}

/** What the judgement remembers. */
export interface Judgement {
  readonly saturated: boolean;
  /** Readings in a row in which the event loop was hardly idle. */
  readonly busyInARow: number;
  /** Of the last 5 readings, the newest first, which were late. */
  readonly late: readonly boolean[];
  /** Readings in a row that were calm. */
  readonly calmInARow: number;
}

export const HEALTHY: Judgement = { saturated: false, busyInARow: 0, late: [], calmInARow: 0 };

const BUSY = { share: 0.95, inARow: 3 };
/**
 * Late by a tenth of what requests take. Less than `leastMs` is the timers' own grain, and, of 99 in a hundred ticks of
 * 10 ms, what concerns less than a hundredth of the time.
 */
const LATE = { share: 0.1, leastMs: [1, 3, 10], withoutRequestsMs: [50, 50, 50], of: 5, times: 3 };
/** Well under what raises it, so that it does not flicker at the edge. */
const CALM = { busy: 0.85, late: 0.6, inARow: 5 };

/**
 * Judges a reading after those before it, beside the response times of the last seconds (null where none were recorded).
 * Saturated once the event loop was busy for more than 0.95 of the time in 3 readings in a row, or, in 3 of the last
 * 5, ran so late that response times are off by more than a tenth at one of the `QUANTILES` (without requests: by more than
 * 50 ms); no longer so after 5 calm readings in a row.
 */
export function judge(
  before: Judgement,
  { busy, loopDelaysMs }: HealthReading,
  responsesMs: Quantiles | null,
): Judgement {
  const bounds =
    responsesMs === null
      ? LATE.withoutRequestsMs
      : LATE.leastMs.map((least, index) => Math.max(least, LATE.share * (responsesMs[index] as number)));
  const isOver = (part: number): boolean =>
    bounds.some((bound, index) => (loopDelaysMs[index] as number) > part * bound);
  const busyInARow = busy > BUSY.share ? before.busyInARow + 1 : 0;
  const late = [isOver(1), ...before.late].slice(0, LATE.of);
  const calmInARow = busy < CALM.busy && !isOver(CALM.late) ? before.calmInARow + 1 : 0;
  const rises = busyInARow >= BUSY.inARow || late.filter(Boolean).length >= LATE.times;
  const stays = before.saturated && calmInARow < CALM.inARow;
  return { saturated: stays || rises, busyInARow, late, calmInARow };
}

/** Where readings come from; asked once a second, each time about what went by since. */
export interface HealthSource {
  read(): HealthReading;
  close(): void;
}

const RESOLUTION_MS = 10;

/** The health of this thread's event loop, and the CPU time of all threads of the process. */
export function processHealth(clock: Pick<Clock, 'now'>): HealthSource {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let used = process.cpuUsage();
  let utilization = performance.eventLoopUtilization();
  let at = clock.now();
  return {
    read() {
      const now = clock.now();
      const since = process.cpuUsage(used);
      const wallUs = (now - at) * 1000;
      const cpu = wallUs > 0 ? (since.user + since.system) / wallUs : 0;
      // What Node records is the time between two timers, which are `resolution` apart when nothing is late.
      const late = (share: number): number =>
        delay.count === 0 ? 0 : Math.max(0, delay.percentile(share * 100) / 1e6 - RESOLUTION_MS);
      const loopDelaysMs: Quantiles = [late(QUANTILES[0]), late(QUANTILES[1]), late(QUANTILES[2])];
      const { utilization: busy } = performance.eventLoopUtilization(utilization);
      used = process.cpuUsage();
      utilization = performance.eventLoopUtilization();
      at = now;
      delay.reset();
      return { cpu, busy, loopDelaysMs };
    },
    close: () => delay.disable(),
  };
}

/** Watches one process by a source such as `processHealth`. Its owner calls `sample` once a second and `close` at the end. */
export class SaturationMonitor {
  /** Response times that this process recorded in the last seconds, at the `QUANTILES`; null where there are none. */
  responses: () => Quantiles | null = () => null;
  readonly #source: HealthSource;
  #judgement = HEALTHY;
  #health: Health = { saturated: false, loopDelayP99Ms: 0, cpu: 0 };

  constructor(source: HealthSource) {
    this.#source = source;
  }

  /** As of the last sample. */
  get health(): Health {
    return this.#health;
  }

  sample(): Health {
    const reading = this.#source.read();
    this.#judgement = judge(this.#judgement, reading, this.responses());
    const { cpu, loopDelaysMs } = reading;
    this.#health = { saturated: this.#judgement.saturated, loopDelayP99Ms: loopDelaysMs[2], cpu };
    return this.#health;
  }

  close(): void {
    this.#source.close();
  }
}
