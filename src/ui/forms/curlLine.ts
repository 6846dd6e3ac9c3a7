/** What a call asks, beside its address. */
export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether the server asks for a token: the line then takes it from the shell's `SRE_TOKEN`. */
  readonly isGuarded?: boolean;
}

/** A call of a server as a line for a shell. Fields that are empty are left out. */
export function curlLine(url: string, { method = 'GET', fields = {}, isGuarded = false }: Call = {}): string {
  const data = Object.entries(fields)
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => ` -d ${quoted(`${name}=${value.trim()}`)}`);
  const token = isGuarded ? ' -H "Authorization: Bearer $SRE_TOKEN"' : '';
  return `curl${method === 'POST' ? ' -X POST' : ''}${token} ${quoted(url)}${data.join('')}`;
}

/** A word that no shell takes apart. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
