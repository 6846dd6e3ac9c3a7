import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Answer as Described, OpenApi, Operation } from '../../../src/server/openapi/openApi.ts';
import type { Answer } from './ask.ts';

/** A document as a test reads it: any JSON. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * What a port promised in its OpenAPI document. `check` holds an answer to it, strictly: a field that is not
 * described is a breach. Which answers were seen is kept, so that none that is described stays unseen.
 */
export class Contract {
  readonly document: OpenApi;
  readonly #ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #seen: Set<string>;

  /** `seen` may be shared by ports of one kind. */
  constructor(document: OpenApi, seen: Set<string> = new Set()) {
    this.document = document;
    this.#seen = seen;
    formats.default(this.#ajv);
    this.#ajv.addVocabulary(Object.keys(document)); // the document is no schema itself
    this.#ajv.addSchema(closed(document as unknown as Json) as object, 'openapi.json');
  }

  /** Breaches of the contract by an answer, as sentences; none if it was kept. */
  breaches(method: string, path: string, answer: Answer): string[] {
    const found = this.#find(method, path);
    if (!found) return [`${method} ${path} is not described`];
    const { template, operation, verb } = found;
    const status = operation.responses[answer.status] ? String(answer.status) : 'default';
    const described = operation.responses[status] as Described;
    // A method that the path has not is answered for all that it has.
    const asked = status === '405' ? Object.values(this.document.paths[template] ?? {}) : [operation];
    for (const { operationId } of asked) this.#seen.add(`${operationId} ${status}`);
    const at = `#/paths/${escaped(template)}/${verb}/responses/${status}`;
    return [...headerBreaches(described, answer), ...this.#contentBreaches(at, described, answer)].map(
      (breach) => `${method} ${path}, status ${answer.status}: ${breach}`,
    );
  }

  /** Breaches of a schema of the components by a value. */
  breachesOf(schema: string, value: unknown): string[] {
    return this.valueBreaches(`#/components/schemas/${schema}`, value);
  }

  /** Breaches of the schema at a JSON pointer of the document by a value. */
  valueBreaches(pointer: string, value: unknown): string[] {
    const validate = this.#validator(pointer);
    if (validate(value)) return [];
    const text = JSON.stringify(value)?.slice(0, 300);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message} ${JSON.stringify(params)} in ${text}`,
    );
  }

  /** Answers that are described and were not seen, as `operationId status`. */
  unseen(): string[] {
    const all = Object.values(this.document.paths).flatMap((item) =>
      Object.values(item).flatMap(({ operationId, responses }) =>
        Object.keys(responses).map((status) => `${operationId} ${status}`),
      ),
    );
    return all.filter((each) => !this.#seen.has(each));
  }

  #find(method: string, path: string): { template: string; verb: string; operation: Operation } | undefined {
    const { paths } = this.document;
    const plain = path.replace(/\?.*$/, '');
    const template = Object.hasOwn(paths, plain)
      ? plain
      : Object.keys(paths).find((each) => patternOf(each).test(plain));
    if (template === undefined) return undefined;
    const item = paths[template] ?? {};
    // Another method than the path has is answered as every one of its operations says.
    const verb = (
      method.toLowerCase() in item ? method.toLowerCase() : Object.keys(item)[0]
    ) as keyof typeof item;
    return { template, verb, operation: item[verb] as Operation };
  }

  #contentBreaches(at: string, { content }: Described, { headers, text, json }: Answer): string[] {
    if (!content) return []; // a redirect: what its body says is nobody's business
    const type = headers.get('content-type')?.replace(/;.*$/, '') ?? '';
    if (!content[type]) return [`${type} is not described, but ${Object.keys(content).join(', ')}`];
    const value = type === 'application/json' ? json : text;
    if (value === undefined) return ['the body is not JSON'];
    return this.valueBreaches(`${at}/content/${escaped(type)}/schema`, value);
  }

  #validator(pointer: string): ValidateFunction {
    const known = this.#compiled.get(pointer);
    if (known) return known;
    const made = this.#ajv.compile({ $ref: `openapi.json${pointer}` });
    this.#compiled.set(pointer, made);
    return made;
  }
}

function headerBreaches({ headers = {} }: Described, answer: Answer): string[] {
  return Object.entries(headers).flatMap(([name, { schema, required }]) => {
    const value = answer.headers.get(name);
    if (value === null) return required ? [`the header ${name} is missing`] : [];
    return schema.pattern === undefined || new RegExp(schema.pattern).test(value)
      ? []
      : [`the header ${name} is ${value}`];
  });
}

function patternOf(template: string): RegExp {
  return new RegExp(
    `^${template
      .replaceAll('.', '\\.')
      .replace(/\{path\}/, '.+')
      .replace(/\{\w+\}/g, '[^/]+')}$`,
  );
}

/** A part of a JSON pointer. */
export function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The same document, but objects have no other keys than those that are described. */
function closed(value: Json): Json {
  if (Array.isArray(value)) return value.map(closed);
  if (value === null || typeof value !== 'object') return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  const isObjectSchema = typeof inner.properties === 'object' && inner.type === 'object';
  return isObjectSchema && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner;
}
