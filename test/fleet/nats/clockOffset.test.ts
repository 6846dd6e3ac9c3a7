import { describe, expect, it } from 'vitest';
import { measureOffset } from '../../../src/fleet/nats/clockOffset.ts';
import { heldClock } from '../../support/heldClock.ts';

/** Answers of a clock that is `behind` ours, each on its way there and back for so many ms. */
function answers(ways: readonly (readonly [there: number, back: number])[], behind: number) {
  const clock = heldClock();
  let asked = 0;
  const ask = async (by = 'one') => {
    const [there, back] = ways[asked++] as readonly [number, number];
    clock.run(there);
    const at = clock.now() - behind;
    clock.run(back);
    return { at, by };
  };
  return { clock, ask, asked: () => asked };
}

describe('the offset of a clock', () => {
  it('is that of the quickest of 8 answers, wrong by half of its way at most', async () => {
    const ways = [
      [90, 10],
      [5, 60],
      [2, 3],
      [40, 40],
      [1, 7],
      [30, 1],
      [9, 9],
      [20, 5],
    ] as const;
    const { clock, ask, asked } = answers(ways, 5000);
    const { ms, by } = await measureOffset(ask, clock);
    expect(asked()).toBe(8);
    expect(by).toBe('one');
    // 2.5 ms of the way are taken for each direction, and it was 2 there.
    expect(ms).toBe(5000 + 2.5 - 2);
    expect(Math.abs(ms - 5000)).toBeLessThanOrEqual(2.5);
  });

  it('is that to the coordinator which answers last', async () => {
    const ways = Array.from({ length: 8 }, (_, index) => [index + 1, index + 1] as const);
    const { clock, ask, asked } = answers(ways, -300);
    const offset = await measureOffset(() => ask(asked() < 5 ? 'one' : 'two'), clock);
    expect(offset).toMatchObject({ ms: -300, by: 'two' });
  });
});
