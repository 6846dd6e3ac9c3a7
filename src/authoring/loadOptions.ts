import { readFlag, readInteger, readNumber, readWord } from '../domain/readValue.ts';
import { namesOf } from './optionNames.ts';
import type { DeclaredOptions, OptionDeclaration } from './options.ts';

/** One option of a load file, under all the names it goes by, and how a text becomes its value. */
export interface LoadOption {
  /** Its name in the load file, and among the values of a test: `pageSize`. */
  readonly key: string;
  /** Its flag without dashes: `page-size`. */
  readonly name: string;
  /** Its field in forms: `page_size`. */
  readonly field: string;
  readonly section: 'Load file';
  readonly kind: OptionDeclaration['type'];
  readonly type: {
    /** What would be right, as an error says it. */
    readonly expects: string;
    readonly takes: 'flag' | 'one';
    /** A text that stands for not giving the option. */
    readonly unset?: string;
    /** The value; undefined where the text is none. */
    parse(text: string): unknown;
  };
  readonly label: string;
  readonly description: string;
  readonly default?: unknown;
  readonly choices: readonly string[] | undefined;
  /** The placeholder of the flag's value. */
  readonly argument: string;
  readonly secret: boolean;
  readonly required: boolean;
}

/** All options of the declared ones, in their order. */
export function loadOptions(declared: readonly DeclaredOptions[]): LoadOption[] {
  return declared.flatMap(({ declarations }) =>
    Object.entries(declarations).map(([key, declaration]) => loadOption(key, declaration)),
  );
}

/** The secrets among the values of options, for a log to mask. */
export function secretValues(
  options: readonly LoadOption[],
  values: Readonly<Record<string, unknown>>,
): string[] {
  return options.flatMap(({ secret, key }) =>
    secret && values[key] !== undefined ? [String(values[key])] : [],
  );
}

function loadOption(key: string, declaration: OptionDeclaration): LoadOption {
  const { name, field, words } = namesOf(key);
  const { type: kind, label = words, description = '', default: value } = declaration;
  const choices = declaration.type === 'choice' ? declaration.choices : undefined;
  return {
    key,
    name,
    field,
    section: 'Load file',
    kind,
    type: typeOf(declaration),
    label,
    description,
    choices,
    argument: placeholder(kind, choices),
    secret: 'secret' in declaration && declaration.secret === true,
    required: 'required' in declaration && declaration.required === true,
    ...(value !== undefined && { default: value }),
  };
}

/** The choices themselves, where they are few and plain enough to stand in the help. */
function placeholder(kind: string, choices: readonly string[] = []): string {
  const all = choices.join('|');
  return /^\w[\w|.-]{0,39}$/.test(all) && !all.includes('|-') ? all : kind;
}

function typeOf(declaration: OptionDeclaration): LoadOption['type'] {
  switch (declaration.type) {
    case 'flag':
      return { expects: 'true or false', takes: 'flag', parse: readFlag };
    case 'text':
      return { expects: 'a text', takes: 'one', unset: '', parse: (text) => text };
    case 'choice': {
      const { choices } = declaration;
      const parse = (text: string): unknown => readWord(text, choices);
      return { expects: `one of ${choices.join(', ')}`, takes: 'one', parse };
    }
    case 'integer':
    case 'number': {
      const { type, min, max } = declaration;
      const read = type === 'integer' ? readInteger : readNumber;
      const parse = (text: string): unknown => within(read(text), min, max);
      return { expects: `${NOUN[type]}${boundsText(min, max)}`, takes: 'one', parse };
    }
  }
}

const NOUN = { integer: 'a whole number', number: 'a number' };

function within(value: number | undefined, min = -Infinity, max = Infinity): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function boundsText(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of ${min} or more`;
  return max === undefined ? '' : ` of ${max} or less`;
}
