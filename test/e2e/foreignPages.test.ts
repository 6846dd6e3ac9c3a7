import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { chromiumPath } from '../support/needs.ts';
import { it } from './support/it.ts';
import type { Lab } from './support/lab.ts';
import type { Port } from './support/port.ts';

const ENV = {
  LOCUST_WEB_USER: 'ada',
  LOCUST_WEB_PASSWORD: 'engine',
  LOCUST_SRE_TOKEN: 'analytical-token',
};

let browser: Browser;

beforeAll(async () => {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];
  browser = await chromium.launch({ executablePath: chromiumPath(), args });
});
afterAll(() => browser?.close());

/** Somebody who is logged in on both ports, and what a page of another origin is opened beside. */
async function loggedIn({ web, recipes }: { web: Port; recipes: Port }): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(web.url);
  await page.getByLabel('User').fill('ada');
  await page.getByLabel('Password').fill('engine');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(`${web.url}/`);
  await page.goto(recipes.url);
  await page.getByLabel('Token').fill('analytical-token');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(`${recipes.url}/`);
  return context;
}

/** A page of another origin: another port of the same host, or another host altogether. */
async function foreignPage(lab: Lab, context: BrowserContext, host: string): Promise<Page> {
  const site = await lab.target({
    answer: (_, res) => void res.setHeader('Content-Type', 'text/html').end('<!doctype html><p>hello'),
  });
  const page = await context.newPage();
  await page.goto(site.url.replace('127.0.0.1', host));
  return page;
}

/** What the page reads of addresses, by what `fetch` gives or throws. */
function readings(page: Page, urls: readonly string[]): Promise<string[]> {
  return page.evaluate(
    (all) =>
      Promise.all(
        all.map(async (url) => {
          try {
            return await (await fetch(url, { credentials: 'include' })).text();
          } catch (error) {
            return String(error);
          }
        }),
      ),
    [...urls],
  );
}

/** Tries to start loads: as scripts do, which may not read the answer, and as a form does. */
async function startLoads(page: Page, targets: readonly [string, string][]): Promise<void> {
  await page.evaluate(
    async (all) => {
      for (const [url, body] of all) {
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
        const credentials = 'include' as const;
        await fetch(url, { method: 'POST', mode: 'no-cors', credentials, headers, body }).catch(() => {});
        await fetch(url, { method: 'POST', credentials, headers, body }).catch(() => {});
      }
    },
    targets as [string, string][],
  );
  const site = page.url();
  for (const [url, body] of targets) {
    const inputs = [...new URLSearchParams(body)].map(
      ([name, value]) => `<input name="${name}" value="${value}">`,
    );
    await page.goto(site);
    await page.setContent(
      `<form method="post" action="${url}">${inputs.join('')}<button>Win</button></form>`,
    );
    const answer = page.waitForResponse(url);
    await page.getByRole('button').click();
    expect([url, (await answer).status()]).toEqual([url, 403]);
  }
}

describe('a page of another origin, in the browser of somebody who is logged in', () => {
  for (const [what, host] of [
    ['another host', 'localhost'],
    ['another port of the same host', '127.0.0.1'],
  ] as const) {
    it(`reads nothing and starts nothing: ${what}`, async ({ lab }) => {
      const target = await lab.target();
      const { web, recipes } = await lab.serve(['--web-login', '--host', target.url], { env: ENV });
      const context = await loggedIn({ web, recipes });
      const page = await foreignPage(lab, context, host);
      const paths = ['/', '/stats/requests', '/logs', '/openapi.json'];
      const read = await readings(
        page,
        [web, recipes].flatMap(({ url }) => paths.map((path) => url + path)),
      );
      expect(read).toEqual(read.map(() => 'TypeError: Failed to fetch'));

      await startLoads(page, [
        [`${web.url}/swarm`, 'user_count=3&spawn_rate=10'],
        [`${recipes.url}/api/spawn/BasicHomePageViewingUser`, 'user_count=3&spawn_rate=10'],
        [`${web.url}/user`, 'user_class_name=BrowsingUser'],
      ]);
      const basic = `Basic ${Buffer.from('ada:engine').toString('base64')}`;
      const stateOf = async ({ url }: Port, authorization: string): Promise<unknown> => {
        const answer = await fetch(`${url}/stats/requests`, { headers: { authorization } });
        return ((await answer.json()) as { state: string }).state;
      };
      expect(await stateOf(web, basic)).toBe('ready');
      expect(await stateOf(recipes, `Bearer ${ENV.LOCUST_SRE_TOKEN}`)).toBe('ready');
      expect(target.requests).toBe(0);

      // The page itself still may: it was the origin that was refused.
      const own = await context.newPage();
      await own.goto(web.url);
      expect(await own.evaluate(async () => (await fetch('/stats/requests')).status)).toBe(200);
      await context.close();
    });
  }
});
