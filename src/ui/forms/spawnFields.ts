/** The fields of POST /api/spawn from those of its form: empty ones are left out, flags are always said. */
export function spawnFields(form: URLSearchParams, flags: readonly string[]): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of form) {
    const isRequired = name === 'user_count' || name === 'spawn_rate';
    if (!flags.includes(name) && (isRequired || value.trim() !== '')) fields.append(name, value);
  }
  for (const name of flags) fields.append(name, form.has(name) ? 'true' : 'false');
  return fields;
}
