import { expect, test } from 'vitest';
import type { LoadShape, ShapePeak } from '../../../src/domain/loadShape.ts';
import { askShape } from '../../../src/domain/shapeAnswer.ts';
import { doubleWave } from '../../../src/domain/shapes/doubleWave.ts';
import { refusalOf } from '../../../src/domain/shapes/peak.ts';
import { shape } from '../../../src/domain/shapes/shape.ts';
import { stages } from '../../../src/domain/shapes/stages.ts';
import { stepShape } from '../../../src/domain/shapes/stepShape.ts';

const STAIRS = { stepTime: 30, stepUsers: 10, spawnRate: 10 };

test.each<[string, LoadShape, ShapePeak]>([
  [
    'stages, at the first of their greatest',
    stages([
      { duration: '30s', users: 5 },
      { duration: '1m', users: 20 },
      { duration: '1m', users: 20, spawnRate: 1 },
      { duration: '30s', users: 0 },
    ]),
    { users: 20, at: 30 },
  ],
  ['a staircase', stepShape({ ...STAIRS, timeLimit: 300 }), { users: 110, at: 300 }],
  ['a staircase cut short', stepShape({ ...STAIRS, timeLimit: 100 }), { users: 40, at: 90 }],
  [
    'waves',
    doubleWave({ duration: '10m', minUsers: 20, firstPeak: 40, secondPeak: 60 }),
    { users: 60, at: 400 },
  ],
  [
    'waves downwards',
    doubleWave({ duration: '10m', minUsers: 20, firstPeak: 4, secondPeak: 6 }),
    { users: 20, at: 0 },
  ],
])('the peak is known of %s, and is what the shape comes to', (_, known, peak) => {
  expect(known.peak).toEqual(peak);
  const asked = Array.from({ length: 700 }, (__, second) => known.tick(second)?.users ?? 0);
  expect(Math.max(...asked)).toBe(peak.users);
  expect(known.tick(peak.at)?.users).toBe(peak.users);
});

test('a known peak above the bound refuses the start, naming the shape, the moment and --max-users', () => {
  const steep = stages(
    [
      { duration: '90s', users: 5 },
      { duration: '1s', users: 51 },
    ],
    { name: 'Steep' },
  );
  expect(refusalOf(steep, 50)).toBe(
    'The load shape Steep asks for 51 users, more than --max-users allows (50), at 90 s',
  );
  expect(refusalOf(steep, 51)).toBeUndefined();
  expect(
    refusalOf(
      shape('Own', () => ({ users: 1e6, spawnRate: 1 })),
      50,
    ),
  ).toBeUndefined();
});

test('a shape whose peak is not known fails where it asks for too many', () => {
  const growing = shape('Growing', (t) => ({ users: 10 * t, spawnRate: 10 }));
  const asked = { shape: growing, classes: [{ name: 'A', weight: 1, fixedCount: 0 }], mostUsers: 50 };
  expect(askShape(asked, 5)?.kind).toBe('load');
  expect(askShape(asked, 6)).toEqual({
    kind: 'failed',
    message: 'The load shape Growing failed at 6 s: it asks for 60 users, more than --max-users allows (50)',
  });
  expect(askShape({ ...asked, mostUsers: 200_000 }, 15_000)?.kind).toBe('load');
});
