/** A text as Markdown shows it letter for letter: nothing in it becomes emphasis, a tag or a cell of a table. */
export function plain(text: string): string {
  return text.replace(/[\\*<>|[\]]|(?<!\w)_|_(?!\w)/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** The same, but `code` and --flags are shown as code. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`|(?<![\w-])--[a-z][a-z-]*[a-z])/)
    .map((part, index) => (index % 2 === 0 ? plain(part) : code(part.replaceAll('`', ''))))
    .join('');
}

/** A word as code, in a cell of a table. */
export function code(word: string): string {
  return `\`${word.replaceAll('|', '\\|')}\``;
}

/** A table; cells are Markdown already. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Paragraphs, tables and headings one below the other. */
export function page(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
