import { SimulatedClock } from 'xstate';
import type { Clock } from '../../src/domain/clock.ts';

/** A clock that stands until a test moves it; starts at 0. */
export interface HeldClock extends Clock {
  /** Moves time on in steps, so that timers set on the way fire too, and lets promises settle in between. */
  advance(ms: number, step?: number): Promise<void>;
}

export function heldClock(): HeldClock {
  const simulated = new SimulatedClock();
  return {
    now: () => simulated.now(),
    setTimeout: (callback, ms) => simulated.setTimeout(callback, ms),
    clearTimeout: (handle) => simulated.clearTimeout(handle as number),
    async advance(ms, step = 10) {
      const until = simulated.now() + ms;
      while (simulated.now() < until) {
        simulated.increment(Math.min(step, until - simulated.now()));
        await turn();
      }
    },
  };
}

/** Lets the promises that are due settle, and one turn of the event loop pass. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
