import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/domain/clock.ts';
import { startNatsServer } from '../../../src/fleet/nats/natsServer.ts';
import { freePort } from '../../e2e/support/freePort.ts';
import { until } from '../../e2e/support/until.ts';
import { killNatsServer } from '../../support/killNatsServer.ts';

async function starting(changes: { port?: number; log?: (message: string) => void } = {}) {
  const port = changes.port ?? (await freePort());
  return startNatsServer({
    host: '127.0.0.1',
    port,
    clock: systemClock,
    folder: undefined,
    log: (severity, message) => changes.log?.(`${severity} ${message}`),
  });
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

it('starts it anew where it is killed, with what it held, and says so', async ({ onTestFinished }) => {
  const logged: string[] = [];
  const server = await starting({ log: (message) => logged.push(message) });
  onTestFinished(() => server.close());
  const kept = async () => {
    const connection = await connect({ servers: server.url.replace('nats://', '') });
    onTestFinished(() => connection.close());
    return new Kvm(connection).create('kept');
  };
  await (await kept()).put('word', 'said before');
  expect(server.running).toBe(true);
  killNatsServer(Number(new URL(server.url).port));
  await until('its loss is seen', () => !server.running);
  await until('it runs again', () => server.running);
  expect(logged).toEqual([
    expect.stringMatching(/^ERROR The NATS server of this master is gone \(.*137.*\): it is started anew$/),
    'INFO The NATS server of this master runs again',
  ]);
  expect((await (await kept()).get('word'))?.string()).toBe('said before');
});

it('is not running any more where it cannot be started again', async ({ onTestFinished }) => {
  const logged: string[] = [];
  const server = await starting({ log: (message) => logged.push(message) });
  onTestFinished(() => server.close());
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  killNatsServer(Number(new URL(server.url).port));
  await until('it is given up', () => logged.length === 2);
  expect(server.running).toBe(false);
  expect(logged[1]).toMatch(/there is no nats-server on the PATH.*: it is not started any more/);
});
