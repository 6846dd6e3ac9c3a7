import type { LoadShape, ShapeTick } from '../loadShape.ts';
import { demand } from './checks.ts';

/**
 * A shape of one's own: a pure function of the seconds since the start, as `LoadShape` says. An object with a
 * `tick` will do as well.
 *
 * @throws StatestormError `shape.invalid` where the name is empty or `tick` is no function
 * @example
 * export const Sine = shape('Sine', (t) => (t > 600 ? null : { users: 50 + 40 * Math.sin(t / 30), spawnRate: 10 }));
 */
export function shape(
  name: string,
  tick: (seconds: number) => ShapeTick | null,
  more: Pick<LoadShape, 'nextChangeAt' | 'userClasses' | 'peak'> = {},
): LoadShape {
  demand(typeof name === 'string' && name !== '', 'name', 'a name', name);
  demand(typeof tick === 'function', 'tick', 'a function of the seconds since the start', tick);
  return { ...more, name, tick };
}
