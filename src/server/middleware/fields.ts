/** The fields of a form, be it sent as a form or as JSON. Values are texts. */
export class Fields {
  readonly #values = new Map<string, string[]>();

  add(name: string, value: string): void {
    const known = this.#values.get(name);
    if (known) known.push(value);
    else this.#values.set(name, [value]);
  }

  /** The value of a field: of a repeated one the first counts. */
  first(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

/** A JSON object as fields: numbers become texts, a list repeats its field, null is as if it were not there. */
export function fieldsOfJson(object: Readonly<Record<string, unknown>>): Fields {
  const fields = new Fields();
  for (const [name, value] of Object.entries(object)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== null) fields.add(name, textOf(each));
    }
  }
  return fields;
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : String(value);
  // A nested value is no text; writing it out whole could be costly.
  return typeof value === 'object' ? '{…}' : String(value);
}
