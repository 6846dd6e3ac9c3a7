import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const REPOSITORY = new URL('../../', import.meta.url).pathname;

/** A fenced block of code. */
export interface Fence {
  /** What stands behind the fence's first marks: `ts`, `python` or nothing. */
  readonly language: string;
  readonly text: string;
  /** The line of the file that the text begins on, from 1. */
  readonly line: number;
}

/** A page of the docs, taken apart. */
export interface MarkdownFile {
  /** From the repository, such as `docs/api.md`. */
  readonly name: string;
  readonly fences: readonly Fence[];
  /** The anchors of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of its links and pictures. */
  readonly links: readonly string[];
}

/** All pages: those at the top and below docs. */
export function markdownFiles(): MarkdownFile[] {
  const top = readdirSync(REPOSITORY).filter((name) => name.endsWith('.md'));
  const docs = readdirSync(join(REPOSITORY, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...top, ...docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))].map(
    readMarkdown,
  );
}

export function readMarkdown(name: string): MarkdownFile {
  const fences: Fence[] = [];
  const prose: string[] = [];
  let fence: { language: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of readFileSync(join(REPOSITORY, name), 'utf8').split('\n').entries()) {
    const [, language] = /^```(\w*)/.exec(line) ?? [];
    if (language === undefined) (fence ? fence.lines : prose).push(line);
    else if (fence) {
      fences.push({ language: fence.language, text: fence.lines.join('\n'), line: fence.line });
      fence = undefined;
    } else fence = { language, lines: [], line: index + 2 };
  }
  if (fence) throw new Error(`${name}: the block of code of line ${fence.line} never ends`);
  return { name, fences, anchors: anchorsOf(prose), links: linksOf(prose) };
}

/** The file that a link of a page leads to, from the repository; with the anchor, if it has one. */
export function targetOf(page: MarkdownFile, link: string): { file: string; anchor: string | undefined } {
  const [path = '', anchor] = link.split('#');
  const file =
    path === '' ? page.name : relative('/', join('/', dirname(page.name), decodeURIComponent(path)));
  return { file, anchor };
}

function anchorsOf(lines: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const line of lines) {
    const [, heading] = /^#{1,6}\s+(.+?)\s*#*$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

function linksOf(lines: readonly string[]): string[] {
  const text = lines.join('\n').replace(/`[^`\n]*`/g, '');
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const defined = [...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  return [...inline, ...defined].map(([, target]) => target as string);
}
