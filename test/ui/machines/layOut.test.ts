import { describe, expect, it } from 'vitest';
import type { Drawing } from '../../../src/ui/machines/layout/drawing.ts';
import { flawsOf } from '../../../src/ui/machines/layout/flawsOf.ts';
import { layOut } from '../../../src/ui/machines/layout/layOut.ts';
import { CHARTS, chart, measure } from './support/charts.ts';

const ROOMS = [
  { width: 940, height: 620 },
  { width: 360, height: 560 },
];

describe.each(CHARTS.map((chart) => ({ id: chart.id, chart })))('the drawing of $id', async ({ chart }) => {
  const drawings: Drawing[] = [];
  for (const room of ROOMS) drawings.push(await layOut(chart, { measure, room }));
  drawings.push(await layOut(chart, { measure, hasBadges: true }));

  it('has every state once, and every transition as an arrow or as a line of its state', () => {
    for (const { boxes, arrows } of drawings) {
      expect(boxes.map(({ node }) => node.path)).toEqual(chart.nodes.map(({ path }) => path));
      const lines = boxes.flatMap(({ face }) => face.lines.flatMap(({ edge }) => edge?.id ?? []));
      const drawn = [...arrows.map(({ edge }) => edge.id), ...lines];
      expect(drawn.toSorted()).toEqual(chart.edges.map(({ id }) => id).toSorted());
    }
  });

  it('marks the initial state of every compound state', () => {
    const compound = chart.nodes.filter(({ initial }) => initial !== null).map(({ path }) => path);
    for (const { initials } of drawings) expect(initials.map(({ path }) => path)).toEqual(compound);
  });

  it('has nothing that covers another, stands outside, or leads past its end', () => {
    expect(drawings.map(flawsOf)).toEqual([[], [], []]);
  });
});

describe('a drawing with a flaw', async () => {
  const sound = await layOut(chart('shopping'), { measure });
  const [arrow, second] = sound.arrows;

  it.each([
    ['a label on another', { arrows: [arrow!, { ...second!, label: arrow!.label }] }, 'cover one another'],
    ['a label outside', { arrows: [{ ...arrow!, label: { ...arrow!.label, x: -20 } }] }, 'stands outside'],
    ['an arrow into nothing', { arrows: [{ ...arrow!, points: [{ x: 0, y: 0 }] }] }, 'does not end'],
    ['a state on a name', { boxes: sound.boxes.map((box) => ({ ...box, y: 0 })) }, 'covers a name'],
    ['an initial arrow that is gone', { initials: [{ ...sound.initials[0]!, points: [] }] }, 'initial arrow'],
  ])('is told by %s', (_, change, words) => {
    expect(flawsOf({ ...sound, ...change }).join('\n')).toContain(words);
  });
});
