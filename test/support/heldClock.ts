import type { Clock } from '../../src/domain/clock.ts';

/** A clock that stands until a test moves it; starts at 0. */
export interface HeldClock extends Clock {
  /** Lets promises settle, then moves time on in steps, so that timers set on the way fire too. */
  advance(ms: number, step?: number): Promise<void>;
  /** Moves time on in steps without letting promises settle: for what knows none. */
  run(ms: number, step?: number): void;
  /** Timers that are set and have not fired. */
  readonly pending: number;
}

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly callback: () => void;
}

/**
 * Timers lie in a heap, since XState's SimulatedClock sorts all of them for every one that fires: thousands of
 * users would take minutes.
 */
export function heldClock(): HeldClock {
  const heap: Timer[] = [];
  const open = new Set<number>();
  let now = 0;
  let ids = 0;
  const fireDue = (): void => {
    for (let first = heap[0]; first && first.at <= now; first = heap[0]) {
      pop(heap);
      if (open.delete(first.id)) first.callback();
    }
  };
  const steps = function* (ms: number, step: number): Generator<void> {
    const until = now + ms;
    while (now < until) {
      now += Math.min(step, until - now);
      fireDue();
      yield;
    }
  };
  return {
    now: () => now,
    setTimeout(callback, ms) {
      const id = ids++;
      open.add(id);
      push(heap, { id, at: now + ms, callback });
      return id;
    },
    clearTimeout(handle) {
      open.delete(handle as number);
    },
    async advance(ms, step = 10) {
      await turn();
      for (const _ of steps(ms, step)) await turn();
    },
    run(ms, step = 10) {
      for (const _ of steps(ms, step));
    },
    get pending() {
      return open.size;
    },
  };
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isBefore(timer, heap[above] as Timer)) break;
    heap[at] = heap[above] as Timer;
    at = above;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): void {
  const timer = heap.pop();
  if (!timer || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1] as Timer, heap[below] as Timer)) below++;
    if (!isBefore(heap[below] as Timer, timer)) break;
    heap[at] = heap[below] as Timer;
    at = below;
  }
  heap[at] = timer;
}

/** Lets the promises that are due settle, and one turn of the event loop pass. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
