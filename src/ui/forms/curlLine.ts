/** A call of a server as a line for a shell. Fields that are empty are left out. */
export function curlLine(
  url: string,
  {
    method = 'GET',
    fields = {},
  }: { method?: 'GET' | 'POST'; fields?: Readonly<Record<string, string>> } = {},
): string {
  const data = Object.entries(fields)
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => ` -d ${quoted(`${name}=${value.trim()}`)}`);
  return `curl${method === 'POST' ? ' -X POST' : ''} ${quoted(url)}${data.join('')}`;
}

/** A word that no shell takes apart. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
