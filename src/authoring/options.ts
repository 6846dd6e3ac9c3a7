import { StatestormError } from '../domain/errors.ts';
import { faultOfOptions } from './checkOptions.ts';
import { namesOf } from './optionNames.ts';

/** Marks what `defineOptions` made, across copies of this module. */
export const OPTIONS: unique symbol = Symbol.for('statestorm.options') as never;

interface Described {
  /** One sentence for the help and the page. */
  readonly description?: string;
  /** What the page writes at the field; the name in words where left out. */
  readonly label?: string;
}

interface Demanded extends Described {
  /** Whether a load is refused while the option has no value; not together with a default. */
  readonly required?: boolean;
}

interface Concealed extends Demanded {
  /** Whether its value is kept out of the help, the page, errors and the log. */
  readonly secret?: boolean;
}

interface Numeric extends Concealed {
  readonly default?: number;
  /** The least value. */
  readonly min?: number;
  /** The greatest value. */
  readonly max?: number;
}

/** One option. Without a `default` it is undefined where nobody gives a value; a flag is false. */
export type OptionDeclaration =
  | (Concealed & { readonly type: 'text'; readonly default?: string })
  | (Numeric & { readonly type: 'integer' })
  | (Numeric & { readonly type: 'number' })
  | (Demanded & { readonly type: 'choice'; readonly choices: readonly string[]; readonly default?: string })
  | (Described & { readonly type: 'flag'; readonly default?: boolean });

/** Options by their names, which are in camelCase. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/** Options that a load file declares: plain data, made by `defineOptions`. */
export interface DeclaredOptions<D extends OptionDeclarations = OptionDeclarations> {
  readonly [OPTIONS]: true;
  readonly declarations: D;
}

type Kind<O extends OptionDeclaration> = O extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : { text: string; choice: string; integer: number; number: number; flag: boolean }[O['type']];

type ValueOf<O extends OptionDeclaration> = O extends
  | { readonly type: 'flag' }
  | { readonly default: string | number }
  | { readonly required: true }
  ? Kind<O>
  : Kind<O> | undefined;

/** The values of declared options, each in its type. */
export type OptionValuesOf<D extends OptionDeclarations> = { readonly [Name in keyof D]: ValueOf<D[Name]> };

/** The values of what `defineOptions` gave: `OptionValues<typeof shop>`. */
export type OptionValues<T extends DeclaredOptions> = OptionValuesOf<T['declarations']>;

/** What a declaration must hold to besides: its default is one of the choices, and no property is a stray one. */
type Checked<D extends OptionDeclarations> = {
  readonly [Name in keyof D]: (D[Name] extends { readonly choices: readonly (infer Choice)[] }
    ? { readonly default?: Choice }
    : unknown) & {
    readonly [Stray in Exclude<keyof D[Name], PropertyOf<D[Name]['type']>>]?: never;
  };
};

type PropertyOf<Type extends OptionDeclaration['type']> = keyof Extract<
  OptionDeclaration,
  { readonly type: Type }
>;

/**
 * Options of a load file. Export what it gives: then each is set by a flag (`pageSize` by `--page-size`), a
 * variable (`LOCUST_PAGE_SIZE`), a config file (`page-size`) or a field of /swarm (`page_size`), and read in
 * tasks by `options(…)`.
 * @throws StatestormError `options.invalid` naming the option and what is wrong with it.
 * @example
 * export const shop = defineOptions({
 *   tier: { type: 'choice', choices: ['free', 'paid'], default: 'free', description: 'Which accounts to use' },
 *   pageSize: { type: 'integer', default: 20, min: 1 },
 *   apiKey: { type: 'text', secret: true },
 * });
 */
export function defineOptions<const D extends OptionDeclarations>(
  declarations: D & Checked<D>,
): DeclaredOptions<D> {
  const fault = faultOfOptions(declarations);
  if (fault) {
    throw new StatestormError('options.invalid', `defineOptions(): ${fault.path} must be ${fault.due}`, {
      hint: `Correct "${fault.path}" in the load file.`,
    });
  }
  return { [OPTIONS]: true, declarations };
}

/** Whether a value was made by `defineOptions`. */
export function isDeclaredOptions(value: unknown): value is DeclaredOptions {
  return typeof value === 'object' && value !== null && (value as DeclaredOptions)[OPTIONS] === true;
}

/** What was read of values that a test holds, so that a task that reads at every turn costs two look-ups. */
const READ = new WeakMap<object, WeakMap<object, object>>();

/**
 * The typed values of declared options, frozen.
 * @param values what a test holds: checked values by the names in camelCase. Never changed, but replaced whole.
 * @throws StatestormError `options.unknown` where no load file exports these options, `options.missing` where a
 *   required one has no value.
 */
export function readOptions<D extends OptionDeclarations>(
  declared: DeclaredOptions<D>,
  values: Readonly<Record<string, unknown>>,
): OptionValuesOf<D> {
  const known = READ.get(values)?.get(declared);
  return (known ?? readAnew(declared, values)) as OptionValuesOf<D>;
}

function readAnew(declared: DeclaredOptions, values: Readonly<Record<string, unknown>>): object {
  const typed = typedValues(declared, values);
  const ofValues = READ.get(values) ?? new WeakMap<object, object>();
  READ.set(values, ofValues.set(declared, typed));
  return typed;
}

function typedValues(declared: DeclaredOptions, values: Readonly<Record<string, unknown>>): object {
  if (!isDeclaredOptions(declared)) {
    throw new StatestormError('options.unknown', 'options() was not given what defineOptions() gave', {
      hint: 'Write options(shop), where shop is what defineOptions() gave.',
    });
  }
  const entries = Object.entries(declared.declarations).map(([key, declaration]) => {
    const { name, variable, field } = namesOf(key);
    if (!Object.hasOwn(values, key)) {
      throw new StatestormError('options.unknown', `The option ${key} is none of a load file`, {
        hint: 'Export what defineOptions() gave from a file that -f names.',
      });
    }
    if (values[key] === undefined && 'required' in declaration && declaration.required) {
      throw new StatestormError('options.missing', `The option ${key} has no value`, {
        hint: `Give it by --${name}, ${variable} or the field ${field} of /swarm.`,
      });
    }
    return [key, values[key]];
  });
  return Object.freeze(Object.fromEntries(entries));
}
