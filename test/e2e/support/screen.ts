/** What a terminal shows, and scrolled away, after such output: lines, with the cursor moved up and what is below it cleared. */
export function screen(output: string): string[] {
  const lines = [''];
  let row = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is steered by control characters
  for (const [token, count, what] of output.matchAll(/\u001b\[(\d*)([A-Za-z])|\r|\n|[^\u001b\r\n]+/g)) {
    if (token === '\n') {
      row++;
      lines[row] ??= '';
    } else if (what === 'A') row = Math.max(0, row - Number(count || 1));
    else if (what === 'J') {
      lines.length = row + 1;
      lines[row] = '';
    } else if (what === undefined && token !== '\r') lines[row] += token;
  }
  return lines;
}
