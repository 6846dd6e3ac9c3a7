import { expect, test } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { makeUser, pause, serve, serveSockets } from './support.ts';

function expectToAddUp({ phases, duration }: Sample): void {
  for (const phase of Object.values(phases)) expect(phase).toBeGreaterThanOrEqual(0);
  const { blocked: _, ...counted } = phases;
  expect(Math.abs(Object.values(counted).reduce((sum, each) => sum + each) - duration)).toBeLessThan(5);
}

test('waiting and receiving are what the target takes, in µs', async () => {
  let arrived = 0;
  let began = 0;
  let ended = 0;
  const { url } = await serve(async (_request, response) => {
    arrived = performance.now();
    await pause(60);
    response.write('first');
    began = performance.now();
    await pause(90);
    response.end('last');
    ended = performance.now();
  });
  const user = makeUser(url);
  const response = await user.http.get('/');
  const taken = { waiting: (began - arrived) * 1000, receiving: (ended - began) * 1000 };
  const sample = user.last();
  expectToAddUp(sample);
  expect(sample.phases.connecting).toBeGreaterThan(0);
  expect(sample.phases.tls).toBe(0);
  expect(sample.phases.blocked).toBe(0);
  // Both sides share this process: what holds up the one holds up the other.
  expect(Math.abs(sample.phases.waiting - taken.waiting)).toBeLessThan(25_000);
  expect(Math.abs(sample.phases.receiving - taken.receiving)).toBeLessThan(25_000);
  expect(response.duration).toBeCloseTo(sample.duration / 1000, 2);
  await user.http.get('/');
  expect(user.last().phases.connecting).toBe(0);
});

test('sending is the time that a large body takes to leave', async () => {
  const { url } = await serveSockets((socket) => {
    socket.pause();
    setTimeout(() => socket.resume(), 80);
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (received > 20_000_000) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
  });
  const user = makeUser(url);
  expect((await user.http.put('/', { body: new Uint8Array(20_000_000) })).ok).toBe(true);
  expectToAddUp(user.last());
  expect(user.last().phases.sending).toBeGreaterThan(60_000);
});

test('the phases of all hops are summed', async () => {
  const { url } = await serve(async (request, response) => {
    await pause(30);
    if (request.url === '/3') response.end();
    else response.writeHead(302, { location: `/${Number(request.url!.slice(1)) + 1}` }).end();
  });
  const user = makeUser(url);
  await user.http.get('/1');
  const sample = user.last();
  expectToAddUp(sample);
  expect(sample.hops).toBe(3);
  expect(sample.phases.waiting).toBeGreaterThan(85_000);
});

test('a failure took the time until it failed', async () => {
  const user = makeUser('http://127.0.0.1:1');
  expect((await user.http.get('/')).error).toBe('ConnectionRefusedError: connection refused by 127.0.0.1:1');
  const sample = user.last();
  expectToAddUp(sample);
  expect(sample.phases.connecting).toBeGreaterThan(0);
  expect(sample).toMatchObject({ outcome: 'failed', status: 0, hops: 0, sent: false, bytes: 0 });
  expect(sample.duration).toBeLessThan(100_000);
});
