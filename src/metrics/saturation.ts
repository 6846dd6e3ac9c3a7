import { performance } from 'node:perf_hooks';
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

/** Response times at these shares of all: half, 95 and 99 of a hundred. */
export const QUANTILES = [0.5, 0.95, 0.99] as const;
/** At the `QUANTILES`, ms. */
export type Quantiles = readonly [p50: number, p95: number, p99: number];

/** What was recorded in the last seconds. */
export interface Responses {
  readonly ms: Quantiles;
  /** For how long it has been recorded, since the start of a run or since the numbers were reset, ms. */
  readonly spanMs: number;
}

/** What was measured over about a second. */
export interface HealthReading {
  /** By how much timers were late, ms, where it was more than their grain: so long answers lay unread. */
  readonly delaysMs: readonly number[];
  /** 99 in a hundred timers were late by less, ms. */
  readonly loopDelayP99Ms: number;
  /** CPU time used per second of wall time by all threads: 1 is a core. */
  readonly cpu: number;
  /** The share of the time in which the event loop was not idle, 0 to 1. */
  readonly busy: number;
  /** The mean of how long the event loop took for a turn, ms; what is idle of it left out. */
  readonly turnMs: number;
}

/** What the judgement remembers. */
export interface Judgement {
  readonly saturated: boolean;
  /** Readings in a row in which the event loop was hardly idle. */
  readonly busyInARow: number;
  /** The last 10 readings, the newest first. */
  readonly readings: readonly HealthReading[];
}

export const HEALTHY: Judgement = { saturated: false, busyInARow: 0, readings: [] };

const BUSY = { share: 0.95, inARow: 3 };
/** How much of a response time may be the generator's own; ms, what is too little to count at each of the `QUANTILES`. */
const OWN = { share: 0.1, leastMs: [1, 3, 5], withoutRequestsMs: 50 };
/** What response times are looked at over, ms and readings. */
const WINDOW = { ms: 10_000, readings: 10 };
/** Well under what raises it, so that it does not flicker at the edge. */
const CALM = { busy: 0.85, share: 0.6 };

/**
 * Judges a reading after those before it, beside the response times of the last 10 s (null where none were recorded);
 * what was before those is not held against them, and shares of the time are of what they were recorded in.
 * Saturated once the event loop was busy for more than 0.95 of the time in 3 readings in a row; or once, over the last 10 s,
 *
 * - timers were late by more than a tenth of p95 (p99) for longer than a twentieth (a hundredth) of the time, since more
 *   answers than the percentile leaves out then came late;
 * - the loop was busy for half of the time, with turns that took a tenth of the median on average.
 *
 * Where nothing was recorded, a tenth is 50 ms.
 */
export function judge(before: Judgement, reading: HealthReading, responses: Responses | null): Judgement {
  const readings = [reading, ...before.readings].slice(0, WINDOW.readings);
  const seconds = Math.min(WINDOW.readings, Math.floor((responses?.spanMs ?? WINDOW.ms) / 1000));
  const meant = readings.slice(0, seconds);
  const delays = meant.flatMap(({ delaysMs }) => delaysMs);
  const bounds = OWN.leastMs.map((least, index) =>
    responses === null ? OWN.withoutRequestsMs : Math.max(least, OWN.share * (responses.ms[index] as number)),
  );
  const isSlow = (part: number): boolean => {
    const slow = meant.filter(({ busy, turnMs }) => busy > 0.5 && turnMs > part * (bounds[0] as number));
    return slow.length >= BUSY.inARow;
  };
  // Of answers that come while the loop stands still, all but those of its last `bound` ms wait for longer than that.
  const late = bounds.map((bound) => delays.reduce((sum, delay) => sum + Math.max(0, delay - bound), 0));
  const isLate = (part: number): boolean =>
    isSlow(part) ||
    [1, 2].some((index) => {
      const leftOut = 1 - (QUANTILES[index] as number);
      return (late[index] as number) > part * leftOut * seconds * 1000;
    });
  const busyInARow = reading.busy > BUSY.share ? before.busyInARow + 1 : 0;
  const rises = busyInARow >= BUSY.inARow || isLate(1);
  const stays = before.saturated && (reading.busy > CALM.busy || isLate(CALM.share));
  return { saturated: rises || stays, busyInARow, readings };
}

/** Where readings come from; asked once a second, each time about what went by since. */
export interface HealthSource {
  read(): HealthReading;
  close(): void;
}

/** Between two timers, and what they are late by though nothing holds them up, ms. */
const TICK_MS = 10;
const GRAIN_MS = 0.5;

/** The health of this thread's event loop, and the CPU time of all threads of the process. */
export function processHealth(clock: Pick<Clock, 'now'>): HealthSource {
  let delaysMs: number[] = [];
  let ticks = 0;
  let tickedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const delay = now - tickedAt - TICK_MS;
    tickedAt = now;
    ticks++;
    if (delay > GRAIN_MS) delaysMs.push(delay);
  }, TICK_MS);
  timer.unref();
  let used = process.cpuUsage();
  let utilization = performance.eventLoopUtilization();
  let turns = performance.nodeTiming.uvMetricsInfo.loopCount;
  let at = clock.now();
  return {
    read() {
      const now = clock.now();
      const since = process.cpuUsage(used);
      const wallUs = (now - at) * 1000;
      const cpu = wallUs > 0 ? (since.user + since.system) / wallUs : 0;
      const { utilization: busy, active } = performance.eventLoopUtilization(utilization);
      const turnMs = active / Math.max(1, performance.nodeTiming.uvMetricsInfo.loopCount - turns);
      const reading = { cpu, busy, turnMs, delaysMs, loopDelayP99Ms: nearest(delaysMs, ticks, 0.99) };
      used = process.cpuUsage();
      utilization = performance.eventLoopUtilization();
      turns = performance.nodeTiming.uvMetricsInfo.loopCount;
      at = now;
      delaysMs = [];
      ticks = 0;
      return reading;
    },
    close: () => clearInterval(timer),
  };
}

/** The nearest rank among so many values, of which those that are not named are nothing. */
function nearest(values: readonly number[], count: number, share: number): number {
  const above = count - Math.ceil(share * count);
  return values.toSorted((a, b) => b - a)[above] ?? 0;
}

/** Watches one process by a source such as `processHealth`. Its owner calls `sample` once a second and `close` at the end. */
export class SaturationMonitor {
  /** What this process recorded in the last seconds; null where it was nothing. */
  responses: () => Responses | null = () => null;
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
    const { cpu, loopDelayP99Ms } = reading;
    this.#health = { saturated: this.#judgement.saturated, loopDelayP99Ms, cpu };
    return this.#health;
  }

  close(): void {
    this.#source.close();
  }
}
