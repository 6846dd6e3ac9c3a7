/** By which column rows stand, and which way. */
export interface Order {
  readonly by: string;
  readonly descending: boolean;
}

/** Another column begins with the greatest number, or the first word; the same one is turned around. */
export function turned(order: Order | null, by: string, isNumber: boolean): Order {
  return order?.by === by ? { by, descending: !order.descending } : { by, descending: isNumber };
}

/** The rows in that order; those that are alike stay as they are. */
export function sorted<Row>(
  rows: readonly Row[],
  value: (row: Row) => number | string,
  descending: boolean,
): Row[] {
  const turn = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    return x < y ? -turn : x > y ? turn : 0;
  });
}
