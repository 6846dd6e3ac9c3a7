import type { Clock } from '../../domain/clock.ts';

/** What a coordinator answers who asks for its time: ms since the epoch, and which coordinator it is. */
export interface Time {
  readonly at: number;
  readonly by: string;
}

/** What a coordinator says once a second, and whom it answers: its time, and how long members go on without the next of these words, ms. */
export interface Lease extends Time {
  readonly leaseTime: number;
}

/** How far a clock is ahead of a coordinator's, ms. */
export interface ClockOffset {
  readonly ms: number;
  readonly by: string;
}

const QUESTIONS = 8;

/**
 * Asks a coordinator for its time several times, and believes the quickest answer: the offset is wrong by half of
 * its way at most. As in Cristian's algorithm (Probabilistic clock synchronization, 1989).
 * @throws Error of `ask`, where nobody answers.
 */
export async function measureOffset(ask: () => Promise<Time>, clock: Clock): Promise<ClockOffset> {
  let best: (ClockOffset & { readonly trip: number }) | undefined;
  for (let question = 0; question < QUESTIONS; question++) {
    const sent = clock.now();
    const { at, by } = await ask();
    const trip = clock.now() - sent;
    // Of the last one that answers, where another has taken over meanwhile.
    if (best !== undefined && best.by === by && best.trip <= trip) continue;
    best = { ms: sent + trip / 2 - at, by, trip };
  }
  return best as ClockOffset;
}
