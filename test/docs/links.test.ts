import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { markdownFiles, REPOSITORY, readMarkdown, targetOf } from './markdownFile.ts';

const FILES = markdownFiles();

test('there are pages, and links on them', () => {
  expect(FILES.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/glossary.md']),
  );
  expect(FILES.flatMap(({ links }) => links).length).toBeGreaterThan(30);
});

describe('each link leads to a file, and a heading, that is there', () => {
  test.each(FILES.map((page) => [page.name, page] as const))('%s', (_, page) => {
    const broken = page.links
      .filter((link) => !/^[a-z][a-z+.-]*:/i.test(link))
      .filter((link) => {
        const { file, anchor } = targetOf(page, link);
        if (file.startsWith('..') || !existsSync(join(REPOSITORY, file))) return true;
        return anchor !== undefined && !(file.endsWith('.md') && readMarkdown(file).anchors.has(anchor));
      });
    expect(broken).toEqual([]);
  });
});

test('each page of docs can be reached from the README', () => {
  const byName = new Map(FILES.map((page) => [page.name, page]));
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const page = byName.get(name);
    if (!page || reached.has(name)) return;
    reached.add(name);
    for (const link of page.links) {
      const { file } = targetOf(page, link);
      visit(file);
      for (const each of byName.keys()) if (each.startsWith(`${file}/`)) visit(each);
    }
  };
  visit('README.md');
  expect(
    FILES.map(({ name }) => name).filter((name) => name.startsWith('docs/') && !reached.has(name)),
  ).toEqual([]);
});
