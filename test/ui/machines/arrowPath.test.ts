import { describe, expect, it } from 'vitest';
import { arrowPath } from '../../../src/ui/machines/chart/arrowPath.ts';

describe('the path of an arrow', () => {
  it('runs straight between two points', () => {
    expect(
      arrowPath([
        { x: 0, y: 0 },
        { x: 0, y: 40 },
      ]),
    ).toBe('M 0 0 L 0 40');
  });

  it('rounds its corners by no more than half a stretch', () => {
    const corner = [
      { x: 0, y: 0 },
      { x: 0, y: 40 },
      { x: 4, y: 40 },
    ];
    expect(arrowPath(corner, 6)).toBe('M 0 0 L 0 38 Q 0 40 2 40 L 4 40');
  });
});
