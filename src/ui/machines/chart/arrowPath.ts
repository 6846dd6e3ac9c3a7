import type { Point } from '../layout/drawing.ts';

/** The path of an SVG through points, with corners rounded by `radius` px at most. */
export function arrowPath(points: readonly Point[], radius = 6): string {
  const parts = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined) return `M ${at(point)}`;
    if (after === undefined) return `L ${at(point)}`;
    const bend = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2);
    return `L ${at(towards(point, before, bend))} Q ${at(point)} ${at(towards(point, after, bend))}`;
  });
  return parts.join(' ');
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}
