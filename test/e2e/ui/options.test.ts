import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { shows } from '../support/ui.ts';
import { until } from '../support/until.ts';

const SHOP = `import { constant, defineOptions, defineUser } from 'statestorm';

export const shop = defineOptions({
  tier: { type: 'choice', choices: ['free', 'paid'], description: 'Which accounts to use.' },
  pageSize: { type: 'integer', default: 20, label: 'Products on a page' },
  apiKey: { type: 'text', secret: true },
  loud: { type: 'flag' },
  quick: { type: 'flag', default: true },
});
const read = {
  waitTime: constant('100ms'),
  tasks: {
    async read({ http, options }) {
      const { tier, pageSize, apiKey, loud, quick } = options(shop);
      await http.get(\`/\${tier}/\${pageSize}/\${apiKey}/\${loud}/\${quick}\`, { name: 'read' });
    },
  },
};
export const Reader = defineUser('Reader', read);
export const Lurker = defineUser('Lurker', { ...read, tasks: { async lurk({ http }) { await http.get('/lurk'); } } });
`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('asks for the options of a load file, never shows a secret, and lets classes be chosen and set', async ({
  lab,
}) => {
  const target = await lab.target();
  lab.write('shop.user.ts', SHOP);
  const { web } = await lab.serve([
    '-f',
    'shop.user.ts',
    '--host',
    target.url,
    '--api-key',
    'abc',
    '--class-picker',
  ]);
  const { page, complaints } = await openPage(browser, web.url);
  expect(await page.content()).not.toContain('abc');
  expect(await page.getByLabel('Api key').getAttribute('type')).toBe('password');
  expect(await page.getByLabel('Products on a page').inputValue()).toBe('20');
  await page.getByLabel('Tier').selectOption('paid');
  await page.getByLabel('Loud').check();
  await page.getByLabel('Quick').uncheck();
  await page.getByLabel('Lurker', { exact: true }).uncheck();
  await page.getByRole('button', { name: 'Settings of Reader' }).click();
  await page.getByLabel('Weight').fill('3');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('weight 3').waitFor();
  await page.getByLabel('Number of users').fill('3');
  await page.getByTestId('swarm').click();
  await shows(page, 'state', /running|spawning/);
  await until('they read what was filled in', () => target.received.has('GET /paid/20/abc/true/false'));
  expect(target.received.has('GET /lurk')).toBe(false);

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Products on a page').fill('many');
  await page.getByTestId('swarm').click();
  await page.getByText('page_size must be a whole number: many').waitFor();
  expect(complaints).toEqual([]);
}, 60_000);
