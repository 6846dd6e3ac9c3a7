import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../domain/errors.ts';
import { type Random, seededRandom } from '../domain/random.ts';
import { type Answer, notAllowed, readBody, send } from './answers.ts';
import { type Behaviour, type BehaviourChange, changed, defaultBehaviour, parseChange } from './control.ts';
import { createPages, isCurrency, type Pages } from './pages.ts';
import { createRoutes, type Routes } from './routes.ts';
import { Sessions } from './sessions.ts';

/** What the shop received, seen from its side. Requests to `/_…` are left out. */
export interface ShopStats {
  /** Requests whose head arrived. */
  readonly requests: number;
  /** The same by method and route, such as `GET /product/:id`; `other` for what is no route. */
  readonly byRoute: Readonly<Record<string, number>>;
  /** Sessions that are remembered now. */
  readonly sessions: number;
  /** Received and not yet answered. */
  readonly inFlight: number;
}

export interface ShopFrontOptions extends BehaviourChange {
  /** Of the latencies and errors drawn. Default 1. */
  readonly seed?: number | undefined;
  /** Compress pages for those who accept it. Default false. */
  readonly gzip?: boolean | undefined;
}

const CURRENCY = /(?:^|;\s*)shop_currency=([A-Z]{3})(?=;|$)/;

/** Takes the shop's requests, of one server or of several: counts them, waits and fails as told, answers. */
export class ShopFront {
  readonly #pages: Pages;
  readonly #routes: Routes;
  readonly #sessions = new Sessions();
  readonly #random: Random;
  readonly #byRoute = new Map<string, number>();
  #behaviour: Behaviour;
  #requests = 0;
  #inFlight = 0;

  constructor({ seed = 1, gzip = false, ...behaviour }: ShopFrontOptions = {}) {
    this.#behaviour = changed(defaultBehaviour, behaviour);
    this.#pages = createPages(gzip);
    this.#routes = createRoutes(this.#pages);
    this.#random = seededRandom(seed, 'demoShop');
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  get stats(): ShopStats {
    return {
      requests: this.#requests,
      byRoute: Object.fromEntries(this.#byRoute),
      sessions: this.#sessions.size,
      inFlight: this.#inFlight,
    };
  }

  /** Changes the behaviour for the requests from now on. Throws as `changed` does. */
  set(change: BehaviourChange): void {
    this.#behaviour = changed(this.#behaviour, change);
  }

  /** The listener of a server's `request` event, which comes with the head. */
  readonly handle = (req: IncomingMessage, res: ServerResponse): void => {
    const url = req.url as string;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    if (!path.startsWith('/_')) this.#visit(path, req, res);
    else if (isRead(req)) send(req, res, this.#inside(path, req, ''));
    else readBody(req, res, (body) => send(req, res, this.#inside(path, req, body)));
  };

  #visit(path: string, req: IncomingMessage, res: ServerResponse): void {
    const isProduct = path.startsWith('/product/');
    const route = isProduct ? '/product/:id' : path;
    const methods = Object.hasOwn(this.#routes, route) ? this.#routes[route] : undefined;
    const run = methods?.[isRead(req) ? 'GET' : (req.method as string)];

    const counted = run ? `${req.method} ${route}` : 'other';
    this.#byRoute.set(counted, (this.#byRoute.get(counted) ?? 0) + 1);
    this.#requests++;
    this.#inFlight++;
    let timer: NodeJS.Timeout | undefined;
    res.once('close', () => {
      this.#inFlight--;
      clearTimeout(timer);
    });

    // Drawn on arrival, so that a seed gives the same to the same order of requests.
    const { latencyMs, errorRate } = this.#behaviour;
    const wait = latencyMs.mean + (this.#random.next() * 2 - 1) * latencyMs.spread;
    const fails = this.#random.next() < errorRate;

    const answer = (body: string): void => {
      if (fails) send(req, res, { status: 500, page: this.#pages.failure });
      else if (!methods) send(req, res, { status: 404, page: this.#pages.notFound });
      else if (!run) send(req, res, notAllowed(methods));
      else {
        const cookies = req.headers.cookie;
        const { session, isNew } = this.#sessions.open(cookies);
        const cookie = isNew ? `shop_session-id=${session.id}; Path=/; Max-Age=172800` : undefined;
        const id = isProduct ? path.slice('/product/'.length) : '';
        const form = new URLSearchParams(body);
        const { authorization } = req.headers;
        const visit = { session, currency: currencyOf(cookies), id, form, authorization };
        send(req, res, run(visit), cookie);
      }
    };
    const later = (body: string): void => {
      if (wait < 1) answer(body);
      else timer = setTimeout(answer, wait, body);
    };
    if (isRead(req)) later('');
    else readBody(req, res, later);
  }

  /** What is not part of the shop: neither counted nor delayed. */
  #inside(path: string, req: IncomingMessage, body: string): Answer {
    if (path === '/_control' && req.method === 'POST') {
      try {
        this.set(parseChange(body, req.headers['content-type']));
      } catch (thrown) {
        return { status: 400, text: messageOf(thrown) };
      }
      return { json: this.#behaviour };
    }
    const pages: Record<string, { GET: Answer; POST?: true }> = {
      '/_control': { GET: { json: this.#behaviour }, POST: true },
      '/_stats': { GET: { json: this.stats } },
      '/_healthz': { GET: { status: 200, text: 'ok' } },
    };
    const page = pages[path];
    if (!page) return { status: 404, text: 'Not found' };
    return isRead(req) ? page.GET : notAllowed(page);
  }
}

function isRead(req: IncomingMessage): boolean {
  return req.method === 'GET' || req.method === 'HEAD';
}

function currencyOf(cookies: string | undefined): string {
  const chosen = cookies === undefined ? undefined : CURRENCY.exec(cookies)?.[1];
  return chosen !== undefined && isCurrency(chosen) ? chosen : 'USD';
}
