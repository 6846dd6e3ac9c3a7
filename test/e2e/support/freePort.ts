import { createServer } from 'node:net';

const given = new Set<number>();

/** A port above 20,000 on which nobody listens now, and that no one was given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    // Below the range from which the system takes ports for connections.
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
