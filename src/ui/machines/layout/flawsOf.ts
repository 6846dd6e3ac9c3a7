import type { Arrow, Box, Drawing, Point, Rectangle } from './drawing.ts';

/** Less than a person sees, px. */
const HAIR = 0.5;

/**
 * What is wrong with a drawing, in words; empty where it can be shown: states stand within the states around
 * them and beside their siblings, labels cover no state, no name and no other label, arrows run at right angles
 * from the edge of their source to the edge of their target.
 */
export function flawsOf(drawing: Drawing): string[] {
  return [...flawsOfBoxes(drawing), ...flawsOfLabels(drawing), ...flawsOfArrows(drawing)];
}

/** Whether two rectangles share more than an edge. */
export function overlap(a: Rectangle, b: Rectangle): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > HAIR && down > HAIR;
}

function flawsOfBoxes({ boxes, width, height }: Drawing): string[] {
  const flaws: string[] = [];
  for (const box of boxes) {
    const around = boxes.find(({ node }) => node.path === box.node.parent);
    if (!inside(box, around ?? { x: 0, y: 0, width, height })) flaws.push(`${box.node.path} stands outside`);
    if (around && overlap(box, nameOf(around))) flaws.push(`${box.node.path} covers a name`);
  }
  const siblings = pairs(boxes).filter(([a, b]) => a.node.parent === b.node.parent && overlap(a, b));
  return [...flaws, ...siblings.map(([a, b]) => `${a.node.path} covers ${b.node.path}`)];
}

function flawsOfLabels({ boxes, arrows, width, height }: Drawing): string[] {
  const flaws: string[] = [];
  for (const { edge, label } of arrows) {
    if (!inside(label, { x: 0, y: 0, width, height })) flaws.push(`the label of ${edge.id} stands outside`);
    const hit = boxes.filter((box) => overlap(label, box.isOuter ? nameOf(box) : box));
    flaws.push(...hit.map(({ node }) => `the label of ${edge.id} covers ${node.path}`));
  }
  const hidden = pairs(arrows).filter(([a, b]) => overlap(a.label, b.label));
  return [
    ...flaws,
    ...hidden.map(([a, b]) => `the labels of ${a.edge.id} and ${b.edge.id} cover one another`),
  ];
}

function flawsOfArrows({ boxes, arrows, initials }: Drawing): string[] {
  const flaws: string[] = [];
  const box = (path: string | null): Box | undefined => boxes.find(({ node }) => node.path === path);
  for (const { edge, points } of arrows) {
    if (!begins(points[0], box(edge.source))) flaws.push(`${edge.id} does not begin at its source`);
    if (!begins(points.at(-1), box(edge.target))) flaws.push(`${edge.id} does not end at its target`);
    if (!isOrthogonal(points)) flaws.push(`${edge.id} runs askew`);
  }
  for (const { path, points } of initials) {
    const initial = box(path)?.node.initial ?? null;
    if (!touches(points.at(-1), box(initial)))
      flaws.push(`the initial arrow of ${path} does not end at its state`);
  }
  return flaws;
}

/** The upper part of a state with others within: its name and what stands below it. */
function nameOf({ x, y, width, face }: Box): Rectangle {
  return { x, y, width, height: face.height };
}

function inside(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x - HAIR &&
    inner.y >= outer.y - HAIR &&
    inner.x + inner.width <= outer.x + outer.width + HAIR &&
    inner.y + inner.height <= outer.y + outer.height + HAIR
  );
}

/** Whether a point is on the edge of a box, or on the line below its name. */
function begins(point: Point | undefined, box: Box | undefined): boolean {
  return touches(point, box) || (box !== undefined && touches(point, nameOf(box)));
}

function touches(point: Point | undefined, box: Rectangle | undefined): boolean {
  if (point === undefined || box === undefined) return false;
  const grown = { x: box.x - 1, y: box.y - 1, width: box.width + 2, height: box.height + 2 };
  const core = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 };
  return holds(grown, point) && !holds(core, point);
}

function holds({ x, y, width, height }: Rectangle, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

function isOrthogonal(points: Arrow['points']): boolean {
  return points.every((point, index) => {
    const before = points[index - 1] ?? point;
    return Math.abs(before.x - point.x) < HAIR || Math.abs(before.y - point.y) < HAIR;
  });
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));
}
