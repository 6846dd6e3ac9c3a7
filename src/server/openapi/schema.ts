import type { Schema } from './openApi.ts';

/** The names of T's keys that may be left out. */
type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
/** The keys of T that are written out, without patterns such as `percentile_${number}`. */
type NamedKey<T> = keyof { [K in keyof T as object extends Record<K, 1> ? never : K]: T[K] };

/**
 * The schema of an object that the server writes from a value of type T: a key without a description, or a
 * description without its key, does not compile. `more` describes keys whose names depend on the configuration.
 */
export function objectOf<T extends object>(
  properties: { readonly [K in NamedKey<T>]-?: Schema },
  {
    optional = [],
    more = {},
    ...about
  }: { optional?: readonly OptionalKey<T>[]; more?: Readonly<Record<string, Schema>> } & Schema = {},
): Schema {
  const all: Record<string, Schema> = { ...properties, ...more };
  const required = Object.keys(all).filter((key) => !(optional as readonly unknown[]).includes(key));
  return { type: 'object', ...about, ...(required.length > 0 && { required }), properties: all };
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

export function text(description: string, more: Schema = {}): Schema {
  return { type: 'string', description, ...more };
}

/** A whole number of 0 or more. */
export function count(description: string, more: Schema = {}): Schema {
  return { type: 'integer', minimum: 0, description, ...more };
}

/** A number of 0 or more. */
export function amount(description: string, more: Schema = {}): Schema {
  return { type: 'number', minimum: 0, description, ...more };
}

export function listOf(items: Schema, description: string, more: Schema = {}): Schema {
  return { type: 'array', items, description, ...more };
}

/** The same, or null. */
export function nullable({ type, ...rest }: Schema): Schema {
  return { ...rest, type: [...(type === undefined ? [] : [type].flat()), 'null'] };
}
