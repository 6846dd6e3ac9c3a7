/** Where a value stands in a drawing. */
export interface Place {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
}

/** A value at a time; null where there was none, which breaks the line. */
export interface Spot {
  readonly time: number;
  readonly value: number | null;
}

/** The `d` of an SVG path through the spots. A spot alone between two gaps is drawn as a dot. */
export function linePath(spots: readonly Spot[], { x, y }: Place): string {
  let path = '';
  let isOpen = false;
  for (const [index, { time, value }] of spots.entries()) {
    if (value === null) {
      isOpen = false;
      continue;
    }
    const at = `${x(time).toFixed(1)},${y(value).toFixed(1)}`;
    path += `${isOpen ? 'L' : 'M'}${at}`;
    const isAlone = !isOpen && (spots[index + 1]?.value ?? null) === null;
    if (isAlone) path += `L${at}`;
    isOpen = true;
  }
  return path;
}
