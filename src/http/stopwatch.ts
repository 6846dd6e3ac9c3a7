import type { Phases } from '../domain/sample.ts';

/**
 * Takes the times of one request: one phase runs at a time, each step ends it and begins the next, so that the
 * phases add up to the whole by their making.
 */
export class Stopwatch {
  /** ms while it runs, whole µs once it has stopped. */
  readonly phases: Phases = { blocked: 0, connecting: 0, tls: 0, sending: 0, waiting: 0, receiving: 0 };
  /** The phase that runs. */
  phase: keyof Phases = 'sending';
  /** When it began, ms of performance.now(). */
  since: number = performance.now();

  enter(phase: keyof Phases): void {
    const now = performance.now();
    this.phases[this.phase] += now - this.since;
    this.since = now;
    this.phase = phase;
  }

  /** Leaves out what went by since the phase began: it was not the target's time. */
  skip(): void {
    this.since = performance.now();
  }

  /** Ends the running phase now; gives the response time, which is all but `blocked`, in ms. */
  stop(): number {
    this.enter(this.phase);
    return this.total();
  }

  /** Ends it where its last phase began: nothing was measured since. The phases are whole µs from here on. */
  total(): number {
    const { phases } = this;
    const total = phases.connecting + phases.tls + phases.sending + phases.waiting + phases.receiving;
    phases.blocked = Math.round(phases.blocked * 1000);
    phases.connecting = Math.round(phases.connecting * 1000);
    phases.tls = Math.round(phases.tls * 1000);
    phases.sending = Math.round(phases.sending * 1000);
    phases.waiting = Math.round(phases.waiting * 1000);
    phases.receiving = Math.round(phases.receiving * 1000);
    return total;
  }
}
