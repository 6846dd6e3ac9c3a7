import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Chart, ChartListing } from '../../../src/inspect/wire.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const JOURNEY = `import { constant, defineUser, shoppingJourney, shopTasks } from 'statestorm';

export default defineUser('Customer', {
  waitTime: constant('100ms'),
  tasks: shopTasks,
  journey: shoppingJourney,
});
`;

/** What the elements on the canvas carry in an attribute, sorted. */
async function carried(page: Page, attribute: string): Promise<string[]> {
  const values = await page
    .getByTestId('canvas')
    .locator(`[${attribute}]`)
    .evaluateAll((all, name) => all.map((each) => each.getAttribute(name) ?? ''), attribute);
  return values.toSorted();
}

it('draws every state and every transition of each machine, and tells them in tables', {
  timeout: 60_000,
}, async ({ lab }) => {
  const args = ['-f', lab.write('customer.user.ts', JOURNEY), '--host', (await lab.target()).url];
  const { web } = await lab.serve(args);
  const listings = (await (await fetch(`${web.url}/machines/list`)).json()) as ChartListing[];
  expect(listings.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['loadTest', 'run', 'spawner', 'user', 'shopping']),
  );
  const { page, complaints } = await openPage(browser, `${web.url}/machines`);
  for (const { id, title } of listings) {
    const chart = (await (await fetch(`${web.url}/machines/${id}/chart`)).json()) as Chart;
    const picker = page.getByRole('tablist', { name: 'Machines' });
    await picker.getByRole('tab', { name: new RegExp(`^${title} `) }).click();
    await page.getByRole('region', { name: `Statechart of ${title}`, exact: true }).waitFor();
    expect(await carried(page, 'data-state'), id).toEqual(chart.nodes.map(({ path }) => path).toSorted());
    expect(await carried(page, 'data-transition'), id).toEqual(chart.edges.map((edge) => edge.id).toSorted());

    await page.getByRole('button', { name: 'As text' }).click();
    const rows = (table: string) => page.getByRole('table', { name: table }).locator('tbody tr').count();
    expect(await rows(`States of ${title}`), id).toBe(chart.nodes.length);
    expect(await rows(`Transitions of ${title}`), id).toBe(chart.edges.length);
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
  }
  expect(complaints).toEqual([]);
});

it('opens the machine that the address names, below a base path, too, and says where there is none', async ({
  lab,
}) => {
  const { web } = await lab.serve(['--host', (await lab.target()).url, '--web-base-path', '/load']);
  const base = web.url.replace(/\/$/, '').replace(/\/load$/, '');
  const { page } = await openPage(browser, `${base}/load/machines?machine=spawner`);
  await page.getByRole('region', { name: 'Statechart of spawner' }).waitFor();
  const state = page.getByRole('group', { name: /^supervising.ramp.steady: state/ });
  await state.focus();
  expect(await state.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);

  await page.goto(`${base}/load/machines?machine=teapot`);
  await page.getByRole('heading', { name: 'There is no machine teapot' }).waitFor();
  const user = page.getByRole('tablist', { name: 'Machines' }).getByRole('tab', { name: /^user / });
  await user.click();
  await until('the address names it', () => page.url().includes('machine=user'));
});

it('says that the connection is lost, and comes back to another try', { timeout: 40_000 }, async ({
  lab,
}) => {
  const { web, program } = await lab.serve(['--host', (await lab.target()).url]);
  const { page } = await openPage(browser, `${web.url}/machines?machine=run`);
  await page.getByText('Nothing runs').waitFor();
  await program.kill();
  await page.getByText('The connection is lost').waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).first().click();
  await page.getByText('The machines cannot be listed: The load generator does not answer.').waitFor();
});
