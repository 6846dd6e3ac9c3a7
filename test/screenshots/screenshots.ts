import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../e2e/support/browser.ts';
import { Lab, type Service } from '../e2e/support/lab.ts';
import { REPOSITORY } from '../e2e/support/program.ts';
import { until } from '../e2e/support/until.ts';
import buildUi from '../support/buildUi.ts';

// npm run screenshots: a picture of every page of the web interface, light and dark, in docs/images. With names after
// `--`, such as `charts machines`, those alone.

const FOLDER = join(REPOSITORY, 'docs/images');
const LARGEST = 300 * 1024;
const SCHEMES = ['light', 'dark'] as const;
/** How long the load runs before its pictures are taken, so that the charts have something to show. */
const RUN_MS = 75_000;

const names = process.argv.slice(2);
const isWanted = (name: string): boolean => names.length === 0 || names.includes(name);

/** A picture: its name, the address below the port, and what to do before it is taken. */
interface Picture {
  readonly name: string;
  readonly path: string;
  readonly before?: (page: Page) => Promise<void>;
  readonly height?: number;
}

const compare = async (page: Page): Promise<void> => {
  for (const entry of ['GET /', 'POST /cart']) {
    await page.getByRole('combobox', { name: /Endpoints/ }).fill(entry);
    await page.getByRole('option', { name: entry, exact: true }).click();
  }
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 400);
};

const follow = async (page: Page): Promise<void> => {
  await page.getByRole('tab', { name: 'Follow one' }).click();
  await page.getByRole('button', { name: 'Any user' }).click();
  await page.locator('[data-kind=request]').nth(1).waitFor({ timeout: 60_000 });
};

const BEFORE: readonly Picture[] = [{ name: 'start', path: '/', height: 640 }];
const WEB: readonly Picture[] = [
  { name: 'statistics', path: '/' },
  { name: 'charts', path: '/?tab=charts', height: 1520 },
  { name: 'charts-compared', path: '/?tab=charts', before: compare, height: 900 },
  { name: 'failures', path: '/?tab=failures', height: 640 },
  { name: 'exceptions', path: '/?tab=exceptions', height: 640 },
  { name: 'ratios', path: '/?tab=ratios' },
  { name: 'downloads', path: '/?tab=reports', height: 720 },
  { name: 'logs', path: '/?tab=logViewer', height: 720 },
  { name: 'machines', path: '/machines' },
  { name: 'machines-users', path: '/machines?machine=user', height: 1000 },
  { name: 'machines-follow', path: '/machines?machine=user', before: follow, height: 1000 },
  {
    name: 'edit',
    path: '/',
    before: (page) => page.getByRole('button', { name: 'Edit' }).click(),
  },
];
const RECIPES: readonly Picture[] = [{ name: 'recipes', path: '/?tab=recipes', height: 900 }];

async function take(browser: Browser, url: string, pictures: readonly Picture[]): Promise<void> {
  for (const colorScheme of SCHEMES) {
    for (const { name, path, before, height = 800 } of pictures) {
      if (!isWanted(name)) continue;
      const { page } = await openPage(browser, url + path, {
        colorScheme,
        reducedMotion: 'reduce',
        viewport: { width: 1280, height },
      });
      await page.getByTestId('state').waitFor();
      await page.waitForTimeout(2500);
      await before?.(page);
      await page.waitForTimeout(2500);
      const file = join(FOLDER, `${name}-${colorScheme}.png`);
      await page.screenshot({ path: file });
      await page.close();
      const { size } = statSync(file);
      if (size > LARGEST) throw new Error(`${file} is larger than ${LARGEST} bytes: ${size}`);
      console.log(`${name}-${colorScheme}.png  ${Math.round(size / 1024)} KB`);
    }
  }
}

/** A phone's picture of each port, light and dark. */
async function takeOnPhone(browser: Browser, { web, recipes }: Service): Promise<void> {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, reducedMotion: 'reduce' } as const;
  for (const colorScheme of SCHEMES) {
    for (const [name, url] of [
      ['phone', `${web.url}/?tab=charts`],
      ['phone-recipes', recipes.url],
    ] as const) {
      if (!isWanted(name)) continue;
      const { page } = await openPage(browser, url, { ...phone, colorScheme });
      await page.waitForTimeout(4000);
      await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
      await page.close();
    }
  }
}

/** The chart of a run as Mermaid draws it. */
async function takeMermaid(browser: Browser, { web }: Service): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  const { status, text } = await web.get('/machines/run.mmd');
  if (status !== 200) throw new Error(`/machines/run.mmd: ${status} ${text}`);
  await page.setContent('<body style="margin: 16px"><pre class="mermaid"></pre></body>');
  await page.locator('pre').evaluate((element, chart) => {
    element.textContent = chart;
  }, text);
  await page.addScriptTag({ path: join(REPOSITORY, 'node_modules/mermaid/dist/mermaid.min.js') });
  await page.evaluate('mermaid.run()');
  await page.screenshot({ path: join(FOLDER, 'mermaid.png') });
  await page.close();
}

/** What the receiver of @statelyai/inspect gets while a load begins and ends. */
async function takeInspected(browser: Browser, events: readonly StatelyInspectionEvent[]): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 520 } });
  await page.setContent(
    '<body style="margin: 16px; font: 13px monospace"><table cellpadding="4"></table></body>',
  );
  await page.locator('table').evaluate(
    (table, rows) => {
      for (const row of rows) {
        const line = table.appendChild(table.ownerDocument.createElement('tr'));
        for (const text of row) line.appendChild(table.ownerDocument.createElement('td')).textContent = text;
      }
    },
    events.map((event) => [
      event.type,
      'name' in event ? String(event.name ?? '') : '',
      event.sessionId ?? '',
      'event' in event ? JSON.stringify(event.event).slice(0, 90) : '',
    ]),
  );
  await page.screenshot({ path: join(FOLDER, 'inspect.png') });
  await page.close();
}

buildUi();
mkdirSync(FOLDER, { recursive: true });
const lab = new Lab();
const browser = await launchBrowser();
try {
  const shop = await lab.shop(['--latency', '38', '--spread', '30', '--error-rate', '0.01']);
  const service = await lab.serve(['--host', shop.url, '--inspect', '0']);
  const inspected: StatelyInspectionEvent[] = [];
  const line = await until('it says where', () =>
    service.program.log.find(({ inspect }) => inspect !== undefined),
  );
  createWebSocketReceiver({ server: String(line.inspect) }).subscribe((event) => inspected.push(event));
  await take(browser, service.web.url, BEFORE);
  await service.web.swarm({ user_count: 120, spawn_rate: 6, run_time: '15m' });
  await service.recipes.spawn('BasicPurchasingUser', { user_count: 12, spawn_rate: 4, stop_after: 600 });
  const end = performance.now() + RUN_MS;
  await until('the load has run for a while', () => performance.now() > end, 2 * RUN_MS);
  await take(browser, service.web.url, WEB);
  await take(browser, service.recipes.url, RECIPES);
  await takeOnPhone(browser, service);
  if (isWanted('mermaid')) await takeMermaid(browser, service);
  if (isWanted('inspect')) await takeInspected(browser, inspected.slice(0, 18));
} finally {
  await browser.close();
  await lab.close();
}
