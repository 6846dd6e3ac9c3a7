import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished } from 'vitest';
import { serveProxy } from '../http/proxyServer.ts';
import { fixture, SERVER_CA } from '../http/secureTarget.ts';
import { it } from './support/it.ts';

/** A shop that lets only those in who show a certificate, and counts who uploaded what. */
async function guardedShop(): Promise<{ port: number; uploads: string[] }> {
  const uploads: string[] = [];
  const server = createServer(
    {
      cert: SERVER_CA,
      key: readFileSync(fixture('localhost.key.pem')),
      ca: readFileSync(fixture('clients.ca.pem')),
      requestCert: true,
    },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      const file = /filename="([^"]*)"\r\nContent-Type: ([^\r]*)\r\n\r\n(\w+)/.exec(
        Buffer.concat(chunks).toString(),
      );
      uploads.push([subject.CN, ...(file?.slice(1) ?? [])].join(' '));
      response.end('taken');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, uploads };
}

describe('http settings of a load file', () => {
  it('each user shows a certificate of its own and uploads a file, through a proxy', async ({ lab }) => {
    const shop = await guardedShop();
    const proxy = await serveProxy();
    lab.write('cat.png', 'meow');
    lab.write(
      'upload.user.ts',
      `import { constant, defineUser, file } from 'statestorm';
const names = ['ada', 'grace'];
export default defineUser('Uploader', {
  waitTime: constant('200ms'),
  http: ({ user }) => {
    const name = names[user.index % names.length];
    const pem = (kind: string) => new URL(\`./\${name}.\${kind}.pem\`, '${fixture('.').href}');
    return {
      proxy: '${proxy.url}',
      tls: { ca: '${fixture('localhost.cert.pem').pathname}', cert: pem('cert'), key: pem('key') },
    };
  },
  tasks: {
    async upload({ http }) {
      await http.post('/photos', { multipart: { note: 'a cat', photo: file('./cat.png', { type: 'image/png' }) } });
    },
  },
});
`,
    );
    const { code, stdout, stderr } = await lab.run([
      ...['-f', 'upload.user.ts', '--host', `https://localhost:${shop.port}`],
      ...['--headless', '--json', '-u', '4', '-r', '100', '-t', '2s', '--stop-timeout', '5'],
    ]);
    expect(stderr).not.toContain('ERROR');
    expect(code).toBe(0);
    const [entry] = JSON.parse(stdout) as { num_requests: number; num_failures: number }[];
    expect(entry).toMatchObject({ name: '/photos', num_failures: 0, num_requests: shop.uploads.length });
    const kinds = new Set(shop.uploads);
    expect([...kinds].sort()).toEqual(['ada cat.png image/png meow', 'grace cat.png image/png meow']);
    expect(proxy.asked.map(({ method }) => method)).toEqual(Array(4).fill('CONNECT'));
  });

  it('that cannot work end the start with 2, and name class and setting', async ({ lab }) => {
    lab.write(
      'wrong.user.ts',
      `import { defineUser } from 'statestorm';
export default defineUser('Wrong', { http: { tls: { cert: './no-such.pem', key: './no.pem' } }, tasks: { a() {} } });
`,
    );
    const { code, stderr } = await lab.run(['-f', 'wrong.user.ts', '--host', 'shop.test', '--headless']);
    expect(code).toBe(2);
    expect(stderr).toContain('Wrong: http.tls.cert: cannot be read');
    expect(stderr).toContain('no-such.pem');
  });
});
