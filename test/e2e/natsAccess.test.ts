import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import type { Lab } from './support/lab.ts';
import { until } from './support/until.ts';

function fixture(part: 'cert' | 'key'): string {
  return fileURLToPath(new URL(`../http/fixtures/localhost.${part}.pem`, import.meta.url));
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A NATS server that asks who comes. Gives its port. */
async function guarded(lab: Lab, args: readonly string[]): Promise<number> {
  const port = await freePort();
  const folder = join(lab.folder, `nats-${port}`);
  mkdirSync(folder);
  lab.launch('nats-server', ['-js', '-sd', folder, '-a', '127.0.0.1', '-p', String(port), ...args]);
  await until('the server listens', () => listens(port));
  return port;
}

/** A coordinator and a worker that meet by this URL carry a load, counted as the target counts it. */
async function carries(lab: Lab, url: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const target = await lab.target();
  const env = { LOCUST_NATS: url, ...more };
  const { program, web } = await lab.serve(['--master', '--host', target.url], { env });
  const worker = lab.start(['--worker'], { env });
  const count = async () => (await web.get<{ worker_count: number }>('/worker-count')).body.worker_count;
  await until('the worker is there', async () => (await count()) === 1);
  await web.swarm({ user_count: 5, spawn_rate: 50 });
  await until('users ask', () => target.requests >= 5);
  await web.get('/stop');
  await until('it is over', async () => (await web.report()).state === 'stopped');
  expect((await web.total()).num_requests).toBe(target.requests);
  return `${program.printed}\n${worker.printed}\n${(await web.get('/logs')).text}`;
}

describe('a NATS server that asks who comes', { timeout: 90_000 }, () => {
  it('lets in by user and password, which stand in no log', async ({ lab }) => {
    const port = await guarded(lab, ['--user', 'fleet', '--pass', 'p:ss/w%rd']);
    const told = await carries(lab, `nats://fleet:p%3Ass%2Fw%25rd@127.0.0.1:${port}`);
    expect(told).not.toMatch(/p:ss|p%3Ass/);
  });

  it('lets in by a token, a name without a password', async ({ lab }) => {
    const port = await guarded(lab, ['--auth', 'open-sesame']);
    expect(await carries(lab, `nats://open-sesame@127.0.0.1:${port}`)).not.toContain('open-sesame');
  });

  it('refuses a wrong password, and the program says what to check, without it', async ({ lab }) => {
    const port = await guarded(lab, ['--user', 'fleet', '--pass', 'right']);
    const url = `nats://fleet:not-that-one@127.0.0.1:${port}`;
    const { code, stderr, stdout } = await lab.run([
      '--master',
      '--host',
      'http://127.0.0.1:9',
      '--nats',
      url,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `The NATS server at 127.0.0.1:${port} lets nobody in so: Authorization Violation`,
    );
    expect(stderr).toContain('Check the user and password (or token) in --nats');
    expect(stderr + stdout).not.toContain('not-that-one');
  });

  it('is reached over TLS by who knows its authority, and not trusted else', async ({ lab }) => {
    const port = await guarded(lab, ['--tls', '--tlscert', fixture('cert'), '--tlskey', fixture('key')]);
    const url = `tls://localhost:${port}`;
    await carries(lab, url, { LOCUST_NATS_CA: fixture('cert') });
    const { code, stderr } = await lab.run(['--master', '--host', 'http://127.0.0.1:9', '--nats', url]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/The NATS server at localhost:\d+ is not trusted: .*certificate/);
    expect(stderr).toContain('by --nats-ca');
  });

  it('is not asked with a file of credentials that cannot be read', async ({ lab }) => {
    const port = await guarded(lab, []);
    const args = ['--nats', `nats://127.0.0.1:${port}`, '--nats-credentials', 'nowhere.creds'];
    const { code, stderr } = await lab.run(['--master', '--host', 'http://127.0.0.1:9', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain('--nats-credentials: cannot read nowhere.creds');
  });
});
