import { createServer } from 'node:http';
import { expect } from 'vitest';
import { it } from '../e2e/support/it.ts';
import { until } from '../e2e/support/until.ts';

it('300 users on the shop with cookies, redirects and errors: hops equal what the shop received', async ({
  lab,
}) => {
  const shop = await lab.shop(['--error-rate', '0.05']);
  const file = lab.write(
    'shop.user.ts',
    `import { between, defineUser, PurchasingUser, WishlistUser } from 'statestorm';
     const quick = between('100ms', '600ms');
     export const Buyer = { ...PurchasingUser, name: 'Buyer', waitTime: quick };
     export const Wisher = { ...WishlistUser, name: 'Wisher', waitTime: quick };`,
  );
  const { web } = await lab.serve(['-f', file, '--host', shop.url, '--stop-timeout', '10']);
  await web.swarm({ user_count: 300, spawn_rate: 300 });
  await until('2,000 requests ended', async () => (await web.total()).num_requests > 2000);
  await web.get('/stop');
  const total = await web.total();
  const seen = await shop.stats();
  expect(total).toMatchObject({ num_aborted: 0, num_unsent: 0 });
  expect(total.num_failures).toBeGreaterThan(0);
  expect(total.num_hops).toBeGreaterThan(total.num_requests);
  expect(total.num_hops + total.num_reconnects).toBe(seen.requests);
});

it('a target that closes idle connections early shows no failure', async ({ lab }) => {
  let received = 0;
  const server = createServer({ keepAliveTimeout: 1000 }, (_, response) => {
    received++;
    response.end('well');
  });
  // Node adds a second to the time that it announces; a server that keeps its word to the letter is harder.
  server.keepAliveTimeoutBuffer = 0;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const { port } = server.address() as { port: number };
    const file = lab.write(
      'idle.user.ts',
      `import { between, defineUser } from 'statestorm';
       export default defineUser('Idle', { waitTime: between('700ms', '1400ms'), tasks: {
         async read({ http }) { await http.get('/'); },
         async write({ http }) { await http.post('/', { form: { a: 1 } }); } } });`,
    );
    const { web } = await lab.serve([
      '-f',
      file,
      '--host',
      `http://127.0.0.1:${port}`,
      '--stop-timeout',
      '5',
    ]);
    await web.swarm({ user_count: 150, spawn_rate: 150 });
    await until('700 requests ended', async () => (await web.total()).num_requests > 700);
    await web.get('/stop');
    const { errors } = await web.report();
    expect(errors).toEqual([]);
    const total = await web.total();
    expect(total.num_requests).toBeLessThanOrEqual(received);
    expect(received).toBeLessThanOrEqual(total.num_hops + total.num_reconnects);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

it('1,000 users of which 10 % crash at random: count and statistics stay right', { timeout: 60_000 }, async ({
  lab,
}) => {
  const target = await lab.target();
  const file = lab.write(
    'frail.user.ts',
    `import { between, defineUser } from 'statestorm';
     export default defineUser('Frail', {
       waitTime: between('200ms', '1s'),
       async onStart({ http, random }) {
         await http.get('/login');
         if (random.next() < 0.1) throw new Error('no session');
       },
       tasks: { async home({ http }) { await http.get('/'); } },
     });`,
  );
  const { web } = await lab.serve(['-f', file, '--host', target.url, '--stop-timeout', '10']);
  await web.swarm({ user_count: 1000, spawn_rate: 1000 });
  const report = await until(
    'all are alive again',
    async () => {
      const now = await web.report();
      const started = now.stats.find(({ name }) => name === '/login')?.num_requests;
      return now.num_crashed > 50 && now.user_count === 1000 && started === 1000 + now.num_crashed && now;
    },
    40_000,
  );
  expect(report.num_crashed).toBeLessThan(250);
  await web.get('/stop');
  const after = await web.report();
  expect(after.user_count).toBe(0);
  expect(after.stats.at(-1)).toMatchObject({
    num_requests: target.requests,
    num_hops: target.requests,
    num_failures: 0,
    num_aborted: 0,
  });
  const logins = after.stats.find(({ name }) => name === '/login')!;
  expect(logins.num_requests).toBe(1000 + after.num_crashed);
  const { exceptions } = (await web.get<{ exceptions: { count: number; msg: string }[] }>('/exceptions'))
    .body;
  expect(exceptions).toMatchObject([{ count: after.num_crashed, msg: 'Error: no session' }]);
});

it('users that always crash are given up within a budget, and the run says so and goes on', async ({
  lab,
}) => {
  const target = await lab.target();
  const file = lab.write(
    'doomed.user.ts',
    `import { constant, defineUser } from 'statestorm';
     export const Doomed = defineUser('Doomed', { onStart() { throw new Error('no'); }, tasks: { a() {} } });
     export const Fine = defineUser('Fine', { waitTime: constant('100ms'),
       tasks: { async a({ http }) { await http.get('/'); } } });`,
  );
  const { program, web } = await lab.serve(['-f', file, '--host', target.url]);
  await web.swarm({ user_count: 20, spawn_rate: 100 });
  await until('it gives up', () =>
    program.log.some(({ severity, message }) => severity === 'ERROR' && /no longer replaced/.test(message)),
  );
  const { user_count, num_crashed, state } = await web.report();
  expect({ user_count, state }).toEqual({ user_count: 10, state: 'running' });
  expect(num_crashed).toBeGreaterThan(20);
});
