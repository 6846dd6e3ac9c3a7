/** What stands in a machine where a name could: the name itself, an object that has it, or a function. */
type Named = string | { readonly type?: unknown; readonly name?: unknown; readonly params?: unknown };

/** The names of one action or a list of them, as a configuration has them. */
export function actionNames(actions: unknown): string[] {
  if (actions === undefined) return [];
  return [actions].flat().map((action) => nameOf(action as Named));
}

/** A guard by its name and its parameters, such as `weighted(weight: 3)`; null where there is none. */
export function guardName(guard: unknown): string | null {
  if (guard === undefined) return null;
  const { params } = guard as { params?: unknown };
  const given =
    typeof params === 'object' && params !== null
      ? Object.entries(params).map(([key, value]) => `${key}: ${String(value)}`)
      : [];
  return nameOf(guard as Named) + (given.length > 0 ? `(${given.join(', ')})` : '');
}

/** An invoked actor by the name that it is provided under, or the id of its machine. */
export function actorName(source: unknown): string {
  return typeof source === 'string' ? source : String((source as { id?: unknown }).id ?? 'inline');
}

function nameOf(named: Named): string {
  if (typeof named === 'string') return named;
  const name = named.type ?? named.name;
  return typeof name === 'string' && name !== '' ? name : 'inline';
}
