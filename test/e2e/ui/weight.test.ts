import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { shows, showTab } from '../support/ui.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('moves less than 1 MiB, and loads the visualizer on its own tab alone', async ({ lab }) => {
  const target = await lab.target();
  const { web } = await lab.serve(['--host', target.url]);
  const { page } = await openPage(browser, 'about:blank');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let moved = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    moved += encodedDataLength;
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(web.url);
  await shows(page, 'state', 'ready');
  await until('all is loaded', () => moved > 50_000);
  expect(moved).toBeLessThan(1024 * 1024);
  expect(asked.filter((url) => /Machines|elk/i.test(url))).toEqual([]);
  await showTab(page, 'Machines');
  await until('the visualizer is asked for', () => asked.some((url) => /MachinesPage/.test(url)));
}, 60_000);
