import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { cells, shows, showTab, start } from '../support/ui.ts';
import { until } from '../support/until.ts';

const TABS = ['Statistics', 'Charts', 'Failures', 'Exceptions', 'Current Ratio', 'Download Data', 'Logs'];

/** A stream that says that the load generator is the bottleneck. */
const SATURATED = {
  contentType: 'text/event-stream',
  body: `event: point\ndata: ${JSON.stringify({ time: 1, run: 1, state: 'running', users: 3, classes: {}, entries: {}, saturated: true, progress: null })}\n\n`,
};

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser(['--host-resolver-rules=MAP load.example.test 127.0.0.1']);
});
afterAll(() => browser?.close());

/** What axe-core finds that is serious or critical, with where. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** How far the page is wider than the window, px. */
function overhang(page: Page): Promise<number> {
  return page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it('bars no one: axe-core finds nothing serious on any tab of either port', async ({ lab }) => {
    const shop = await lab.shop(['--error-rate', '0.2']);
    const { web, recipes } = await lab.serve(['--host', shop.url, '--class-picker']);
    const { page } = await openPage(browser, web.url, { colorScheme, reducedMotion: 'reduce' });
    await shows(page, 'state', 'ready');
    expect(await barriers(page)).toEqual([]);
    await start(page, { 'Number of users': '20', 'Ramp up': '50', 'Run time': '10m' });
    await until('requests fail', async () => (await web.report()).errors.length > 0);
    for (const tab of TABS) {
      await showTab(page, tab);
      await page.getByRole('tabpanel', { name: tab }).waitFor();
      await page.waitForTimeout(400);
      expect([tab, await barriers(page)]).toEqual([tab, []]);
    }
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(400);
    expect(await barriers(page)).toEqual([]);

    const loud = await openPage(browser, 'about:blank', { colorScheme, reducedMotion: 'reduce' });
    await loud.page.route('**/stream', (route) => route.fulfill(SATURATED));
    await loud.page.goto(web.url);
    await loud.page.getByTestId('saturated').waitFor();
    await loud.page.getByRole('button', { name: 'Reset' }).click();
    await shows(loud.page, 'notice', /begin anew/);
    expect(await barriers(loud.page)).toEqual([]);

    const other = await openPage(browser, recipes.url, { colorScheme, reducedMotion: 'reduce' });
    await other.page.getByTestId('spawn').click();
    await shows(other.page, 'countdown', 'Runs until it is stopped');
    await other.page.waitForTimeout(400);
    expect(await barriers(other.page)).toEqual([]);
  }, 90_000);
});

it('fits a phone: no page is wider than its window, and a load is started and stopped there', async ({
  lab,
}) => {
  const shop = await lab.shop();
  const { web, recipes } = await lab.serve(['--host', shop.url]);
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page, complaints } = await openPage(browser, web.url, phone);
  expect(await overhang(page)).toBeLessThanOrEqual(0);
  await start(page, { 'Number of users': '10', 'Ramp up': '50', 'Run time': '10m' });
  await shows(page, 'users', '10');
  for (const tab of TABS) {
    await showTab(page, tab);
    await page.getByRole('tabpanel', { name: tab }).waitFor();
    await page.waitForTimeout(300);
    expect([tab, await overhang(page)]).toEqual([tab, 0]);
  }
  await page.getByRole('button', { name: 'Stop' }).tap();
  await shows(page, 'state', 'stopped');
  const other = await openPage(browser, recipes.url, phone);
  await other.page.getByTestId('spawn').waitFor();
  expect(await overhang(other.page)).toBe(0);
  expect(complaints).toEqual([]);
}, 60_000);

it('works below a base path, by a name that is not localhost, over plain HTTP', async ({ lab }) => {
  const shop = await lab.shop();
  const { web } = await lab.serve(['--host', shop.url, '--web-base-path', '/load']);
  const { port } = new URL(web.url);
  const { page, complaints } = await openPage(browser, `http://load.example.test:${port}/load/`);
  await start(page, { 'Number of users': '5', 'Ramp up': '50' });
  await shows(page, 'users', '5');
  await until('rows are shown', async () => (await cells(page, 'Statistics')).length > 1);
  await showTab(page, 'Machines');
  await page.getByRole('tabpanel', { name: 'Machines' }).waitFor();
  await page.goto(`http://load.example.test:${port}/load/machines`);
  await page.getByRole('tabpanel', { name: 'Machines' }).waitFor();
  await showTab(page, 'Logs');
  await page.getByText('Run 1 begins: 5 users').waitFor();
  await page.goBack();
  await page.getByRole('tabpanel', { name: 'Machines' }).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await shows(page, 'state', 'stopped');
  expect(complaints).toEqual([]);
}, 60_000);
