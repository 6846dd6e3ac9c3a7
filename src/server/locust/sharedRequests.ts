import { requestsReport } from '../../metrics/outputs/json.ts';
import type { LocustPortOptions, WorkerRow } from '../options.ts';

/** How long a body is good for, ms. */
const FRESH_MS = 1000;

/**
 * The body of /stats/requests. Its numbers are written once a second at most, however many ask; state and
 * users are of the moment.
 */
export class SharedRequests {
  readonly #options: LocustPortOptions;
  #numbers: string | undefined;
  #builtAt = 0;

  constructor(options: LocustPortOptions) {
    this.#options = options;
    const forget = (): void => {
      this.#numbers = undefined;
    };
    options.test.ticks$.subscribe(forget);
    options.test.facts$.subscribe(forget);
  }

  body(): string {
    const { test, clock, health, workers } = this.#options;
    const now = clock.now();
    if (this.#numbers === undefined || now - this.#builtAt >= FRESH_MS) {
      this.#numbers = this.#build(now);
      this.#builtAt = now;
    }
    const moment = {
      state: test.state,
      user_count: test.userCount,
      saturated: health().saturated,
      num_crashed: test.census.crashes,
      ...(test.unconfirmedUsers > 0 && { num_unconfirmed: test.unconfirmedUsers }),
      ...(workers && workersOf(workers.rows(test.id))),
    };
    return `${this.#numbers},${JSON.stringify(moment).slice(1)}`;
  }

  /** An object without its closing brace. */
  #build(now: number): string {
    const { test, config } = this.#options;
    const report = requestsReport(test.statistics, now, {
      percentilesToChart: config.percentiles.chart,
      percentilesToStatistics: config.percentiles.statistics,
    });
    return JSON.stringify(report).slice(0, -1);
  }
}

/** The processes of a fleet as Locust's page shows them: CPU in percent of a core, memory in bytes. */
function workersOf(rows: readonly WorkerRow[]) {
  return {
    workers: rows.map(({ id, state, userCount, cpu, memory }) => ({
      id,
      state,
      user_count: userCount,
      cpu_usage: Math.round(cpu * 10) / 10,
      memory_usage: memory,
    })),
    worker_count: rows.length,
  };
}
