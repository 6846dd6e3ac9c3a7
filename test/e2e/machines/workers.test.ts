import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { LiveActor, LiveState } from '../../../src/inspect/wire.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { freePort } from '../support/freePort.ts';
import { it } from '../support/it.ts';
import type { Port } from '../support/port.ts';
import { shows } from '../support/ui.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** The newest that a port's live view has told; `close` ends the listening. */
async function watched({ url }: Port): Promise<{ members(): readonly LiveActor[]; close(): void }> {
  const leaving = new AbortController();
  const { body } = await fetch(`${url.replace(/\/$/, '')}/machines/stream`, { signal: leaving.signal });
  let newest: LiveState | undefined;
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const whole = text.lastIndexOf('\n\n');
      const told = text.slice(0, whole).match(/^data: (.*)$/gm);
      if (whole > 0) text = text.slice(whole + 2);
      if (told !== null) newest = JSON.parse(told.at(-1)!.slice('data: '.length)) as LiveState;
    }
  };
  // It ends where the test lets it go.
  read().catch(() => {});
  return {
    members: () => newest?.actors.filter(({ machine }) => machine === 'member') ?? [],
    close: () => leaving.abort(),
  };
}

const leaf = ({ active }: LiveActor): string => active.at(-1) ?? '';

function inState(page: Page, path: string): Promise<string | null> {
  return page.locator(`[data-state="${path}"] [data-users]`).getAttribute('data-users');
}

it('shows workers that join over NATS on both ports, what becomes of them, and no more once they are gone', {
  timeout: 120_000,
}, async ({ lab, onTestFinished }) => {
  const target = await lab.target();
  const port = String(await freePort());
  const lease = ['--lease-time', '4'];
  const bind = ['--master', '--master-bind-host', '127.0.0.1', '--master-bind-port', port];
  const { web, recipes } = await lab.serve([...bind, ...lease, '--host', target.url]);
  const views = [await watched(web), await watched(recipes)];
  onTestFinished(() => {
    for (const view of views) view.close();
  });
  const both = (holds: (members: readonly LiveActor[]) => boolean): boolean =>
    views.every(({ members }) => holds(members()));
  const { page, complaints } = await openPage(browser, `${web.url}/machines?machine=member`);
  await page.getByText('Nobody has joined').waitFor();

  const join = () => lab.start(['--worker', '--master-port', port, ...lease]);
  const [first, second] = [join(), join()];
  await until(
    'both are shown',
    () => both((all) => all.filter((each) => leaf(each) === 'sharing.joined').length === 2),
    30_000,
  );
  await shows(page, 'machine-workers', '2');
  await until('both are counted', async () => (await inState(page, 'sharing.joined')) === '2');

  first.signal('SIGTERM');
  await until('one has left', () => both((all) => all.some((each) => leaf(each) === 'left')));
  await page.locator('[data-state=left][data-active]').waitFor();
  second.signal('SIGKILL');
  await until('one is missing', () => both((all) => all.some((each) => leaf(each) === 'missing')));
  await page.locator('[data-state=missing][data-active]').waitFor();
  const trace = page.getByRole('region', { name: 'Last transitions' });
  await trace.getByText('member.silent').waitFor();
  await until('both are gone for good', () => both((all) => all.length === 0), 30_000);
  await page.getByText('Nobody has joined').waitFor();
  await shows(page, 'machine-workers', '0');
  expect(complaints).toEqual([]);
});
