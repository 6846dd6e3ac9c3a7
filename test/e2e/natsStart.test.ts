import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { killNatsServer } from '../support/killNatsServer.ts';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import type { Lab } from './support/lab.ts';
import { listens } from './support/listens.ts';
import { until } from './support/until.ts';

/** A NATS server, as somebody may have started it. Gives its port. */
async function natsServer(lab: Lab, args: readonly string[]): Promise<number> {
  const port = await freePort();
  const folder = lab.path(`nats-${port}`);
  mkdirSync(folder);
  lab.launch('nats-server', ['-sd', folder, '-a', '127.0.0.1', '-p', String(port), ...args]);
  await until('the server listens', () => listens(port));
  return port;
}

const HOST = ['--host', 'http://127.0.0.1:9'];

describe('a start that needs NATS ends with 2 and says what to do', { timeout: 60_000 }, () => {
  it.for([
    ['--master', ...HOST],
    ['--worker', '--web-port', '0'],
  ])('where the server has no JetStream: %j', async (args, { lab }) => {
    const port = await natsServer(lab, []);
    const { code, stderr } = await lab.run([...args, '--nats', `nats://127.0.0.1:${port}`]);
    expect(code).toBe(2);
    expect(stderr).toContain(`The NATS server at 127.0.0.1:${port} has no JetStream`);
    expect(stderr).toContain('nats-server -js');
    expect(stderr).not.toMatch(/^ *at /m);
  });

  it('where the server does not speak TLS', async ({ lab }) => {
    const port = await natsServer(lab, ['-js']);
    const { code, stderr } = await lab.run(['--master', ...HOST, '--nats', `tls://127.0.0.1:${port}`]);
    expect(code).toBe(2);
    expect(stderr).toContain(`The NATS server at 127.0.0.1:${port} does not speak TLS`);
    expect(stderr).toContain('Write nats:// in place of tls://');
  });

  it.for([
    ['says nothing, as a web server', () => {}],
    ['says something else', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
  ] as const)('where what listens there %s', async ([, greet], { lab, onTestFinished }) => {
    const other = createServer((socket) => {
      socket.on('error', () => {});
      greet(socket);
    });
    const port = await freePort();
    other.listen(port, '127.0.0.1');
    onTestFinished(() => void other.close());
    const began = performance.now();
    const { code, stderr } = await lab.run(['--master', ...HOST, '--nats', `nats://127.0.0.1:${port}`]);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(code).toBe(2);
    expect(stderr).toContain(`What is at 127.0.0.1:${port} does not greet as a NATS server`);
    expect(stderr).toContain('Check the address in --nats');
  });

  it('where a file of authorities cannot be read', async ({ lab }) => {
    const nats = ['--nats', 'nats://127.0.0.1:9', '--nats-ca', 'nowhere.pem'];
    const { code, stderr } = await lab.run(['--master', ...HOST, ...nats]);
    expect(code).toBe(2);
    expect(stderr).toContain('statestorm: --nats-ca: cannot read nowhere.pem');
    expect(stderr).not.toContain('No NATS server');
  });
});

describe('a start that fails after its own NATS server runs', { timeout: 60_000 }, () => {
  it.for([
    ['the fleet cannot be opened', 'cannot read nowhere.pem', ['--nats-ca', 'nowhere.pem']],
    ['a class asks for what cannot be', 'Odd: ', ['-f', 'odd.user.ts']],
    ['too few workers come', '0 of 1 workers', ['--headless', '--expect-workers-max-wait', '1']],
  ] as const)('ends it and leaves no folder behind where %s', async ([, why, args], { lab }) => {
    const port = await freePort();
    lab.write(
      'odd.user.ts',
      `import { defineUser } from 'statestorm';
export default defineUser('Odd', { http: { nonsense: 1 } as never, tasks: { a() {} } });
`,
    );
    mkdirSync(lab.path('temporary'));
    const { code, stderr } = await lab.run(
      ['--master', ...HOST, '--master-bind-port', String(port), ...args],
      {
        env: { TMPDIR: lab.path('temporary') },
      },
    );
    expect(code).toBe(2);
    expect(stderr).toContain(why);
    expect(readdirSync(lab.path('temporary'))).toEqual([]);
    expect(await listens(port)).toBe(false);
  });
});

it('a worker that is given an address for port 81 alone says that it has no effect', async ({ lab }) => {
  const worker = lab.start(['--worker', '--master-port', '9', '--master-port-sre-recipe', '10']);
  await worker.says(/--master-port-sre-recipe \(10\) has no effect/);
  expect(await worker.terminate()).toMatchObject({ code: 0 });
});

describe('a fleet on IPv6', { timeout: 60_000 }, () => {
  it('meets at an address that is bound and one that is named by URL', async ({ lab }) => {
    const port = String(await freePort());
    const { web } = await lab.serve([
      '--master',
      ...HOST,
      ...['--master-bind-host', '::1', '--master-bind-port', port],
    ]);
    lab.start(['--worker', '--master-host', '::1', '--master-port', port, '--web-port', '0']);
    lab.start(['--worker', '--nats', `nats://[::1]:${port}`, '--web-port', '0']);
    await until(
      'both workers are there',
      async () => (await web.get<{ worker_count: number }>('/worker-count')).body.worker_count === 2,
      30_000,
    );
    expect(await listens(Number(port)), 'it listens on that address alone').toBe(false);
  });
});

describe("a master's own NATS server that is killed", { timeout: 60_000 }, () => {
  const own = async (lab: Lab, args: readonly string[], env = {}) => {
    const port = await freePort();
    const service = await lab.serve(['--master', '--master-bind-port', String(port), ...args], { env });
    return { ...service, port };
  };

  it('runs again within a second, and the load goes on without a request lost', async ({ lab }) => {
    const target = await lab.target();
    const { web, program, port } = await own(lab, ['--host', target.url, '--stop-timeout', '5']);
    lab.start(['--worker', '--master-port', String(port), '--web-port', '0']);
    const workers = async () => (await web.get<{ worker_count: number }>('/worker-count')).body.worker_count;
    await until('the worker is there', async () => (await workers()) === 1, 30_000);
    await web.swarm({ user_count: 5, spawn_rate: 50 });
    await until('5 users run', async () => (await web.report()).user_count === 5);
    await until('they ask', () => target.requests >= 5);
    killNatsServer(port);
    await program.says(/The NATS server of this master is gone \(.*\): it is started anew/);
    await program.says(/The NATS server of this master runs again/);
    await program.says(/The NATS server is back/);
    const before = target.requests;
    await until('they ask on', () => target.requests > before + 5);
    expect(await web.report()).toMatchObject({ state: 'running', user_count: 5 });
    await web.get('/stop');
    expect((await web.total()).num_requests).toBe(target.requests);
  });

  it('is said to be gone for good where it cannot be started, and the master is not ready then', async ({
    lab,
  }) => {
    mkdirSync(lab.path('bin'));
    for (const name of ['nats-server', 'cat']) {
      const path = execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
      symlinkSync(path, lab.path(`bin/${name}`));
    }
    const { web, program, port } = await own(lab, HOST, { PATH: lab.path('bin') });
    expect((await web.get('/readyz')).status).toBe(200);
    rmSync(lab.path('bin/nats-server'));
    killNatsServer(port);
    await program.says(/it is not started any more/);
    expect((await web.get('/readyz')).status).toBe(503);
    expect((await web.get('/healthz')).status).toBe(200);
  });
});

it('a worker says why it waits for a server, once, and joins when there is one', { timeout: 60_000 }, async ({
  lab,
}) => {
  const port = await freePort();
  const worker = lab.start(['--worker', '--nats', `nats://127.0.0.1:${port}`, '--web-port', '0']);
  const why = `No NATS server at 127.0.0.1:${port}: `;
  await worker.says(/No NATS server at 127\.0\.0\.1:\d+: .+ Trying again until there is one/);
  await sleep(2500);
  expect(worker.log.filter(({ message }) => message.startsWith(why))).toHaveLength(1);
  lab.launch('nats-server', ['-js', '-sd', lab.path('later'), '-a', '127.0.0.1', '-p', String(port)]);
  await worker.says(/Waiting for the load of a coordinator/);
  expect(await worker.terminate()).toMatchObject({ code: 0 });
});
