import { execFileSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
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

it('spawns a recipe’s users, counts down, replaces and stops them, and says the API’s words', async ({
  lab,
}) => {
  const target = await lab.target();
  const { recipes } = await lab.serve(['--host', target.url]);
  const { page, complaints } = await openPage(browser, recipes.url);
  await page.getByLabel('User', { exact: true }).selectOption('BasicPurchasingUser');
  await page.getByText('checks out').first().waitFor();
  await page.getByLabel('Users', { exact: false }).and(page.getByRole('textbox')).fill('0');
  await page.getByTestId('spawn').click();
  await page.getByText("Query parameter 'user_count' must be positive: 0").waitFor();
  await page.getByLabel('Users', { exact: false }).and(page.getByRole('textbox')).fill('6');
  await page.getByLabel('Spawn rate').fill('20');
  await page.getByLabel('Stop after').fill('600');
  await page.getByTestId('spawn').click();
  await shows(page, 'notice', 'Spawn Request Received: spawning 6 users at 20 users/second');
  await shows(page, 'users', '6');
  await shows(page, 'countdown', /^Ends by itself in 9 min \d+ s$/);
  expect(await recipes.userCount()).toBe(6);

  await page.getByLabel('Users', { exact: false }).and(page.getByRole('textbox')).fill('4');
  await page.getByRole('button', { name: 'Replace the load' }).click();
  await shows(page, 'users', '4');
  await page.getByTestId('stop-recipe').click();
  await shows(page, 'state', 'stopped');
  expect(await recipes.userCount()).toBe(0);

  const line = (await page.getByLabel('Spawn by curl', { exact: true }).textContent()) ?? '';
  expect(execFileSync('sh', ['-c', `${line} -s`], { encoding: 'utf8' })).toContain('spawning 4 users');
  await until(
    'the page follows what a script did',
    async () => (await page.getByTestId('users').textContent()) === '4',
  );
  const stop = (await page.getByLabel('Stop by curl', { exact: true }).textContent()) ?? '';
  expect(execFileSync('sh', ['-c', `${stop} -s`], { encoding: 'utf8' })).toContain('All users stopped');
  // The browser tells of every answer that refuses.
  expect(complaints.filter((text) => !text.includes('400 (Bad Request)'))).toEqual([]);
}, 60_000);
