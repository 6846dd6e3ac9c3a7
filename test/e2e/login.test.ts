import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { chromiumPath } from '../support/needs.ts';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

const ENV = { LOCUST_WEB_USER: 'ada', LOCUST_WEB_PASSWORD: 'engine' };
const TOKEN = 'analytical-token';

let browser: Browser;

beforeAll(async () => {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];
  browser = await chromium.launch({ executablePath: chromiumPath(), args });
});
afterAll(() => browser?.close());

/** A page in a context of its own, and what its console said of errors. */
async function newPage(): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** The name of the field that has the keyboard. */
const focused = (page: Page): Promise<string | null> =>
  page.locator('*:focus').getAttribute('name', { timeout: 5000 });

/** The state of the port that the page is of, as the page may read it. */
const stateOf = (page: Page): Promise<string> =>
  page.evaluate(async () => ((await (await fetch('/stats/requests')).json()) as { state: string }).state);

it('people log in, come to the page that they asked for, and log out', async ({ lab }) => {
  const { url } = await lab.target();
  const { web } = await lab.serve(['--web-login', '--host', url], { env: ENV });
  const { page, complaints } = await newPage();

  await page.goto(`${web.url}/stats/report`);
  expect(new URL(page.url()).pathname).toBe('/login');
  expect(await focused(page)).toBe('username');
  await page.getByLabel('User').fill('ada');
  await page.getByLabel('Password').fill('motor');
  await page.getByRole('button', { name: 'Log in' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Wrong user or password.');
  expect(await page.getByLabel('User').inputValue()).toBe('ada');
  expect(await focused(page)).toBe('password');
  const password = page.getByLabel('Password');
  expect(await password.getAttribute('aria-invalid')).toBe('true');
  expect(await password.getAttribute('aria-describedby')).toBe(
    await page.getByRole('alert').getAttribute('id'),
  );
  expect(await password.getAttribute('autocomplete')).toBe('current-password');
  expect(complaints).toEqual([expect.stringContaining('401')]);

  await password.fill('engine');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(`${web.url}/stats/report`);

  complaints.length = 0;
  await page.goto(web.url);
  await page.getByRole('button', { name: 'Start' }).click();
  await until('it runs', async () => (await stateOf(page)) === 'running');
  await page.getByRole('button', { name: 'Stop' }).click();
  await until('it stopped', async () => (await stateOf(page)) === 'stopped');
  await page.goto(`${web.url}/login`);
  expect(page.url()).toBe(`${web.url}/`);
  expect(complaints).toEqual([]);

  const other = await page.context().newPage();
  await other.goto(web.url);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL(`${web.url}/login`);
  await page.goto(web.url);
  expect(new URL(page.url()).pathname).toBe('/login');
  await other.waitForURL(/\/login/);
  await page.context().close();
});

it('the page of port 81 asks for the token once', async ({ lab }) => {
  const { url } = await lab.target();
  const { recipes } = await lab.serve(['--host', url], { env: { LOCUST_SRE_TOKEN: TOKEN } });
  const { page, complaints } = await newPage();
  await page.goto(recipes.url);
  expect(await focused(page)).toBe('token');
  await page.getByLabel('Token').fill('another');
  await page.getByRole('button', { name: 'Log in' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Wrong token.');
  complaints.length = 0;
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(`${recipes.url}/`);
  const spawned = await page.evaluate(async () => {
    const body = new URLSearchParams({ user_count: '3', spawn_rate: '10' });
    return (await fetch('/api/spawn/BasicHomePageViewingUser', { method: 'POST', body })).status;
  });
  expect(spawned).toBe(200);
  await until('users run', async () => (await stateOf(page)) === 'running');
  await page.reload();
  expect(page.url()).toBe(`${recipes.url}/`);
  expect(complaints).toEqual([]);
  await page.context().close();
});
