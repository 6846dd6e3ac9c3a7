/** Words joined by commas into as few lines as fit into `widest`; a word that alone is wider has one of its own. */
export function wrapped(
  words: readonly string[],
  widest: number,
  widthOf: (text: string) => number,
): string[] {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const text = index < words.length - 1 ? `${word},` : word;
    const joined = `${lines.at(-1)} ${text}`;
    if (lines.length > 0 && widthOf(joined) <= widest) lines[lines.length - 1] = joined;
    else lines.push(text);
  }
  return lines;
}
