/** The shape that means none: users and rate are the form's own. */
export const NO_SHAPE = 'Default';

/** What the form of a load holds that a plain form does not say by itself. */
export interface Chosen {
  /** Options that are boxes to tick: a box that is not ticked sends nothing, though it means something. */
  readonly flags: readonly string[];
  /** Classes of users; undefined where they cannot be chosen. */
  readonly classes: readonly string[] | undefined;
}

/**
 * The fields of POST /swarm from those of the form. An edit sends no empty field: what is left out stays as it
 * is. With a shape chosen users and rate are the shape's own.
 */
export function swarmFields(
  form: URLSearchParams,
  { flags, classes }: Chosen,
  edits: boolean,
): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of form) {
    if (flags.includes(name) || (edits && value.trim() === '')) continue;
    fields.append(name, value);
  }
  for (const name of flags) fields.append(name, form.has(name) ? 'true' : 'false');
  for (const name of classes ?? []) fields.append('user_classes', name);
  return fields;
}
