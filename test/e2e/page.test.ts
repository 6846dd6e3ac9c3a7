import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { chromiumPath } from '../support/needs.ts';
import { it } from './support/it.ts';
import type { Port } from './support/port.ts';
import { until } from './support/until.ts';
import { withoutUi } from './support/withoutUi.ts';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ARGS });
});
afterAll(() => browser?.close());

/** A page, and what its console said of errors. */
async function open(port: Port): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
  await page.goto(port.url);
  return { page, complaints };
}

/** The cells of a table's body. */
function cells(page: Page, table: string): Promise<string[][]> {
  return page
    .locator(`${table} tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

async function shows(page: Page, selector: string, text: string): Promise<void> {
  await until(`${selector} shows ${text}`, async () => (await page.locator(selector).textContent()) === text);
}

describe('the plain page of port 80', () => {
  it('starts, edits, resets and stops a load, and shows its numbers and failures', async ({ lab }) => {
    const shop = await lab.shop();
    const { web } = await lab.serve(['--host', shop.url], withoutUi(lab));
    const { page, complaints } = await open(web);
    await shows(page, '#state', 'ready');
    await shows(page, '#host', shop.url);
    await page.getByLabel('Users', { exact: true }).fill('4');
    await page.getByLabel('Spawn rate').fill('50');
    await page.getByRole('button', { name: 'Start' }).click();
    await shows(page, '#state', 'running');
    await shows(page, '#users', '4');

    await page.getByLabel('Users', { exact: true }).fill('12');
    await page.getByRole('button', { name: 'Apply' }).click();
    await shows(page, '#users', '12');
    await until('12 users were at home', async () => (await web.total()).num_requests >= 12);
    expect((await web.get('/logs')).text).not.toContain('Run 2');

    expect(await page.locator('#unfailing').isVisible()).toBe(true);
    await shop.set({ errorRate: '1' });
    await page.getByLabel('Users', { exact: true }).fill('20');
    await page.getByRole('button', { name: 'Apply' }).click();
    await until('failures are shown', async () => (await cells(page, '#failures')).length > 0);
    expect((await cells(page, '#failures')).map((row) => row[3])).toContain(
      "HTTPError('500 Server Error: Internal Server Error for url: /')",
    );

    await page.getByRole('button', { name: 'Stop' }).click();
    await shows(page, '#state', 'stopped');
    await shows(page, '#users', '0');
    const { stats } = await web.report();
    await until(
      'the table stands still',
      async () => (await cells(page, '#stats')).at(-1)?.[2] === `${stats.at(-1)?.num_requests}`,
    );
    expect((await cells(page, '#stats')).map((row) => row.slice(0, 4))).toEqual(
      stats.map((row) => [row.method, row.name, `${row.num_requests}`, `${row.num_failures}`]),
    );
    expect(await page.locator('#unfailing').isVisible()).toBe(false);

    await page.getByRole('button', { name: 'Reset numbers' }).click();
    await until('the numbers are 0', async () =>
      (await cells(page, '#stats')).every((row) => row[2] === '0'),
    );
    expect(await page.locator('#notice').textContent()).toBe('The numbers begin anew.');
    expect(await cells(page, '#stats')).toHaveLength(stats.length);
    expect(complaints).toEqual([]);
  });

  it('shows why a form is refused', async ({ lab }) => {
    const { url } = await lab.target();
    const { web } = await lab.serve(['--host', url], withoutUi(lab));
    const { page, complaints } = await open(web);
    await page.getByLabel('Run time').fill('soon');
    await page.getByRole('button', { name: 'Start' }).click();
    await shows(page, '#notice', 'Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc.');
    await shows(page, '#state', 'ready');
    expect(complaints).toEqual([]);
  });
});

describe('the plain page of port 81', () => {
  it('spawns a recipe’s users by its form', async ({ lab }) => {
    const { url } = await lab.target();
    const { recipes } = await lab.serve(['--host', url], withoutUi(lab));
    const { page, complaints } = await open(recipes);
    await page.getByRole('combobox').selectOption('BasicPurchasingUser');
    expect(await page.locator('#description').textContent()).toContain('checks out');
    await page.getByLabel('Users', { exact: true }).fill('6');
    await page.getByLabel('Spawn rate').fill('20');
    await page.getByLabel('Stop after').fill('3');
    await page.getByRole('button', { name: 'Spawn' }).click();
    await shows(page, '#users', '6');
    await shows(page, '#notice', 'Spawn Request Received: spawning 6 users at 20 users/second');
    await until('they buy', async () =>
      (await cells(page, '#stats')).some((row) => row[1] === '/cart/checkout'),
    );
    await shows(page, '#state', 'stopped');
    await shows(page, '#users', '0');
    expect(await recipes.userCount()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
