import { setTimeout as sleep } from 'node:timers/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import type { PortSecurity } from '../../src/server/options.ts';
import { type Answer, ask, post } from './support/ask.ts';
import { describedPort, getsOf, operationsOf, type Role, readAll } from './support/described.ts';
import type { HeldPort, PortSetup } from './support/ports.ts';

const PASSWORD = 'open sesame';
const GUARDED: Readonly<Record<Role, { security: Partial<PortSecurity>; right: string; login: object }>> = {
  web: {
    security: { credentials: [{ kind: 'login', user: 'ada', password: PASSWORD }] },
    right: `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`,
    login: { username: 'ada', password: PASSWORD },
  },
  recipes: {
    security: { credentials: [{ kind: 'token', token: PASSWORD }] },
    right: `Bearer ${PASSWORD}`,
    login: { token: PASSWORD },
  },
};

const LOGIN = /^\/load\/login(\?next=|$)/;

describe.each(['web', 'recipes'] as const)('a guarded port: %s', (role) => {
  const { security, right, login } = GUARDED[role];
  const init = { headers: { authorization: right } };
  const setup: PortSetup = { security, config: { basePath: '/load' } };
  const seen = new Set<string>();

  test('says how to get in, and nothing secret', async () => {
    const { contract } = await describedPort(role, setup, { init });
    const { document } = contract;
    const ways = role === 'web' ? ['session', 'basic'] : ['session', 'bearer'];
    expect(Object.keys(document.components.securitySchemes ?? {})).toEqual(ways);
    expect(document.security).toEqual(ways.map((way) => ({ [way]: [] })));
    expect(JSON.stringify(document)).not.toContain(PASSWORD);
    expect(await new Validator().validate(JSON.parse(JSON.stringify(document)))).toEqual({ valid: true });
  });

  test('is open where the document says so, and nowhere else', async () => {
    const { port, contract } = await describedPort(role, setup, { seen, init });
    for (const { method, path, operation } of operationsOf(contract.document)) {
      const answer = await passing(
        port,
        ask(port.url + path, { method, headers: { accept: 'application/json' } }),
      );
      const isOpen = operation.security?.length === 0;
      // To log in without anything is refused, too.
      if (operation.operationId === 'logIn') expect(answer.status).toBe(401);
      else expect([path, answer.status === 401]).toEqual([path, !isOpen]);
      expect(contract.breaches(method, path, answer)).toEqual([]);
    }
  });

  test('sends browsers to the login', async () => {
    const { port, contract } = await describedPort(role, setup, { seen, init });
    for (const { method, path } of operationsOf(contract.document)) {
      if (method !== 'GET') continue;
      const answer = await ask(port.url + path, { headers: { accept: 'text/html' } });
      if (answer.status === 200 || path.startsWith('/api/')) continue;
      const location = answer.headers.get('location');
      expect([path, answer.status, location]).toEqual([path, 302, expect.stringMatching(LOGIN)]);
      const next = new URL(location ?? '', port.url).searchParams.get('next');
      const comesBack =
        path.startsWith('/load/') && !['/load/', '/load/stop', '/load/stats/reset'].includes(path);
      expect([path, next]).toEqual([path, comesBack ? path : null]);
      expect(contract.breaches(method, path, answer)).toEqual([]);
    }
  });

  test('gives a session for the right credentials, until it is ended', async () => {
    const { port, contract } = await describedPort(role, setup, { seen, init });
    const entered = await post(`${port.url}/load/login`, login as Record<string, string>);
    expect(entered.status).toBe(303);
    expect(contract.breaches('POST', '/load/login', entered)).toEqual([]);
    const session = { headers: { cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '' } };
    expect(await readAll(port, contract, getsOf(contract.document), session)).toEqual([]);
    const left = await ask(`${port.url}/load/logout`, { method: 'POST', ...session });
    expect(left.status).toBe(303);
    expect(contract.breaches('POST', '/load/logout', left)).toEqual([]);
    expect((await ask(`${port.url}/load/stats/requests`, session)).status).toBe(401);
  });

  test('slows down who guesses', async () => {
    const { port, contract } = await describedPort(role, setup, { seen, init });
    const wrong = { authorization: right.replace(/ .*/, ' bm9ib2R5Om5vbmU=') };
    for (let attempt = 0; attempt < 10; attempt++) {
      const answer = await passing(port, ask(`${port.url}/load/tasks`, { headers: wrong }));
      expect(answer.status).toBe(401);
    }
    for (const { method, path, operation } of operationsOf(contract.document)) {
      if (!operation.responses[429]) continue;
      const body = method === 'POST' ? new URLSearchParams({ token: 'x' }) : null;
      const answer = await ask(port.url + path, { method, body, headers: wrong });
      if (operation.operationId === 'login') expect(answer.status).toBe(200);
      else expect([path, answer.status]).toEqual([path, 429]);
      expect(contract.breaches(method, path, answer)).toEqual([]);
    }
  });

  test('gives each answer that it says it has', async () => {
    const { contract } = await describedPort(role, setup, { seen, init });
    // The others it has in common with a port that stands open.
    const own = / (401|429|302)$|^(login|logIn|logOut) (200|303)$/;
    expect(contract.unseen().filter((each) => own.test(each))).toEqual([]);
  });
});

test('a header of a proxy is described by its name', async () => {
  const security = { trustProxy: true, credentials: [{ kind: 'header', name: 'X-User' } as const] };
  const { contract } = await describedPort('web', { security }, { init: { headers: { 'x-user': 'ada' } } });
  expect(contract.document.components.securitySchemes).toMatchObject({
    proxy: { type: 'apiKey', in: 'header', name: 'X-User' },
  });
});

/** The answer, while the port's clock goes on: refusals come late by it. */
async function passing(port: HeldPort, answer: Promise<Answer>): Promise<Answer> {
  let settled = false;
  const done = answer.finally(() => {
    settled = true;
  });
  while (!settled) {
    await sleep(5);
    await port.clock.advance(500);
  }
  return done;
}
