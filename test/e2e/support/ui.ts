import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** Shows a tab by its name. */
export async function showTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click();
}

/** Waits until what carries a test id shows a text. */
export async function shows(page: Page, id: string, text: string | RegExp): Promise<void> {
  await until(`${id} shows ${text}`, async () => {
    const shown =
      (await page
        .getByTestId(id)
        .textContent({ timeout: 1000 })
        .catch(() => null)) ?? '';
    return typeof text === 'string' ? shown === text : text.test(shown);
  });
}

/** The number that carries a test id. */
export async function numberOf(page: Page, id: string): Promise<number> {
  const text = await page.getByTestId(id).textContent({ timeout: 5000 });
  return Number((text ?? '').replaceAll(',', ''));
}

/** The cells of a table by its name, its total at the end. */
export function cells(page: Page, table: string): Promise<string[][]> {
  return page
    .getByRole('table', { name: table })
    .locator('tbody tr, tfoot tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

/** Fills the form of a load and sends it. */
export async function start(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await page.getByTestId('swarm').click();
}
