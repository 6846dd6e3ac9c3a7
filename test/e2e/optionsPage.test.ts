import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { chromiumPath } from '../support/needs.ts';
import { it } from './support/it.ts';
import { until } from './support/until.ts';
import { withoutUi } from './support/withoutUi.ts';

const SHOP = `import { constant, defineOptions, defineUser } from 'statestorm';

export const shop = defineOptions({
  tier: { type: 'choice', choices: ['free', 'paid'], description: 'Which accounts to use.' },
  pageSize: { type: 'integer', default: 20, label: 'Products on a page' },
  apiKey: { type: 'text', secret: true },
  loud: { type: 'flag' },
  quick: { type: 'flag', default: true },
});
export default defineUser('Reader', {
  waitTime: constant('100ms'),
  tasks: {
    async read({ http, options }) {
      const { tier, pageSize, apiKey, loud, quick } = options(shop);
      await http.get(\`/\${tier}/\${pageSize}/\${apiKey}/\${loud}/\${quick}\`, { name: 'read' });
    },
  },
});
`;

let browser: Browser;

beforeAll(async () => {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];
  browser = await chromium.launch({ executablePath: chromiumPath(), args });
});
afterAll(() => browser?.close());

it('the form of the plain page shows the options of a load file, and what is filled in is what tasks read', async ({
  lab,
}) => {
  const target = await lab.target();
  lab.write('shop.user.ts', SHOP);
  const { web } = await lab.serve(
    ['-f', 'shop.user.ts', '--host', target.url, '--api-key', 'abc'],
    withoutUi(lab),
  );
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(web.url);
  expect(await page.getByLabel('Tier').inputValue()).toBe('');
  expect(await page.getByLabel('Products on a page').inputValue()).toBe('20');
  expect(await page.getByLabel('Api key').inputValue()).toBe('');
  expect(await page.getByLabel('Api key').getAttribute('type')).toBe('password');
  expect(await page.getByLabel('Quick').isChecked()).toBe(true);
  expect(await page.getByText('Which accounts to use.').isVisible()).toBe(true);

  await page.getByRole('button', { name: 'Start' }).click();
  await until('they read what was there', () => target.received.has('GET /undefined/20/abc/false/true'));
  await page.getByLabel('Tier').selectOption('paid');
  await page.getByLabel('Products on a page').fill('7');
  await page.getByLabel('Loud').check();
  await page.getByLabel('Quick').uncheck();
  await page.getByRole('button', { name: 'Apply' }).click();
  await until('they read what was filled in', () => target.received.has('GET /paid/7/abc/true/false'));
  await page.getByLabel('Products on a page').fill('many');
  await page.getByRole('button', { name: 'Apply' }).click();
  await until('it says what is wrong', async () =>
    (await page.locator('#notice').textContent())?.includes('page_size must be a whole number: many'),
  );
  await page.reload();
  expect(await page.getByLabel('Products on a page').inputValue()).toBe('7');
  expect(await page.getByLabel('Quick').isChecked()).toBe(false);
});
