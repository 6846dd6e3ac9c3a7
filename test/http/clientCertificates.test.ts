import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { HttpSettings, TlsSettings } from '../../src/http/httpSettings.ts';
import { fixture, SERVER_CA, serveClients } from './secureTarget.ts';
import { makeHttp, makeUser } from './support.ts';

const bytes = (name: string): Buffer => readFileSync(fixture(name));

test.each<[string, TlsSettings, string]>([
  ['as files', { cert: fixture('ada.cert.pem'), key: fixture('ada.key.pem') }, 'ada'],
  ['as text', { cert: bytes('ada.cert.pem').toString(), key: bytes('ada.key.pem').toString() }, 'ada'],
  ['as bytes in one PEM', { cert: Buffer.concat([bytes('ada.cert.pem'), bytes('ada.key.pem')]) }, 'ada'],
  [
    'with an encrypted key',
    { cert: fixture('ada.cert.pem'), key: fixture('ada.encrypted.key.pem'), passphrase: 'open-sesame' },
    'ada',
  ],
  ['as PKCS #12', { pfx: fixture('grace.p12'), passphrase: 'open-sesame' }, 'grace'],
])('a client certificate %s is shown to the server', async (_how, tls, name) => {
  const { port } = await serveClients({ demand: true });
  const user = makeUser(`https://localhost:${port}`, {}, makeHttp(), { tls: { ca: SERVER_CA, ...tls } });
  expect((await user.http.get('/')).text()).toBe(name);
  expect(user.last()).toMatchObject({ outcome: 'passed' });
});

test('a server that demands a certificate and gets none breaks off, which is a failed sample that says so', async () => {
  const { port } = await serveClients({ demand: true });
  const user = makeUser(`https://localhost:${port}`, {}, makeHttp(), { tls: { ca: SERVER_CA } });
  const response = await user.http.get('/');
  expect(response.status).toBe(0);
  expect(response.error).toMatch(
    new RegExp(`^(TLSError|ConnectionClosedError|ConnectionResetError): .*localhost:${port}`),
  );
  expect(user.last()).toMatchObject({ outcome: 'failed' });
});

test('users of one process are told apart, and none resumes the TLS session of another', async () => {
  const { port, connections } = await serveClients();
  const http = makeHttp({ tls: { ca: SERVER_CA } });
  const ask = async (settings?: HttpSettings): Promise<string> => {
    const user = makeUser(`https://localhost:${port}`, {}, http, settings);
    const text = (await user.http.get('/')).text();
    user.session.close();
    return text;
  };
  const ada: HttpSettings = {
    tls: { ca: SERVER_CA, cert: fixture('ada.cert.pem'), key: fixture('ada.key.pem') },
  };
  const grace: HttpSettings = {
    tls: { ca: SERVER_CA, cert: fixture('grace.cert.pem'), key: fixture('grace.key.pem') },
  };
  const answers = [];
  for (const settings of [ada, grace, undefined, ada, grace, undefined]) answers.push(await ask(settings));
  expect(answers).toEqual(['ada', 'grace', 'nobody', 'ada', 'grace', 'nobody']);
  expect(connections.map(({ resumed }) => resumed)).toEqual([false, false, false, true, true, true]);
});

test('equal settings in other objects share what was made of them', async () => {
  const { port, connections } = await serveClients();
  const http = makeHttp();
  for (let i = 0; i < 3; i++) {
    const user = makeUser(`https://localhost:${port}`, {}, http, { tls: { ca: SERVER_CA } });
    await user.http.get('/');
  }
  expect(connections.map(({ resumed }) => resumed)).toEqual([false, true, true]);
});

test('checks can be left out, the name asked for another, and the version bounded', async () => {
  const { port, connections } = await serveClients();
  const http = makeHttp();
  const trusting = makeUser(`https://127.0.0.1:${port}`, {}, http, { tls: { rejectUnauthorized: false } });
  expect((await trusting.http.get('/')).status).toBe(200);
  const renamed = makeUser(`https://127.0.0.1:${port}`, {}, http, {
    tls: { ca: [SERVER_CA], servername: 'localhost', minVersion: 'TLSv1.3' },
  });
  expect((await renamed.http.get('/')).status).toBe(200);
  expect(connections[1]).toMatchObject({ servername: 'localhost', protocol: 'TLSv1.3' });
});

test.each<[TlsSettings, string]>([
  [{ cert: fixture('ada.cert.pem') }, 'http.tls.key: is missing'],
  [{ key: fixture('ada.key.pem') }, 'http.tls.cert: is missing'],
  [{ cert: './no-such.pem', key: './no-such.pem' }, 'http.tls.cert: cannot be read'],
  [{ ca: 'localhost' }, 'http.tls.ca: cannot be read'],
  [{ ca: '-----BEGIN NONSENSE' }, 'http.tls.ca: holds no certificate'],
  [{ cert: fixture('ada.cert.pem'), key: fixture('grace.key.pem') }, 'is not the key of the certificate'],
  [
    { cert: fixture('ada.cert.pem'), key: fixture('ada.encrypted.key.pem'), passphrase: 'wrong-words' },
    'http.tls.key: is refused',
  ],
  [{ pfx: fixture('grace.p12'), passphrase: 'wrong-words' }, 'http.tls.pfx: is refused'],
  [{ minVersion: 'SSLv3' } as never, 'http.tls.minVersion: is no version of TLS'],
  [{ rejectUnauthorised: false } as never, 'http.tls.rejectUnauthorised: no such setting'],
])('settings that cannot work are refused by their name: %j', (tls, message) => {
  const refused = (): void => makeHttp().check({ tls });
  expect(refused).toThrow(message);
  expect(refused).not.toThrow(/wrong-words/);
});
