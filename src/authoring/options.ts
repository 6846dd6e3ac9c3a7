import { StatestormError } from '../domain/errors.ts';

/** Marks what `defineOptions` made, across copies of this module. */
export const OPTIONS: unique symbol = Symbol.for('statestorm.options') as never;

interface Common {
  readonly description?: string;
  /** Masked wherever it would be shown. */
  readonly secret?: boolean;
}

/** One option that a load file declares. */
export type OptionDeclaration =
  | (Common & { readonly type: 'text'; readonly default?: string })
  | (Common & { readonly type: 'integer' | 'number'; readonly default?: number })
  | (Common & { readonly type: 'flag'; readonly default?: boolean })
  | (Common & { readonly type: 'choice'; readonly choices: readonly string[]; readonly default?: string });

/** Options by their names in camelCase. */
export interface OptionDeclarations {
  readonly [name: string]: OptionDeclaration;
}

type Plain<D> = D extends { readonly type: 'integer' | 'number' }
  ? number
  : D extends { readonly type: 'flag' }
    ? boolean
    : D extends { readonly type: 'choice'; readonly choices: readonly (infer C)[] }
      ? C
      : string;

/** The typed values of declared options. */
export type OptionValuesOf<D extends OptionDeclarations> = {
  readonly [K in keyof D]: D[K] extends { readonly default: unknown } | { readonly type: 'flag' }
    ? Plain<D[K]>
    : Plain<D[K]> | undefined;
};

/** What `defineOptions` gives: plain data. */
export interface DeclaredOptions<D extends OptionDeclarations = OptionDeclarations> {
  readonly [OPTIONS]: true;
  readonly declarations: D;
}

/** Options of a load file, set by flag, variable or field of /swarm. */
export function defineOptions<const D extends OptionDeclarations>(declarations: D): DeclaredOptions<D> {
  return { [OPTIONS]: true, declarations };
}

/** Whether a value was made by `defineOptions`. */
export function isDeclaredOptions(value: unknown): value is DeclaredOptions {
  return typeof value === 'object' && value !== null && (value as DeclaredOptions)[OPTIONS] === true;
}

/** The declared options out of the values of a test, by their names; defaults where nothing was given. */
export function readOptions<D extends OptionDeclarations>(
  declared: DeclaredOptions<D>,
  values: Readonly<Record<string, unknown>>,
): OptionValuesOf<D> {
  if (!isDeclaredOptions(declared)) {
    throw new StatestormError('options.undeclared', 'options() was not given what defineOptions() made', {
      hint: 'Export it from the load file and give it: options(shop).tier.',
    });
  }
  const entries = Object.entries(declared.declarations).map(([name, { type, default: otherwise }]) => [
    name,
    values[name] ?? otherwise ?? (type === 'flag' ? false : undefined),
  ]);
  return Object.freeze(Object.fromEntries(entries)) as OptionValuesOf<D>;
}
