import { createRequire } from 'node:module';
import { expect } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { it } from './support/it.ts';

const MERMAID = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');

/** What the page's script brings. */
declare const mermaid: { render(id: string, text: string): Promise<{ svg: string }> };

it('Mermaid draws every diagram that a port gives, with all of its states', async ({ lab }) => {
  const { web } = await lab.serve([]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent('<div id="drawn"></div>');
    await page.addScriptTag({ path: MERMAID });
    const { body: list } = await web.get<{ id: string; states: number }[] & Record<string, unknown>>(
      '/machines/list',
    );
    for (const { id } of list) {
      const { text } = await web.get(`/machines/${id}.mmd`);
      const svg = await page.evaluate(
        ([name, diagram]) => mermaid.render(`chart-${name}`, diagram).then((drawn) => drawn.svg),
        [id, text] as const,
      );
      const names = [...text.matchAll(/state "([^"]+)" as/g)].map(([, name]) => name as string);
      expect(names.filter((name) => !svg.includes(name))).toEqual([]);
      expect(names.length).toBeGreaterThan(5);
    }
  } finally {
    await browser.close();
  }
}, 60_000);
