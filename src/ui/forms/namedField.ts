/**
 * The field that a refusal speaks of: the one whose name comes first in the text. Servers name a field by its
 * wire name, as in `spawn_rate must be a number above 0: x`. Undefined where it names none.
 */
export function namedField(text: string, fields: readonly string[]): string | undefined {
  const found = fields
    .map((field) => ({ field, at: text.search(new RegExp(`(^|\\W)${escaped(field)}(?!\\w)`)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.field;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
