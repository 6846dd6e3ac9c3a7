import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { messageOf, StatestormError } from '../domain/errors.ts';

/** A row of a CSV file by the names in its first line. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * The rows of a CSV file with a header line, read whole: call it once, outside of tasks. Blanks around names and
 * values are dropped, empty lines left out.
 * @param file a path, or `new URL('people.csv', import.meta.url)` for a file beside the load file.
 * @throws StatestormError `csv.unreadable` naming the file.
 * @example
 * const people = readCsv(new URL('people.csv', import.meta.url));
 * const person = people[user.index % people.length];
 */
export function readCsv(file: string | URL): readonly CsvRow[] {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  try {
    const text = readFileSync(path, 'utf8');
    return parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    throw new StatestormError('csv.unreadable', `${path} cannot be read as CSV: ${messageOf(cause)}`, {
      hint: 'Give a file whose first line names the columns and whose rows have as many values.',
      cause,
    });
  }
}
