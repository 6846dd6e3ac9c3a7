import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { it } from '../support/it.ts';
import { numberOf, shows } from '../support/ui.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('goes on by reports where the stream is out of reach', async ({ lab }) => {
  const target = await lab.target();
  const { web } = await lab.serve(['--host', target.url]);
  const { page } = await openPage(browser, 'about:blank');
  await page.route('**/stream', (route) => route.fulfill({ status: 404 }));
  await page.goto(web.url);
  await page.getByText('numbers come every 2 s').waitFor();
  await web.swarm({ user_count: 8, spawn_rate: 50 });
  await shows(page, 'users', '8');
  await until('a rate is shown', async () => (await numberOf(page, 'rps')) > 0);
}, 60_000);

it('says so in red while the load generator is the bottleneck', async ({ lab }) => {
  const target = await lab.target();
  const { web } = await lab.serve(['--host', target.url]);
  const { page } = await openPage(browser, 'about:blank');
  const point = {
    time: 1,
    run: 1,
    state: 'running',
    users: 3,
    classes: {},
    entries: {},
    saturated: true,
    progress: null,
  };
  await page.route('**/stream', (route) =>
    route.fulfill({
      contentType: 'text/event-stream',
      body: `event: point\nid: 1.1\ndata: ${JSON.stringify(point)}\n\n`,
    }),
  );
  await page.goto(web.url);
  await shows(page, 'saturated', /^Saturated\. The load generator itself is out of breath/);
}, 60_000);

it('says that nobody answers, and comes back by itself', async ({ lab }) => {
  const target = await lab.target();
  const { web, program } = await lab.serve(['--host', target.url]);
  const { page } = await openPage(browser, web.url);
  await shows(page, 'state', 'ready');
  await program.kill();
  await shows(page, 'lost', /does not answer/);
  const { port } = new URL(web.url);
  await lab.serve(['--host', target.url, '--web-port', port]);
  await until('it is back', async () => (await page.getByTestId('lost').count()) === 0, 30_000);
}, 90_000);

it('does not grow: after three hours of seconds it draws the last two minutes', async ({ lab }) => {
  const target = await lab.target();
  const { web } = await lab.serve(['--host', target.url]);
  const { page } = await openPage(browser, 'about:blank');
  const numbers = { rps: 5, failuresPerSecond: 0, p50: 8, p95: 20, p99: 30 };
  const points = Array.from({ length: 10_800 }, (_, second) => {
    const entries = { '\tAggregated': numbers };
    const moment = { time: second * 1000, run: 1, state: 'running', users: second + 1 };
    const point = { ...moment, classes: {}, entries, saturated: false, progress: null };
    return `event: point\nid: 1.${second}\ndata: ${JSON.stringify(point)}\n\n`;
  });
  await page.route('**/stream', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: points.join('') }),
  );
  await page.goto(web.url);
  await until(
    'the last point is shown',
    async () => (await page.getByTestId('users').textContent()) === '10,800',
    30_000,
  );
  const drawn = await page.locator('dl polyline').first().getAttribute('points');
  expect(drawn?.split(' ').length).toBeLessThanOrEqual(121);
}, 60_000);
