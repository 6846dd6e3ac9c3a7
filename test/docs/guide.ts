import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY, readMarkdown } from './markdownFile.ts';

export const GUIDE = 'docs/from-locust.md';

/** A load file of the guide. */
export interface Snippet {
  /** The line of the guide that it begins on. */
  readonly line: number;
  /** The file that it was written to. */
  readonly path: string;
}

/** Writes the load files of the guide into a folder outside the repository, with the data that they read. */
export function writeSnippets(): { folder: string; snippets: readonly Snippet[] } {
  const folder = mkdtempSync(join(tmpdir(), 'statestorm-guide-'));
  copyFileSync(join(REPOSITORY, 'docs/examples/people.csv'), join(folder, 'people.csv'));
  const fences = readMarkdown(GUIDE).fences.filter(({ language }) => language === 'ts');
  const snippets = fences.map(({ text, line }) => {
    const path = join(folder, `line${line}.user.ts`);
    writeFileSync(path, `${text}\n`);
    return { line, path };
  });
  return { folder, snippets };
}
