import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Recording } from '../../../src/inspect/wire.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const WANDERER = `import { constant, defineUser } from 'statestorm';

export default defineUser('Wanderer', {
  waitTime: constant('150ms'),
  onStart() {
    return { word: 'open' };
  },
  tasks: {
    async wander({ http }) {
      await http.get('/start', { name: 'start' });
    },
  },
});
`;

/** Paths of the states that are lit up. */
function lit(page: Page): Promise<string[]> {
  return page
    .locator('[data-state][data-active]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-state') ?? ''));
}

/** What the page shows at one moment: users, what the states hold, and the numbers on them. */
function numbers(page: Page): Promise<{ users: number; counted: number; sum: number }> {
  return page.evaluate(`(() => {
    const text = (id) => document.querySelector('[data-testid="' + id + '"]')?.textContent ?? '-1';
    const badges = [...document.querySelectorAll('[data-state] [data-users]')];
    const sum = badges.reduce((all, badge) => all + Number(badge.dataset.users), 0);
    return { users: Number(text('machine-users')), counted: Number(text('machine-counted')), sum };
  })()`);
}

it('lights up the states of a run and traces what it takes', { timeout: 60_000 }, async ({ lab }) => {
  const { web } = await lab.serve([
    '-f',
    lab.write('w.user.ts', WANDERER),
    '--host',
    (await lab.target()).url,
  ]);
  const { page, complaints } = await openPage(browser, `${web.url}/machines?machine=loadTest`);
  await until('ready is lit', async () => (await lit(page)).includes('ready'));
  await web.post('/swarm', { user_count: 3, spawn_rate: 50 });
  await until('running is lit', async () => (await lit(page)).includes('active.loading.running'));
  await page.locator('[data-traced]').first().waitFor();
  await page.getByRole('region', { name: 'Last transitions' }).getByText('run.reached').waitFor();
  await web.get('/stop');
  await until('stopped is lit', async () => (await lit(page)).includes('stopped'));
  expect(complaints).toEqual([]);
});

it('shows how many users are where, and they add up at every look', { timeout: 150_000 }, async ({ lab }) => {
  const { web } = await lab.serve([
    '-f',
    lab.write('w.user.ts', WANDERER),
    '--host',
    (await lab.target()).url,
  ]);
  const { page } = await openPage(browser, `${web.url}/machines?machine=user`);
  await page.locator('[data-users]').first().waitFor();
  await web.post('/swarm', { user_count: 40, spawn_rate: 10 });
  const seen = new Set<number>();
  await until(
    'all are there',
    async () => {
      const { users, counted, sum } = await numbers(page);
      expect([counted, sum]).toEqual([users, users]);
      seen.add(users);
      return users === 40;
    },
    60_000,
  );
  expect(seen.size).toBeGreaterThan(1);
  await page.locator('[data-place=wander]').waitFor();
  expect(await page.locator('[data-state="alive.running.cruising"]').textContent()).toContain('not watched');
  await web.get('/stop');
  await until('nobody is left', async () => (await numbers(page)).users === 0, 60_000);
  expect((await numbers(page)).sum).toBe(0);
});

it('follows a user, steps through what it did, and saves it', { timeout: 60_000 }, async ({ lab }) => {
  const target = await lab.target({
    answer: (req, res) => {
      const isStart = req.url === '/start';
      res.writeHead(isStart ? 302 : 200, isStart ? { location: '/end' } : {}).end('well');
    },
  });
  const { web } = await lab.serve(['-f', lab.write('w.user.ts', WANDERER), '--host', target.url]);
  await web.post('/swarm', { user_count: 3, spawn_rate: 50 });
  const { page, complaints } = await openPage(browser, `${web.url}/machines?machine=user`);
  await page.getByRole('tab', { name: 'Follow one' }).click();
  await page.getByRole('button', { name: 'Any user' }).click();
  const rows = page.locator('[data-seq]');
  await until('it did something', async () => (await rows.count()) >= 8);
  await page.getByRole('button', { name: 'Pause' }).click();
  const position = () => page.getByTestId('position').textContent();
  const last = /^event (\d+) of \1$/;
  expect(await position()).toMatch(last);

  const states: string[][] = [];
  for (let back = 0; back < 4; back++) {
    await page.getByRole('button', { name: 'Step back' }).click();
    states.unshift(await lit(page));
  }
  const leaf = (active: string[]) => active.find((path) => /(executing|waiting)$/.test(path));
  expect(new Set(states.map(leaf)).size).toBe(2);
  await page.getByRole('listbox', { name: /^Recorded events/ }).focus();
  for (const before of states.slice(1)) {
    await page.keyboard.press('ArrowDown');
    expect(await lit(page)).toEqual(before);
  }
  await page.keyboard.press('ArrowDown');
  expect(await position()).toMatch(last);

  // The first one may have been under way when it was followed.
  const request = page.locator('[data-kind=request]').last();
  expect(await request.locator('[data-hop]').allTextContents()).toEqual(['302 GET /start', '↳ 200 GET /end']);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the recording' }).click(),
  ]);
  const saved = JSON.parse(readFileSync(await download.path(), 'utf8')) as Recording;
  expect(saved.events.length).toBeGreaterThanOrEqual(await rows.count());
  expect(saved.session).toEqual({ word: 'open' });

  await page.getByRole('button', { name: 'Stop following' }).click();
  await page.getByRole('button', { name: 'Any user' }).waitFor();
  expect(complaints).toEqual([]);
});
