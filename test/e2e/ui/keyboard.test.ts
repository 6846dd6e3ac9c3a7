import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { shows } from '../support/ui.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** What the element with the focus is called; empty where there is none. */
const FOCUSED = `(({ ariaLabel, labels, textContent }) =>
  ariaLabel ?? ([...(labels ?? [])].map((each) => each.textContent).join(' ') || textContent)
)(document.querySelector(':focus') ?? { textContent: '' })`;

/** Presses Tab until the focus is on what is named so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const label = String(await page.evaluate(FOCUSED));
    if (name.test(label.trim())) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

it('starts, moves between tabs, sorts, stops and starts again by the keyboard alone', async ({ lab }) => {
  const target = await lab.target();
  const { web } = await lab.serve(['--host', target.url]);
  const { page, complaints } = await openPage(browser, web.url);
  await shows(page, 'state', 'ready');
  await tabTo(page, /^Number of users/);
  await type(page, '6');
  await tabTo(page, /^Ramp up/);
  await type(page, '50');
  await page.keyboard.press('Enter');
  await shows(page, 'users', '6');

  await tabTo(page, /^Statistics$/);
  await page.getByRole('table', { name: 'Statistics' }).waitFor();
  await tabTo(page, /^#\sRequests$/);
  await page.keyboard.press('Enter');
  expect(await page.locator('th[aria-sort=descending]').textContent()).toContain('Requests');

  await page.keyboard.press('Control+Home');
  await page.getByRole('link', { name: 'Skip to the content' }).focus();
  await tabTo(page, /^Stop$/);
  await page.keyboard.press('Enter');
  await shows(page, 'state', 'stopped');
  expect((await web.report()).user_count).toBe(0);

  await page.getByRole('link', { name: 'Skip to the content' }).focus();
  await tabTo(page, /^New test$/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(page, /^Number of users/);
  await type(page, '3');
  await page.keyboard.press('Enter');
  await until('the dialog is gone', async () => (await page.getByRole('dialog').count()) === 0);
  await shows(page, 'users', '3');
  expect((await web.get('/logs')).text).toContain('Run 2 begins: 3 users');

  await page.getByRole('tab', { name: 'Statistics' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('tabpanel', { name: 'Charts' }).waitFor();
  expect(complaints).toEqual([]);
}, 60_000);
