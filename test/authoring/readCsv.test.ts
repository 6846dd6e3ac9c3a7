import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readCsv } from '../../src/authoring/readCsv.ts';

const folder = mkdtempSync(join(tmpdir(), 'statestorm-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, text);
  return path;
}

test('rows are objects by the first line, quotes, blanks, empty lines and a byte order mark being handled', () => {
  const path = file('\ufeffname, city\n"Lovelace, Ada",London\n\nGrace , "New\nYork"\n');
  const rows = [
    { name: 'Lovelace, Ada', city: 'London' },
    { name: 'Grace', city: 'New\nYork' },
  ];
  expect(readCsv(path)).toEqual(rows);
  expect(readCsv(pathToFileURL(path))).toEqual(rows);
});

test.each([
  ['a row with too many values', () => file('a,b\n1,2,3\n')],
  ['a quote that is not closed', () => file('a\n"1\n')],
  ['a file that is not there', () => join(folder, 'nowhere.csv')],
])('%s is an error that names the file', (_, make) => {
  const path = make();
  expect(() => readCsv(path)).toThrow(
    expect.objectContaining({ code: 'csv.unreadable', message: expect.stringContaining(path) }),
  );
});
