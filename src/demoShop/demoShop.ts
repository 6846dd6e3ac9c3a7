import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour, BehaviourChange } from './control.ts';
import { ShopFront, type ShopFrontOptions, type ShopStats } from './shopFront.ts';

/** What `startDemoShop` takes; of `latencyMs` and `errorRate`, what is left out is 20 ± 10 ms and 0. */
export interface DemoShopOptions extends ShopFrontOptions {
  /** The address to listen on. Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0, any free one. */
  readonly port?: number | undefined;
  /** How long an idle connection is kept, in ms. Default 75,000. */
  readonly keepAliveTimeoutMs?: number | undefined;
}

/** A shop that runs in this process. */
export interface DemoShop {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly behaviour: Behaviour;
  /** What it received until now: the same that `GET /_stats` gives. */
  readonly stats: ShopStats;
  /** Changes latency and errors for the requests from now on, as `POST /_control` does. */
  set(change: BehaviourChange): void;
  /** Stops listening and hangs up on everyone. */
  close(): Promise<void>;
}

/**
 * Starts an imitation of the Online Boutique's frontend, light enough to share a machine with the load that
 * is aimed at it: whole pages made beforehand, carts in memory, delays and errors to order.
 */
export async function startDemoShop({
  host = '127.0.0.1',
  port = 0,
  keepAliveTimeoutMs = 75_000,
  ...options
}: DemoShopOptions = {}): Promise<DemoShop> {
  const front = new ShopFront(options);
  const server = createServer(
    { keepAliveTimeout: keepAliveTimeoutMs, headersTimeout: 60_000, requestTimeout: 120_000 },
    front.handle,
  );
  server.listen({ host, port, backlog: 4096 });
  await once(server, 'listening');
  const { port: bound, family } = server.address() as AddressInfo;
  let closed: Promise<unknown> | undefined;
  return {
    url: `http://${family === 'IPv6' ? `[${host}]` : host}:${bound}`,
    get behaviour() {
      return front.behaviour;
    },
    get stats() {
      return front.stats;
    },
    set: (change) => front.set(change),
    async close() {
      closed ??= once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}
