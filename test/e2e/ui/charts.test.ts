import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { shows, showTab, start } from '../support/ui.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('shows how far a run with an end has come, and charts that a reload does not lose', async ({ lab }) => {
  const shop = await lab.shop();
  const { web } = await lab.serve(['--host', shop.url]);
  const { page, complaints } = await openPage(browser, web.url);
  await start(page, { 'Number of users': '20', 'Ramp up': '50', 'Run time': '10m' });
  await shows(page, 'progress', /Run time of 10 min.*9 min \d+ s left/);
  await showTab(page, 'Charts');
  await until('a chart has its numbers', async () =>
    /Aggregated [\d.]+/.test(
      await page
        .getByRole('img', { name: /^Requests per second/ })
        .getAttribute('aria-label')
        .then(String),
    ),
  );
  for (const name of [
    /^Response times: p50 \d/,
    /^Failures per second/,
    /^Users: Users 20/,
    /^Spread of response times: from/,
  ]) {
    await page.getByRole('img', { name }).waitFor();
  }
  await page
    .getByRole('region', { name: 'Where the time goes' })
    .getByText('GET /', { exact: true })
    .waitFor();

  await page.getByRole('combobox', { name: /Endpoints/ }).fill('GET /');
  await page.getByRole('option', { name: 'GET /', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('img', { name: /^Response times, p95: Aggregated .*GET \// }).waitFor();
  const points = (): Promise<number> =>
    page
      .getByRole('img', { name: /^Users: / })
      .locator('path')
      .evaluate((path) => (path.getAttribute('d') ?? '').split(/[ML]/).length);
  await until('some seconds are drawn', async () => (await points()) > 5);
  const before = await points();
  await page.reload();
  await page.getByRole('img', { name: /^Users: Users 20/ }).waitFor();
  expect(await points()).toBeGreaterThanOrEqual(before);
  expect(complaints).toEqual([]);
}, 60_000);
