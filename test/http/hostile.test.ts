import { expect, onTestFinished, test } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { MISDEEDS, startHostileTarget } from '../support/hostileTarget.ts';
import { makeHttp, makeUser } from './support.ts';

const PASSES = new Set([
  '/well',
  '/long-body',
  '/two-answers',
  '/body-of-close',
  '/bad-cookies',
  '/proto-headers',
  '/close-when-kept',
]);

async function hostile() {
  const target = await startHostileTarget();
  onTestFinished(() => target.close());
  return target;
}

function watchForUncaught(): unknown[] {
  const uncaught: unknown[] = [];
  const listener = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', listener).on('unhandledRejection', listener);
  onTestFinished(() => {
    process.off('uncaughtException', listener).off('unhandledRejection', listener);
  });
  return uncaught;
}

/** Answered hops were received; what was received was answered, or cut off, or failed after it left. */
function expectCountsToMeet(samples: readonly Sample[], received: number): void {
  const answered = samples.reduce((sum, { hops }) => sum + hops, 0);
  const perhaps = samples.filter(({ outcome, sent }) => sent && outcome !== 'passed').length;
  const resent = samples.reduce((sum, { reconnects }) => sum + reconnects, 0);
  expect(answered).toBeLessThanOrEqual(received);
  expect(received).toBeLessThanOrEqual(answered + perhaps + resent);
}

test.each(Object.keys(MISDEEDS))('%s ends in one sample, for a fresh and a kept connection', async (path) => {
  const uncaught = watchForUncaught();
  const target = await hostile();
  const user = makeUser(target.url, { requestTimeout: 150 });
  for (const method of ['GET', 'POST', 'HEAD']) {
    for (const kept of [false, true]) {
      if (kept) expect((await user.http.get('/well')).ok).toBe(true);
      const response = await user.http.request(method, path);
      const sample = user.last();
      expect(sample.name).toBe(path);
      if (method === 'GET') expect(sample.outcome).toBe(PASSES.has(path) ? 'passed' : 'failed');
      expect(sample.outcome === 'failed').toBe(!response.ok);
      if (sample.error !== undefined)
        expect(sample.error).toMatch(/^(\w+Error: |HTTPError\(|TooManyRedirects)/);
      expect(sample.error ?? '').not.toMatch(/^Error: /);
    }
  }
  user.scope.flush();
  expect(user.samples).toHaveLength(9);
  expectCountsToMeet(
    user.samples,
    [...target.received.values()].reduce((sum, each) => sum + each, 0),
  );
  expect(uncaught).toEqual([]);
});

test('all of it at once, with users stopped in the middle, leaves counts that meet and nothing open', async () => {
  const uncaught = watchForUncaught();
  const target = await hostile();
  const http = makeHttp({ requestTimeout: 300, maxConnections: 100 });
  const paths = Object.keys(MISDEEDS);
  const users = Array.from({ length: 100 }, () => makeUser(target.url, {}, http));
  const running = users.map(async (user, i) => {
    for (let k = 0; k < 12; k++) {
      const path = paths[(i * 7 + k * 5) % paths.length]!;
      await (k % 3 === 0 ? user.http.post(path, { json: { k } }) : user.http.get(path));
    }
    user.scope.flush();
  });
  setTimeout(() => {
    for (const user of users.slice(0, 50)) user.scope.abort();
  }, 400);
  await Promise.all([Promise.all(running.slice(50)), Promise.allSettled(running.slice(0, 50))]);
  for (const user of users) user.session.close();
  const samples = users.flatMap((user) => user.samples);
  expect(samples.filter(({ outcome }) => outcome === 'aborted').length).toBeGreaterThan(0);
  for (const user of users.slice(50)) expect(user.samples).toHaveLength(12);
  const received = [...target.received.values()].reduce((sum, each) => sum + each, 0);
  expectCountsToMeet(samples, received);
  http.close();
  await expect.poll(() => http.connections).toBe(0);
  expect(uncaught).toEqual([]);
  expect(new Set(samples.map(({ error }) => error)).size).toBeLessThan(40);
});

test.each(['/endless-body', '/endless-gzip'])('%s ends by its timeout, with memory bounded', async (path) => {
  const target = await hostile();
  const user = makeUser(target.url);
  const before = process.memoryUsage().rss;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before);
  }, 20);
  const response = await user.http.get(path, { timeout: 500 });
  clearInterval(watch);
  expect(response.error).toMatch(/^TimeoutError: the answer of .* was not complete/);
  if (path === '/endless-body') expect(user.last().bytes).toBeGreaterThan(16 * 1024 * 1024);
  expect(most).toBeLessThan(150 * 1024 * 1024);
});
