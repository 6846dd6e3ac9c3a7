import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../src/ui/machines/layout/segments.ts';

const parents = new Map([
  ['', null],
  ['a', ''],
  ['a.b', 'a'],
  ['a.b.c', 'a.b'],
  ['d', ''],
  ['d.e', 'd'],
]);

/** Stretches in short: the state around, from where to where, `|` for the edge of a state, `*` where the label is. */
function stretches(source: string, target: string | null): string[] {
  return segmentsOf({ id: 'x', source, target }, parents).map(({ around, from, to, hasLabel }) => {
    const [begin, end] = [from, to].map(({ path, isGate }) => path + (isGate ? '|' : ''));
    return `${around ?? 'canvas'}: ${begin} ${end}${hasLabel ? ' *' : ''}`;
  });
}

describe('the stretches of an arrow', () => {
  it.each<[string, string | null, string[]]>([
    ['a', 'd', [': a d *']],
    ['a.b.c', 'd.e', ['a.b: a.b.c a.b|', 'a: a.b| a|', ': a| d| *', 'd: d| d.e']],
    ['a', 'a.b.c', ['a: a| a.b| *', 'a.b: a.b| a.b.c']],
    ['a.b.c', 'a', ['a.b: a.b.c a.b|', 'a: a.b| a| *']],
    ['a', 'a', [': a a *']],
    ['', '', ['canvas:   *']],
    ['a', null, []],
  ])('from "%s" to "%s" stay within one state each', (source, target, expected) => {
    expect(stretches(source, target)).toEqual(expected);
  });
});
