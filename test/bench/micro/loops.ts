import { defineUser } from '../../../src/authoring/defineUser.ts';
import { systemClock } from '../../../src/domain/clock.ts';
import { noWait } from '../../../src/domain/pacing.ts';
import { lifeOf, runLoop } from '../../engine/user.ts';
import type { Group } from './part.ts';

/** Iterations of all loops together in one run. */
const ITERATIONS = 20_000;

const hasty: Group = {
  of: 'loops',
  sizes: [1, 100, 10_000],
  make(n) {
    let done = 0;
    let until = Number.POSITIVE_INFINITY;
    let wake = (): void => {};
    const task = async (): Promise<void> => {
      if (++done === until) wake();
    };
    const definition = defineUser('Hasty', { waitTime: noWait, tasks: { task } });
    const loops = Array.from({ length: n }, () => runLoop(lifeOf(definition, { clock: systemClock }).life));
    const run = (): Promise<void> =>
      new Promise((resolve) => {
        until = done + ITERATIONS;
        wake = resolve;
      });
    return {
      parts: { 'an iteration of a loop without a wait': { times: ITERATIONS, run } },
      end() {
        for (const { control, subscription } of loops) {
          control.cut();
          subscription.unsubscribe();
        }
      },
    };
  },
};

export const loops: readonly Group[] = [hasty];
