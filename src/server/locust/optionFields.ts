import type { LoadOption } from '../../authoring/loadOptions.ts';
import type { Fields } from '../middleware/fields.ts';
import { clip } from '../middleware/numbers.ts';
import type { LocustPortOptions } from '../options.ts';
import { Refusal } from './refusal.ts';

/** The longest text that is kept, in letters. */
const LONGEST = 10_000;

type Values = Readonly<Record<string, unknown>>;

/**
 * The values of the test's options, or of `before`, with what a form changes of them. A field that is left out keeps its value,
 * and so does a secret one that is empty, since the page does not show it; another one that is empty goes back
 * to its default.
 * @throws Refusal naming the field and what is due, or the option that port 80's load lacks
 */
export function readOptionFields(
  fields: Fields,
  { test, role, config: { options = [] } }: LocustPortOptions,
  before: Values = test.options,
): Values {
  const changes = options.flatMap((option) => {
    const text = fieldOf(option, fields);
    if (text === undefined || (option.secret && text.trim() === '')) return [];
    return [[option.key, readField(option, text)]];
  });
  if (changes.length === 0 && role === 'recipes') return before;
  const values: Values = { ...before, ...Object.fromEntries(changes) };
  // Port 81's recipes may well do without; a user that does not says so where it reads the option.
  const missing = options.find(
    ({ required, key }) => role === 'web' && required && values[key] === undefined,
  );
  if (missing) throw new Refusal(`${missing.field} is missing: ${missing.type.expects} is due`);
  return changes.length === 0 ? before : Object.freeze(values);
}

/** The text of an option's field, in any of the spellings that clients have for it. */
function fieldOf({ field, key, name }: LoadOption, fields: Fields): string | undefined {
  // Locust's page writes a field's name anew from its camelCase: a digit becomes a word, too.
  const rewritten = key.replace(/([a-z0-9])([A-Z0-9])/g, '$1_$2').toLowerCase();
  for (const spelling of [field, key, name, rewritten]) {
    const text = fields.first(spelling);
    if (text !== undefined) return text;
  }
  return undefined;
}

function readField({ field, type, secret, default: usual }: LoadOption, text: string): unknown {
  if (text.trim() === '' && type.takes !== 'flag') return usual;
  if (text.length > LONGEST) throw new Refusal(`${field} must be at most ${LONGEST} letters long`);
  const value = type.parse(text);
  if (value !== undefined) return value;
  throw new Refusal(`${field} must be ${type.expects}${secret ? '' : `: ${clip(text)}`}`);
}
