/** The values under each of these names, undefined where there is none: JSON drops a name whose value is undefined. */
export function underEachName(
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...values };
}
