/** Where a value came from; later kinds win over earlier ones. */
export interface Source {
  readonly kind: 'default' | 'file' | 'environment' | 'arguments';
  /** As errors and people name it: `default`, `/etc/locust.conf:3`, `TARGET_HOST`, `--host`. */
  readonly label: string;
}

/** One value that somebody gave, as text, before it is checked. */
export interface Given {
  /** The option's name. */
  readonly name: string;
  readonly text: string;
  readonly source: Source;
}
