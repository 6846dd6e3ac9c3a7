import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { it } from '../e2e/support/it.ts';
import { until } from '../e2e/support/until.ts';
import { chromiumPath } from '../support/needs.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

afterAll(() => browser.close());

/** Opens a page; what it complains of is in `complaints`. */
async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 400/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

it('the plain page starts, edits, resets and stops a load, and shows what the API says', async ({ lab }) => {
  const shop = await lab.shop();
  const { web } = await lab.serve(['--host', shop.url]);
  const { page, complaints } = await open(`${web.url}/`);
  expect(await page.title()).toContain('Statestorm');

  await page.fill('[name=user_count]', '20');
  await page.fill('[name=spawn_rate]', '20');
  await page.locator('form button[type=submit]').first().click();
  await until('20 users run', async () => (await web.report()).user_count === 20);
  await until('the page shows them', async () => /\b20\b/.test((await page.textContent('body')) ?? ''));
  await until(
    'the page shows the row /',
    async () => (await page.locator('tr', { hasText: 'GET' }).count()) > 0,
  );

  await page.fill('[name=user_count]', '5');
  await page.locator('form button[type=submit]').first().click();
  await until('5 users are left', async () => (await web.report()).user_count === 5);

  await shop.set({ errorRate: '1' });
  await until('failures are shown', async () =>
    /500 Server Error/.test((await page.textContent('body')) ?? ''),
  );

  await page.getByRole('button', { name: /stop/i }).first().click();
  await until('it stopped', async () => (await web.report()).state === 'stopped');
  await until('the page says so', async () => /stopped/i.test((await page.textContent('body')) ?? ''));
  const { num_requests } = await web.total();
  await until('the total is the same', async () =>
    new RegExp(`\\b${num_requests}\\b`).test(((await page.textContent('body')) ?? '').replaceAll(',', '')),
  );

  await page.getByRole('button', { name: /reset/i }).first().click();
  await until('the numbers are zero', async () => (await web.total()).num_requests === 0);
  expect(complaints).toEqual([]);
});

it("port 81's page spawns a recipe's users and shows the API's error", async ({ lab }) => {
  const shop = await lab.shop();
  const { web, recipes } = await lab.serve(['--host', shop.url]);
  const { page, complaints } = await open(`${recipes.url}/`);
  await page.fill('[name=user_count]', '4');
  await page.fill('[name=spawn_rate]', '4');
  await page.locator('form button[type=submit]').first().click();
  await until('4 users run', async () => (await recipes.userCount()) === 4);
  expect((await web.report()).user_count).toBe(0);

  await page.fill('[name=user_count]', 'foo');
  await page.locator('form button[type=submit]').first().click();
  await until("the API's own text is shown", async () =>
    /Must specify a valid, non-empty, integer value for query parameter 'user_count': foo/.test(
      (await page.textContent('body')) ?? '',
    ),
  );
  expect(await recipes.userCount()).toBe(4);
  expect(complaints).toEqual([]);
});
