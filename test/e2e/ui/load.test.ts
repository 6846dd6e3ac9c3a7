import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { cells, numberOf, shows, showTab, start } from '../support/ui.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe('the web interface of port 80', () => {
  it('starts by the form, edits live, shows failures, stops and resets, with the numbers of the API', async ({
    lab,
  }) => {
    const shop = await lab.shop();
    const { web } = await lab.serve(['--host', shop.url]);
    const { page, complaints } = await openPage(browser, web.url);
    await shows(page, 'state', 'ready');
    await shows(page, 'target', shop.url);
    await start(page, { 'Number of users': '4', 'Ramp up': '50' });
    await shows(page, 'state', 'running');
    await shows(page, 'users', '4');
    await until('a rate is shown', async () => (await numberOf(page, 'rps')) > 0);

    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Number of users').fill('30');
    await page.getByLabel('Ramp up').fill('100');
    await page.getByTestId('swarm').click();
    await shows(page, 'users', '30');
    await until('30 users were at home', async () => (await web.total()).num_requests >= 30);
    expect((await web.get('/logs')).text).not.toContain('Run 2');

    await shop.set({ errorRate: '1' });
    await showTab(page, 'Failures');
    await until('failures are listed', async () => (await cells(page, 'Failures')).length > 0);
    expect((await cells(page, 'Failures')).map((row) => row[3]).join()).toContain('500 Server Error');
    await until('the failing rate is shown', async () => (await numberOf(page, 'failures')) > 0);

    await page.getByRole('button', { name: 'Stop' }).click();
    await shows(page, 'state', 'stopped');
    await shows(page, 'users', '0');
    await showTab(page, 'Statistics');
    const { stats } = await web.report();
    const due = stats.map((row) => [row.method, row.name, `${row.num_requests}`, `${row.num_failures}`]);
    await until('the table is that of the API', async () => {
      const shown = (await cells(page, 'Statistics')).map((row) => row.slice(0, 4));
      return JSON.stringify(shown).replaceAll(',"', ' ') === JSON.stringify(due).replaceAll(',"', ' ');
    });

    await page.getByRole('button', { name: 'Reset' }).click();
    await shows(page, 'notice', /begin anew/);
    expect((await web.total()).num_requests).toBe(0);
    await until(
      'no row is left with requests',
      async () =>
        (await page.getByText('No request has ended yet').count()) === 1 ||
        (await cells(page, 'Statistics')).every((row) => row[2] === '0'),
    );
    expect(complaints).toEqual([]);
  }, 60_000);

  it('gives every file of a run', async ({ lab }) => {
    const target = await lab.target();
    const { web } = await lab.serve(['--host', target.url, '--csv', 'run', '--csv-full-history']);
    const { page } = await openPage(browser, web.url);
    await start(page, { 'Number of users': '5', 'Ramp up': '50' });
    await until('requests end', async () => (await web.total()).num_requests > 5);
    await showTab(page, 'Download Data');
    const files = [
      ['Download requests CSV', /_requests\.csv$/, /^Type,Name,Request Count/],
      [
        'Download full request statistics history CSV',
        /_requests_full_history\.csv$/,
        /^Timestamp,User Count/,
      ],
      ['Download failures CSV', /_failures\.csv$/, /^Method,Name,Error/],
      ['Download exceptions CSV', /_exceptions\.csv$/, /^Count,Message,Traceback/],
      ['Download Report', /\.html$/, /^<!doctype html>/i],
    ] as const;
    for (const [name, file, text] of files) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name, exact: true }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(file);
      expect(readFileSync(await download.path(), 'utf8')).toMatch(text);
    }
  }, 60_000);

  it('says why a form is refused, at the field, and keeps what was typed', async ({ lab }) => {
    const target = await lab.target();
    const { web } = await lab.serve(['--host', target.url]);
    const { page } = await openPage(browser, web.url);
    await start(page, { 'Number of users': '7', 'Run time': 'soon' });
    await page.getByText('Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc.').waitFor();
    expect(await page.getByLabel('Run time').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Number of users').inputValue()).toBe('7');
    await shows(page, 'state', 'ready');
    await start(page, { 'Run time': '5m' });
    await shows(page, 'users', '7');
    await page.getByRole('button', { name: 'Edit' }).click();
    await start(page, { 'Number of users': 'many' });
    await page.getByText('user_count must be a whole number of 0 or more: many').waitFor();
  }, 60_000);

  it('lists the workers where several processes share the load', async ({ lab }) => {
    const target = await lab.target();
    const { web } = await lab.serve(['--host', target.url, '--processes', '2']);
    const { page } = await openPage(browser, web.url);
    await start(page, { 'Number of users': '6', 'Ramp up': '50' });
    await shows(page, 'users', '6');
    await showTab(page, 'Workers');
    await until('each has its half', async () => {
      const rows = await cells(page, 'Workers');
      return rows.length === 2 && rows.every((row) => row[1] === 'running' && row[2] === '3');
    });
  }, 60_000);
});
