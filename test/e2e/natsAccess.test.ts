import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAccount, createOperator, createUser, type KeyPair } from '@nats-io/nkeys';
import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import type { Lab } from './support/lab.ts';
import { listens } from './support/listens.ts';
import { until } from './support/until.ts';

function fixture(part: 'cert' | 'key'): string {
  return fileURLToPath(new URL(`../http/fixtures/localhost.${part}.pem`, import.meta.url));
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
  const { program, web } = await lab.serve(['--master', '--host', target.url, '--stop-timeout', '5'], {
    env,
  });
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

/** A claim as NATS signs it: a JWT by an Ed25519 key of its own kind (nkeys). */
function signed(by: KeyPair, subject: KeyPair, name: string, nats: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { jti: name, iat: Math.floor(Date.now() / 1000), name, nats };
  const issued = { ...claims, iss: by.getPublicKey(), sub: subject.getPublicKey() };
  const text = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode(issued)}`;
  return `${text}.${Buffer.from(by.sign(Buffer.from(text))).toString('base64url')}`;
}

/** A server that knows its users by their credentials alone. Gives its port and the file of a user. */
async function credentialed(lab: Lab): Promise<{ port: number; credentials: string }> {
  const [operator, system, account, user] = [
    createOperator(),
    createAccount(),
    createAccount(),
    createUser(),
  ];
  const none = { subs: -1, data: -1, payload: -1 };
  const plain = { ...none, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const limits = { ...plain, mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const ofAccount = signed(operator, account, 'fleet', { limits, type: 'account', version: 2 });
  const ofSystem = signed(operator, system, 'system', { limits: plain, type: 'account', version: 2 });
  const ofUser = signed(account, user, 'worker', { ...none, pub: {}, sub: {}, type: 'user', version: 2 });
  const seed = Buffer.from(user.getSeed()).toString();
  const credentials = lab.write(
    'fleet.creds',
    `-----BEGIN NATS USER JWT-----\n${ofUser}\n------END NATS USER JWT------\n\n` +
      `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
  );
  const config = lab.write(
    'nats.conf',
    `operator: "${signed(operator, operator, 'operator', { type: 'operator', version: 2 })}"
resolver: MEMORY
system_account: ${system.getPublicKey()}
resolver_preload: { ${account.getPublicKey()}: "${ofAccount}", ${system.getPublicKey()}: "${ofSystem}" }
`,
  );
  return { port: await guarded(lab, ['-c', config]), credentials };
}

describe('a NATS server that asks who comes', { timeout: 90_000 }, () => {
  it('lets in by user and password, which stand in no log', async ({ lab }) => {
    const port = await guarded(lab, ['--user', 'fleet', '--pass', 'p:ss/w%rd']);
    const told = await carries(lab, `nats://fleet:p%3Ass%2Fw%25rd@127.0.0.1:${port}`);
    expect(told).not.toMatch(/p:ss|p%3Ass/);
  });

  it('lets in by a file of credentials, of which nothing stands in a log', async ({ lab }) => {
    const { port, credentials } = await credentialed(lab);
    const told = await carries(lab, `nats://127.0.0.1:${port}`, { LOCUST_NATS_CREDENTIALS: credentials });
    expect(told).not.toMatch(/SU[A-Z2-7]{20}|eyJ/);
  });

  it('says what to check where it has no credentials for it', async ({ lab }) => {
    const { port } = await credentialed(lab);
    const { code, stderr } = await lab.run(['--master', '--nats', `nats://127.0.0.1:${port}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('--nats-credentials');
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
