import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/domain/clock.ts';
import { startNatsServer } from '../../../src/fleet/nats/natsServer.ts';
import { freePort } from '../../e2e/support/freePort.ts';

async function starting(changes: { port?: number } = {}) {
  const port = changes.port ?? (await freePort());
  return startNatsServer({ host: '127.0.0.1', port, clock: systemClock, folder: undefined, log: () => {} });
}

it('refuses a port where a server of another master listens, which is left as it is', async () => {
  const first = await starting();
  try {
    const there = await connect({ servers: first.url.replace('nats://', '') });
    await expect(starting({ port: Number(new URL(first.url).port) })).rejects.toMatchObject({
      code: 'fleet.portInUse',
      message: expect.stringContaining(new URL(first.url).port),
      hint: expect.stringContaining('--master-bind-port'),
    });
    await there.flush();
    await there.close();
  } finally {
    await first.close();
  }
});

it('takes no other server for its own that came to the port before it', async ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), 'statestorm-late-'));
  const late = join(folder, 'nats-server');
  writeFileSync(late, '#!/bin/sh\nsleep 1\necho "bind: address already in use" >&2\nexit 1\n');
  chmodSync(late, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const port = await freePort();
  const outcome = starting({ port }).then(
    () => 'it began',
    ({ code }) => code as string,
  );
  await sleep(300);
  const other = createServer((socket) =>
    socket.end('INFO {"server_name":"another","version":"2.9.10"} \r\n'),
  );
  other.listen(port, '127.0.0.1');
  onTestFinished(() => void other.close());
  expect(await outcome).toBe('fleet.portInUse');
});
