import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type GivenClassSettings, readClassSettings } from '../domain/classSettings.ts';
import { messageOf, StatestormError } from '../domain/errors.ts';
import { normaliseHost } from './host.ts';
import { didYouMean } from './nearest.ts';

/** What --config-users says of one class. */
export interface ClassConfig {
  readonly name: string;
  readonly settings: GivenClassSettings;
}

const FIELDS = ['user_class_name', 'host', 'weight', 'fixed_count', 'tasks'];
const EXAMPLE = '{"user_class_name": "Shopper", "weight": 3}';
/** Far more than one process runs. */
const MOST_USERS = 1_000_000;

/**
 * The settings in JSON texts and JSON files, each an object or a list of such. A text that begins with a brace or
 * a bracket is JSON, any other is the path of a file.
 * @param label what errors name, such as `--config-users`
 * @throws StatestormError `config.invalidValue` naming the element and its field
 */
export function readClassConfigs(
  texts: readonly string[],
  { cwd, label }: { readonly cwd: string; readonly label: string },
): readonly ClassConfig[] {
  return texts.flatMap((text) => {
    const isJson = /^\s*[[{]/.test(text);
    const where = isJson ? label : `${label}: ${text}`;
    const json = parseJson(isJson ? text : readFile(resolve(cwd, text), label), where);
    if (!Array.isArray(json)) return [classConfig(json, where)];
    return json.map((each, index) => classConfig(each, `${where}: element ${index + 1}`));
  });
}

function classConfig(json: unknown, where: string): ClassConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw wrong(`${where} must be an object`, `Give JSON such as ${EXAMPLE}.`);
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const { user_class_name: name } = fields;
  if (typeof name !== 'string' || name === '') {
    throw wrong(`${where}: user_class_name must be the name of a class`, `Give JSON such as ${EXAMPLE}.`);
  }
  const stray = Object.keys(fields).find((each) => !FIELDS.includes(each));
  if (stray !== undefined) {
    const known = `Known are ${FIELDS.join(', ')}; for values of your own use defineOptions().`;
    throw wrong(`${where} (${name}): ${stray} is nothing that can be set`, didYouMean(stray, FIELDS, known));
  }
  try {
    return { name, settings: readClassSettings(fields, { toHost: normaliseHost, mostUsers: MOST_USERS }) };
  } catch (cause) {
    throw wrong(`${where} (${name}): ${messageOf(cause)}`, `Correct it, as in ${EXAMPLE}.`);
  }
}

function readFile(path: string, label: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const hint = `Give JSON such as ${EXAMPLE}, or the path of a file of it.`;
    throw wrong(`${label}: the file ${path} cannot be read: ${messageOf(cause)}`, hint);
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong(`${where} is not JSON: ${messageOf(cause)}`, `Give JSON such as ${EXAMPLE}.`);
  }
}

function wrong(message: string, hint: string): StatestormError {
  return new StatestormError('config.invalidValue', message, { hint });
}
