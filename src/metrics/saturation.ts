import { monitorEventLoopDelay } from 'node:perf_hooks';
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

/** What was measured over about a second. */
export interface HealthReading {
  readonly loopDelayP99Ms: number;
  readonly cpu: number;
}

/** What the judgement remembers. */
export interface Judgement {
  readonly saturated: boolean;
  /** Readings in a row with the CPU used up. */
  readonly busyInARow: number;
  /** Of the last 5 readings, the newest first, which were late. */
  readonly late: readonly boolean[];
  /** Readings in a row that were calm. */
  readonly calmInARow: number;
}

export const HEALTHY: Judgement = { saturated: false, busyInARow: 0, late: [], calmInARow: 0 };

const BUSY = { cpu: 0.9, inARow: 3 };
const LATE = { ms: 50, of: 5, times: 3 };
/** Well under what raises it, so that it does not flicker at the edge. */
const CALM = { cpu: 0.8, ms: 30, inARow: 5 };

/**
 * Judges a reading after those before it. Saturated once the CPU was above 0.9 of a core for 3 readings in a
 * row, or the loop more than 50 ms late in 3 of the last 5; no longer so after 5 calm readings in a row.
 */
export function judge(before: Judgement, { cpu, loopDelayP99Ms }: HealthReading): Judgement {
  const busyInARow = cpu > BUSY.cpu ? before.busyInARow + 1 : 0;
  const late = [loopDelayP99Ms > LATE.ms, ...before.late].slice(0, LATE.of);
  const calm = cpu < CALM.cpu && loopDelayP99Ms < CALM.ms;
  const calmInARow = calm ? before.calmInARow + 1 : 0;
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

/** The health of this process, from the event loop's delay and the CPU time of all its threads. */
export function processHealth(clock: Pick<Clock, 'now'>): HealthSource {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let used = process.cpuUsage();
  let at = clock.now();
  return {
    read() {
      const now = clock.now();
      const since = process.cpuUsage(used);
      const wallUs = (now - at) * 1000;
      const cpu = wallUs > 0 ? (since.user + since.system) / wallUs : 0;
      // What Node records is the time between two timers, which are `resolution` apart when nothing is late.
      const late = delay.count === 0 ? 0 : delay.percentile(99) / 1e6 - RESOLUTION_MS;
      used = process.cpuUsage();
      at = now;
      delay.reset();
      return { cpu, loopDelayP99Ms: Math.max(0, late) };
    },
    close: () => delay.disable(),
  };
}

/** Watches one process by a source such as `processHealth`. Its owner calls `sample` once a second and `close` at the end. */
export class SaturationMonitor {
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
    this.#judgement = judge(this.#judgement, reading);
    this.#health = { saturated: this.#judgement.saturated, ...reading };
    return this.#health;
  }

  close(): void {
    this.#source.close();
  }
}
