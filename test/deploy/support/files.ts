import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const REPOSITORY = new URL('../../../', import.meta.url);

/** A file of the repository. */
export function textOf(path: string): string {
  return readFileSync(new URL(path, REPOSITORY), 'utf8');
}

/** The documents of a YAML text. @throws where it is no YAML, a key is there twice or YAML 1.1 would read it otherwise. */
export function documentsOf(text: string): unknown[] {
  return parseAllDocuments(text, { strict: true, uniqueKeys: true }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    return document.toJS() as unknown;
  });
}

/** The code blocks of a language in a Markdown text. */
export function blocksOf(markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block!,
  );
}
