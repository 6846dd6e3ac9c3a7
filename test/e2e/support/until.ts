import { setTimeout as sleep } from 'node:timers/promises';

/** What `probe` gives once it is neither false, null nor undefined. Throws, saying what it waited for, past `within` ms. */
export async function until<T>(
  what: string,
  probe: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  within = 30_000,
): Promise<T> {
  const end = performance.now() + within;
  let last: unknown;
  for (;;) {
    const found = await probe();
    if (found !== false && found !== null && found !== undefined) return found;
    last = found;
    if (performance.now() > end)
      throw new Error(`Within ${within} ms it never came that ${what}: ${String(last)}`);
    await sleep(50);
  }
}
