/** The names that one option goes by: those of `pageSize` stand beside each. */
export interface OptionNames {
  /** Its flag without dashes, and its key in config files: `page-size`. */
  readonly name: string;
  /** `LOCUST_PAGE_SIZE` */
  readonly variable: string;
  /** Its field in forms: `page_size`. */
  readonly field: string;
  /** `Page size` */
  readonly words: string;
}

/** The names of an option by the one in camelCase; capitals in a row are one word. */
export function namesOf(key: string): OptionNames {
  const name = key
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
  const field = name.replaceAll('-', '_');
  const words = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
  return { name, variable: `LOCUST_${field.toUpperCase()}`, field, words };
}
