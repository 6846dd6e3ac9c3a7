import type { Fault } from './checkTasks.ts';
import type { OptionDeclaration } from './options.ts';

type Properties = Readonly<Record<string, unknown>>;

const DESCRIBED = ['type', 'description', 'label', 'default'];
const DEMANDED = [...DESCRIBED, 'required'];
const CONCEALED = [...DEMANDED, 'secret'];
const NUMERIC = [...CONCEALED, 'min', 'max'];

/** What each type of option may say of itself. */
const PROPERTIES: Readonly<Record<OptionDeclaration['type'], readonly string[]>> = {
  text: CONCEALED,
  integer: NUMERIC,
  number: NUMERIC,
  choice: [...DEMANDED, 'choices'],
  flag: DESCRIBED,
};
const TYPES = Object.keys(PROPERTIES).join(', ');

/** The first fault of what `defineOptions` was given. A default is never quoted: it may be a secret. */
export function faultOfOptions(declarations: unknown): Fault | undefined {
  if (!isObject(declarations) || Object.keys(declarations).length === 0) {
    return { path: 'options', due: 'an object with at least one option' };
  }
  for (const [name, declaration] of Object.entries(declarations)) {
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      return { path: name, due: 'named in camelCase, by letters and digits, such as pageSize' };
    }
    const fault = faultOf(declaration);
    if (fault) return { ...fault, path: `${name}${fault.path}` };
  }
  return undefined;
}

/** The first fault of one option; its path begins with a dot. */
function faultOf(option: unknown): Fault | undefined {
  if (!isObject(option)) return { path: '', due: "an object such as { type: 'text' }" };
  const { type, description, label } = option;
  if (typeof type !== 'string' || !Object.hasOwn(PROPERTIES, type)) {
    return { path: '.type', due: `one of ${TYPES}` };
  }
  const known = PROPERTIES[type as OptionDeclaration['type']];
  const stray = Object.keys(option).find((each) => !known.includes(each));
  if (stray !== undefined) {
    return { path: `.${stray}`, due: `left out: an option of type ${type} has ${known.join(', ')} only` };
  }
  for (const [path, text] of Object.entries({ description, label })) {
    if (text !== undefined && typeof text !== 'string') return { path: `.${path}`, due: 'a text' };
  }
  return faultOfSwitches(option) ?? faultOfBounds(option) ?? faultOfChoices(option) ?? faultOfDefault(option);
}

function faultOfSwitches({ required, secret, default: value }: Properties): Fault | undefined {
  for (const [path, given] of Object.entries({ required, secret })) {
    if (given !== undefined && typeof given !== 'boolean') return { path: `.${path}`, due: 'true or false' };
  }
  if (required && value !== undefined) return { path: '.required', due: 'left out where there is a default' };
  return undefined;
}

function faultOfBounds({ type, min, max }: Properties): Fault | undefined {
  for (const [path, bound] of Object.entries({ min, max })) {
    if (bound === undefined || isNumber(type, bound)) continue;
    return { path: `.${path}`, due: type === 'integer' ? 'a whole number' : 'a number' };
  }
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    return { path: '.min', due: 'no more than max' };
  }
  return undefined;
}

function faultOfChoices({ type, choices }: Properties): Fault | undefined {
  if (type !== 'choice') return undefined;
  const words = Array.isArray(choices) ? choices : [];
  const isWord = (each: unknown): boolean => typeof each === 'string' && each !== '' && each === each.trim();
  if (words.length === 0 || !words.every(isWord)) {
    return { path: '.choices', due: 'a list of at least one text, none of them empty or with blanks around' };
  }
  const distinct = new Set(words.map((each: string) => each.toLowerCase()));
  return distinct.size < words.length
    ? { path: '.choices', due: 'texts that differ in more than capitals' }
    : undefined;
}

function faultOfDefault(option: Properties): Fault | undefined {
  const { type, default: value, min = -Infinity, max = Infinity, choices } = option;
  if (value === undefined) return undefined;
  const fault = (due: string): Fault => ({ path: '.default', due });
  switch (type) {
    case 'text':
      return typeof value === 'string' ? undefined : fault('a text');
    case 'flag':
      return typeof value === 'boolean' ? undefined : fault('true or false');
    case 'choice':
      return (choices as unknown[]).includes(value)
        ? undefined
        : fault(`one of the choices ${(choices as string[]).join(', ')}`);
  }
  if (!isNumber(type, value)) return fault(type === 'integer' ? 'a whole number' : 'a number');
  return value >= (min as number) && value <= (max as number) ? undefined : fault('between min and max');
}

function isNumber(type: unknown, value: unknown): value is number {
  return type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
