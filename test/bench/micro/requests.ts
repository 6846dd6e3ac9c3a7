import type { Dispatcher } from 'undici';
import { systemClock } from '../../../src/domain/clock.ts';
import { Exchange } from '../../../src/http/exchange.ts';
import { createHttp, type Http } from '../../../src/http/http.ts';
import type { HttpResponse } from '../../../src/http/httpClient.ts';
import { prepare } from '../../../src/http/prepare.ts';
import type { UserSession } from '../../../src/http/userSession.ts';
import { answerFromMemory, connected, dispatch } from './memoryTarget.ts';
import type { Group, Part } from './part.ts';

/** Requests in one run, one after another. */
const CALLS = 100;
const HOST = 'http://memory.test';
/** No request that is held is to run out of time meanwhile, ms. */
const LONG_MS = 3_600_000;
const NOTHING = (): void => {};

interface User {
  readonly http: Http;
  readonly session: UserSession;
  get(path: string): Promise<HttpResponse>;
}

/** A user whose connection is open, and the HTTP of its test. */
async function user(): Promise<User> {
  answerFromMemory();
  const http = createHttp({ clock: systemClock, maxConnections: 1e6, requestTimeout: LONG_MS });
  const session = http.session({ host: HOST, userClass: 'Visitor' }) as UserSession;
  await connected(session);
  const scope = session.scope(NOTHING);
  const get = async (path: string): Promise<HttpResponse> => {
    const response = await scope.http.get(path);
    // As a loop does after a task: the sample is made and emitted.
    scope.flush();
    return response;
  };
  return { http, session, get };
}

/** Requests of as many other users that are not answered. */
function hold(http: Http, users: number): void {
  for (let index = 0; index < users; index++) {
    const { http: client } = http.session({ host: HOST, userClass: 'Visitor' }).scope(NOTHING);
    client.get('/held').catch(NOTHING);
  }
}

/** Asks for a path, which has to be answered well. */
async function asking(get: User['get'], path: string): Promise<Part> {
  const { status, error } = await get(path);
  if (status !== 200) throw new Error(`${path} was answered by ${status} ${error}`);
  const run = async (): Promise<void> => {
    for (let call = 0; call < CALLS; call++) await get(path);
  };
  return { times: CALLS, run };
}

const GET = { method: 'GET', path: '/' } as const;

function handler(done: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart() {},
    onResponseStart() {},
    onResponseData() {},
    onResponseEnd: done,
    onResponseError() {},
  };
}

/** The same request through one layer more each time, and what asks for more than it. */
const layers: Group = {
  of: 'others in flight',
  sizes: [0, 1000, 20_000],
  async make(n) {
    const { http, session, get } = await user();
    const [stored, watched, cookie] = [await user(), await user(), await user()];
    hold(http, n);
    watched.session.observer = NOTHING;
    cookie.session.cookies.set('seen', '1');
    const { shared, host, defaults } = session;
    const prepared = prepare('GET', shared.targets.resolve('/', host, undefined), undefined, defaults);
    return {
      parts: {
        'a request: dispatch alone, by callbacks': {
          times: CALLS,
          run() {
            for (let call = 0; call < CALLS; call++) dispatch(GET, handler(NOTHING));
          },
        },
        '… with a promise': {
          times: CALLS,
          async run() {
            for (let call = 0; call < CALLS; call++)
              await new Promise<void>((resolve) => dispatch(GET, handler(resolve)));
          },
        },
        '… measured, with a timeout and a connection': {
          times: CALLS,
          async run() {
            for (let call = 0; call < CALLS; call++)
              await new Exchange(prepared, session, shared, undefined, NOTHING).start();
          },
        },
        '… by the client: URL, checks, sample': await asking(get, '/'),
        'the client, and a cookie is sent': await asking(cookie.get, '/'),
        'the client, and a cookie is kept and sent': await asking(stored.get, '/cookie'),
        'the client, and a redirect is followed': await asking(get, '/hops/1'),
        'the client, and a page in gzip is decoded': await asking(get, '/gzip/1000'),
        'the client, and somebody watches': await asking(watched.get, '/'),
      },
      end: () => http.close(),
    };
  },
};

/** What one request for the path costs, by what the path makes of N. */
function grown(what: string, of: string, sizes: readonly number[], pathOf: (n: number) => string): Group {
  return {
    ...{ of, sizes },
    async make(n) {
      const { http, get } = await user();
      return { parts: { [what]: await asking(get, pathOf(n)) }, end: () => http.close() };
    },
  };
}

const jar: Group = {
  of: 'cookies',
  sizes: [1, 10, 100],
  async make(n) {
    const { http, session, get } = await user();
    for (let cookie = 0; cookie < n; cookie++) session.cookies.set(`c${cookie}`, 'value');
    return {
      parts: { 'a request with the cookies of a jar': await asking(get, '/') },
      end: () => http.close(),
    };
  },
};

export const requests: readonly Group[] = [
  layers,
  jar,
  grown('a request that is redirected', 'redirects', [1, 5, 25], (n) => `/hops/${n}`),
  grown('a request with a body in pieces of 1,000 bytes', 'pieces', [1, 10, 100], (n) => `/chunks/${n}`),
  grown('a request with a body in gzip', 'bytes', [1000, 10_000, 100_000], (n) => `/gzip/${n}`),
];
