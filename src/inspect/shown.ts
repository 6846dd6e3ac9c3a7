import type { AnyActorRef } from 'xstate';

/** Gives a plain copy of a value in which secrets are masked; passed in. */
export type Mask = (value: unknown) => unknown;

const DEEPEST = 5;
const MOST_ITEMS = 30;
const LONGEST_TEXT = 300;
/** Values of one whole. */
const MOST_VALUES = 2000;

/**
 * A value as it may be shown: plain, its secrets masked, its depth, lists and texts cut short. Actors are told by
 * their ids, functions are left out.
 */
export function shown(value: unknown, mask: Mask): unknown {
  // Masked before texts are cut: half a secret would no longer be known for one.
  return cut(mask(pruned(value, DEEPEST, { left: MOST_VALUES })));
}

function pruned(value: unknown, depth: number, budget: { left: number }): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (isActor(value)) return `[actor ${value.id}]`;
  if (--budget.left < 0) return '[…]';
  if (value instanceof Error || value instanceof Date || value instanceof URL) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth === 0) return Array.isArray(value) ? `[${value.length} items]` : '{…}';
  if (value instanceof Set || Array.isArray(value)) {
    const items = [...first(value, MOST_ITEMS)].map((each) => pruned(each, depth - 1, budget));
    const total = Array.isArray(value) ? value.length : value.size;
    return total > MOST_ITEMS ? [...items, `[${total - MOST_ITEMS} more]`] : items;
  }
  const entries =
    value instanceof Map
      ? [...first(value, MOST_ITEMS)].map(([key, each]) => [String(key), each] as const)
      : fieldsOf(value);
  return Object.fromEntries(entries.map(([key, each]) => [key, pruned(each, depth - 1, budget)]));
}

function* first<T>(values: Iterable<T>, most: number): Generator<T> {
  let left = most;
  for (const value of values) {
    if (left-- <= 0) return;
    yield value;
  }
}

/** The fields of an object; a getter that throws costs its own field alone. */
function fieldsOf(value: object): (readonly [string, unknown])[] {
  return Object.keys(value)
    .slice(0, MOST_ITEMS)
    .map((key) => {
      try {
        return [key, (value as Record<string, unknown>)[key]] as const;
      } catch (error) {
        return [key, `[${String(error)}]`] as const;
      }
    });
}

function isActor(value: object): value is AnyActorRef {
  return 'sessionId' in value && 'getSnapshot' in value;
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
  }
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cut(each)]));
}
