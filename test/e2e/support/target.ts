import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server to aim at that counts what it receives. */
export interface Target {
  readonly url: string;
  /** Requests received, by method and path. */
  readonly received: ReadonlyMap<string, number>;
  /** All of them. */
  readonly requests: number;
  close(): void;
}

export interface TargetOptions {
  /** How long each answer takes, ms. */
  readonly latency?: number;
  /** Answers in place of an empty 200. */
  readonly answer?: RequestListener;
}

export async function startTarget({ latency = 0, answer = well }: TargetOptions = {}): Promise<Target> {
  const received = new Map<string, number>();
  let requests = 0;
  const server = createServer({ keepAliveTimeout: 75_000 }, (req, res) => {
    const key = `${req.method} ${req.url}`;
    received.set(key, (received.get(key) ?? 0) + 1);
    requests++;
    req.resume();
    if (latency === 0) answer(req, res);
    else setTimeout(answer, latency, req, res);
  });
  const url = await listening(server);
  return {
    url,
    received,
    get requests() {
      return requests;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const well: RequestListener = (_, res) => void res.end('well');

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
