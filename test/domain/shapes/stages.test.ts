import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StatestormError } from '../../../src/domain/errors.ts';
import { type Stage, stages } from '../../../src/domain/shapes/stages.ts';
import { walkShape } from './walkShape.ts';

const evening = stages([
  { duration: '2s', users: 10, spawnRate: 5, userClasses: ['Browser'] },
  { duration: 500, users: 30, userClasses: ['Browser', 'Buyer'] },
  { duration: '1m', users: 0 },
]);

describe('stages', () => {
  const first = { users: 10, spawnRate: 5, userClasses: ['Browser'] };
  const second = {
    users: 30,
    spawnRate: { from: 10, over: 0.5, fromClasses: ['Browser'] },
    userClasses: ['Browser', 'Buyer'],
  };
  const third = { users: 0, spawnRate: { from: 30, over: 60, fromClasses: ['Browser', 'Buyer'] } };

  test.each([
    [0, first],
    [1.9999, first],
    [2, second],
    [2.4999, second],
    [2.5, third],
    [62.4999, third],
    [62.5, null],
    [9999, null],
  ])('want at %d s what the stage wants that it lies in', (seconds, tick) => {
    expect(evening.tick(seconds)).toEqual(tick);
  });

  test('say when the next one begins, and when the last one is over', () => {
    expect(walkShape(evening).map(({ at }) => at)).toEqual([0, 2, 2.5, 62.5]);
    expect(evening.nextChangeAt?.(2.2)).toBe(2.5);
    expect(evening.nextChangeAt?.(62.5)).toBeNull();
  });

  test('name the classes that they use', () => {
    expect(evening.userClasses).toEqual(['Browser', 'Buyer']);
    expect(stages([{ duration: '1s', users: 1 }])).not.toHaveProperty('userClasses');
  });

  test('come from nobody where the first one is a ramp', () => {
    expect(stages([{ duration: '5s', users: 7 }]).tick(0)).toEqual({
      users: 7,
      spawnRate: { from: 0, over: 5 },
    });
  });

  test('go by the name given', () => {
    expect(stages([{ duration: '1s', users: 1 }], { name: 'Evening' }).name).toBe('Evening');
  });

  test('follow each other at their times, to the ms, however many and short they are', () => {
    const list = fc.array(
      fc.record({
        duration: fc.integer({ min: 1, max: 100_000 }),
        users: fc.integer({ min: 0, max: 1000 }),
      }),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(list, (made) => {
        const moments = walkShape(stages(made));
        expect(moments.map(({ tick }) => tick?.users)).toEqual([
          ...made.map(({ users }) => users),
          undefined,
        ]);
        let elapsed = 0;
        for (const [index, { at }] of moments.entries()) {
          expect(at).toBe(elapsed / 1000);
          elapsed += made[index]?.duration ?? 0;
        }
      }),
    );
  });
});

describe('a stage that cannot be', () => {
  const good = { duration: '1s', users: 1 };
  test.each([
    [{ users: -1 }, 'stages[1].users must be a whole number of 0 or more, not -1'],
    [{ users: Number.NaN }, 'stages[1].users must be a whole number of 0 or more, not NaN'],
    [{ users: 2.5 }, 'stages[1].users must be a whole number of 0 or more, not 2.5'],
    [{ users: '5' }, 'stages[1].users must be a whole number of 0 or more, not "5"'],
    [{ users: undefined }, 'stages[1].users must be'],
    [{ duration: 0 }, 'stages[1].duration must be a duration above 0, such as "30s", not 0'],
    [{ duration: '0s' }, 'stages[1].duration must be'],
    [{ duration: -5 }, 'stages[1].duration must be'],
    [{ duration: 'long' }, 'stages[1].duration must be a duration above 0, such as "30s", not "long"'],
    [{ duration: undefined }, 'stages[1].duration must be'],
    [{ spawnRate: 0 }, 'stages[1].spawnRate must be a number above 0, not 0'],
    [{ spawnRate: Number.POSITIVE_INFINITY }, 'stages[1].spawnRate must be'],
    [{ spawnRate: null }, 'stages[1].spawnRate must be a number above 0, not null'],
    [{ userClasses: [] }, 'stages[1].userClasses must be a list of at least one name of a user class'],
    [{ userClasses: [{}] }, 'stages[1].userClasses must be'],
    [{ userClasses: 'Browser' }, 'stages[1].userClasses must be'],
    [{ spawn_rate: 5 }, 'stages[1].spawn_rate is not known'],
  ])('%o is refused by name', (wrong, message) => {
    expect(() => stages([good, { ...good, ...wrong } as Stage])).toThrow(message);
  });

  test.each([[[]], [undefined], [{ duration: '1s', users: 1 }]])('a list of %o is none', (list) => {
    expect(() => stages(list as never)).toThrow('stages must be a list of at least one stage');
  });

  test('is an error with a code and a hint', () => {
    const error = (() => {
      try {
        return stages([{ ...good, users: -1 }]);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(StatestormError);
    expect(error).toMatchObject({
      code: 'shape.invalid',
      hint: 'Correct "stages[0].users" in the load file.',
    });
    expect(() => stages([null as never])).toThrow('stages[0] must be an object, not null');
  });
});
