import { test } from 'vitest';
import { Lab } from '../../e2e/support/lab.ts';
import { until } from '../../e2e/support/until.ts';
import { Container, type ContainerOptions } from './container.ts';
import { composeService } from './deployed.ts';

/** Containers of one test, gone at its end. */
export interface Containers {
  /** Its `load` folder is what they see at /load. */
  readonly lab: Lab;
  start(options?: ContainerOptions): Container;
  /** The demo shop as compose.yaml runs it, at http://shop:8088; once it is open. */
  shop(): Promise<Shop>;
}

export interface Shop {
  /** How many requests it has answered. */
  requests(): Promise<number>;
}

export const it = test.extend<{ containers: Containers }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads a fixture's needs from this pattern
  containers: async ({}, use) => {
    const lab = new Lab();
    const started: Container[] = [];
    const start = (options?: ContainerOptions): Container => {
      const container = new Container(lab, options);
      started.push(container);
      return container;
    };
    try {
      await use({ lab, start, shop: () => openShop(start) });
    } finally {
      await Promise.all(started.map((container) => container.kill()));
      await lab.close();
    }
  },
});

async function openShop(start: Containers['start']): Promise<Shop> {
  const { entrypoint = [], command = [] } = composeService('shop');
  const { program } = start({ entrypoint, args: command });
  const stats = async (): Promise<{ requests: number }> =>
    (await fetch('http://127.0.0.1:8088/_stats')).json() as Promise<{ requests: number }>;
  await until('the shop is open', () => {
    if (!program.running) throw new Error(`It ended:\n${program.printed}`);
    return stats().catch(() => undefined);
  });
  return { requests: async () => (await stats()).requests };
}
