import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createAllowList } from '../../src/config/allowedHosts.ts';
import { inspectorOf } from '../../src/inspection.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { listen } from '../../src/server/listen.ts';
import { createRecipeApp, createWebApp } from '../../src/server/server.ts';
import { heldTest } from '../support/heldTest.ts';
import { raw } from './support/ask.ts';
import { heldPort, type Port } from './support/ports.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

function options() {
  const { test: load, clock } = heldTest([]);
  open.push(load);
  return {
    test: load,
    inspector: inspectorOf(load),
    clock,
    logger: createLogger({ stream: { write: () => {} } }),
    config: {
      basePath: '',
      locustfile: null,
      classPicker: false,
      shapes: [],
      defaultShape: null,
      users: null,
      spawnRate: null,
      runTime: null,
      hasFullHistory: false,
      profile: null,
      percentiles: { chart: [0.5], statistics: [0.95] },
      version: '1',
    },
    allowList: createAllowList(undefined, undefined),
    health: () => ({ saturated: false, loopDelayP99Ms: 0, cpu: 0 }),
    ready: () => true,
    draining: () => false,
  };
}

async function takenPort(): Promise<number> {
  const server = createServer();
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('"a port in use is an error that names the flag"', () => {
  test.each([
    ['--web-port', createWebApp],
    ['--web-port-sre-recipe', createRecipeApp],
  ] as const)('%s', async (flag, createApp) => {
    const port = await takenPort();
    await expect(listen(createApp(options()), { host: '127.0.0.1', port })).rejects.toMatchObject({
      name: 'StatestormError',
      code: 'server.portInUse',
      message: `Port ${port} (${flag}) is in use`,
    });
  });

  test('so is an address that is not ours', async () => {
    const rejected = expect(listen(createWebApp(options()), { host: '192.0.2.1', port: 0 })).rejects;
    await rejected.toMatchObject({
      code: 'server.notListening',
      message: expect.stringContaining('--web-host'),
    });
  });
});

test('* is every interface, and 0 a free port', async () => {
  const port = await listen(createWebApp(options()), { host: '*', port: 0 });
  open.push(port);
  expect(await raw(port.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
    /\r\n\r\nok$/,
  );
});

describe('bodies and requests that never end', () => {
  let port: Port;

  async function openImpatient(): Promise<void> {
    port = await heldPort('recipes', { requestTimeout: 200 });
    open.push(port);
  }

  test('a body that is slower than the time for a request is a 408', async () => {
    await openImpatient();
    const head = 'POST /swarm HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n';
    const got = await raw(port.port, `${head}Content-Length: 100\r\n\r\nuser_count=1`);
    expect(got).toMatch(/^HTTP\/1\.1 408 /);
    expect(port.test.state).toBe('ready');
  });

  test('so are headers', async () => {
    await openImpatient();
    expect(await raw(port.port, 'GET / HTTP/1.1\r\nHost: x\r\nX-')).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('a body without end is read to its bound and no further', async () => {
    port = await heldPort('recipes');
    open.push(port);
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    const head =
      'POST /swarm HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    const got = await raw(port.port, head + chunk.repeat(40), { endsAfter: 4000 });
    expect(got).toMatch(/^HTTP\/1\.1 413 /);
    expect(got).toMatch(/\r\nConnection: close\r\n/);
  });

  test('a client that goes away in the middle leaves nothing behind', async () => {
    port = await heldPort('recipes');
    open.push(port);
    const head =
      'POST /api/spawn/BasicPurchasingUser HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    await raw(port.port, `${head}Content-Length: 100\r\n\r\n{"user_count":`, { endsAfter: 50 }).catch(
      () => {},
    );
    expect(port.test.state).toBe('ready');
    expect(port.lines.join('')).not.toContain('ERROR');
  });
});
