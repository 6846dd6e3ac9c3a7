import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Middleware } from 'koa';
import type { Clock } from '../../domain/clock.ts';
import { readFields } from '../middleware/body.ts';
import { isApiPath } from '../middleware/paths.ts';
import { html, json, plain } from '../middleware/reply.ts';
import { loginPage } from './loginPage.ts';
import { nextPath } from './nextPath.ts';
import { sameText } from './sameText.ts';
import { SESSION_MS, Sessions } from './sessions.ts';
import { Slowdown } from './slowdown.ts';

/** What lets a client in. */
export type Credentials =
  | { readonly kind: 'login'; readonly user: string; readonly password: string }
  /** A proxy that asked already says who it is in this header. */
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'token'; readonly token: string };

export interface GuardOptions {
  /** Any of these lets a client in. */
  readonly credentials: readonly Credentials[];
  readonly clock: Clock;
  /** Names the session cookie: ports of one host share their cookies. */
  readonly role: 'web' | 'recipes';
  readonly basePath: string;
  /** Paths whose GET acts: no login leads on to them. */
  readonly actingPaths: readonly string[];
  /** Whether X-Forwarded-* are a proxy's word. */
  readonly trustProxy: boolean;
  readonly tls: boolean;
}

/** What a form of the login page said. */
interface Attempt {
  readonly user: string;
  readonly next: string;
}

type PageFill = Partial<Attempt> & { readonly problem?: string };

/** The longest user name that is shown again, in letters. */
const LONGEST_USER = 200;

/** What stands open all the same. */
const OPEN = new Set(['/healthz', '/readyz', '/api/ping']);

/** Lets in who has the credentials of a port: by a session cookie after a login, or with each request. */
export class Guard {
  readonly #options: GuardOptions;
  readonly #sessions: Sessions;
  /** Answers under way, by the session that asked: a stream ends with its session. */
  readonly #answers = new Map<string, Set<ServerResponse>>();
  readonly #slowdown: Slowdown;
  readonly #cookie: string;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#sessions = new Sessions(options.clock);
    this.#slowdown = new Slowdown(options.clock);
    this.#cookie = `statestorm_${options.role}`;
  }

  /** Whether a request carries an open session, or what a trusted proxy says; asked on upgrades, too. */
  authorised(req: IncomingMessage): boolean {
    const id = this.#sessionId(req);
    if (id !== undefined && this.#sessions.isOpen(id)) return true;
    return this.#options.credentials.some(
      (each) =>
        each.kind === 'header' &&
        this.#options.trustProxy &&
        String(req.headers[each.name.toLowerCase()] ?? '').trim() !== '',
    );
  }

  middleware(): Middleware {
    const { basePath } = this.#options;
    return async (ctx, next) => {
      if (OPEN.has(ctx.path) || (ctx.method === 'OPTIONS' && !ctx.get('Authorization'))) return next();
      if (ctx.path === `${basePath}/login`) return this.#login(ctx);
      if (ctx.path === `${basePath}/logout` && ctx.method === 'POST') return this.#logout(ctx);
      if (this.authorised(ctx.req)) {
        this.#follow(ctx);
        return next();
      }
      const given = ctx.get('Authorization');
      if (given === '') return this.#refuse(ctx, 401, this.#invitation());
      if (await this.#tries(ctx, () => this.#holds(given))) return next();
    };
  }

  async #login(ctx: Context): Promise<void> {
    const home = `${this.#options.basePath}/`;
    if (ctx.method !== 'POST') {
      const next = this.#nextPath(String(new URLSearchParams(ctx.querystring).get('next') ?? ''));
      if (this.authorised(ctx.req)) ctx.redirect(next || home);
      else this.#page(ctx, 200, { next });
      return;
    }
    const fields = await readFields(ctx);
    const field = (name: string): string => fields.first(name) ?? '';
    const next = this.#nextPath(field('next'));
    ctx.state.attempt = { user: field('username').slice(0, LONGEST_USER), next } satisfies Attempt;
    const matches = (): boolean => this.#matches(field('username'), field('password'), field('token'));
    if (!(await this.#tries(ctx, matches))) return;
    const secure =
      this.#options.tls || (this.#options.trustProxy && ctx.get('X-Forwarded-Proto') === 'https');
    const attributes = [
      `${this.#cookie}=${this.#sessions.open()}`,
      `Path=${home}`,
      `Max-Age=${SESSION_MS / 1000}`,
      'HttpOnly',
      'SameSite=Strict',
      ...(secure ? ['Secure'] : []),
    ];
    ctx.set('Set-Cookie', attributes.join('; '));
    ctx.redirect(next || home);
    ctx.status = 303;
  }

  #nextPath(asked: string): string {
    const { basePath, actingPaths } = this.#options;
    return nextPath(asked, { home: `${basePath}/`, actingPaths });
  }

  #follow({ req, res }: Context): void {
    const id = this.#sessionId(req);
    if (id === undefined) return;
    const answers = this.#answers.get(id) ?? new Set();
    this.#answers.set(id, answers.add(res));
    res.once('close', () => {
      answers.delete(res);
      if (answers.size === 0) this.#answers.delete(id);
    });
  }

  #logout(ctx: Context): void {
    const id = this.#sessionId(ctx.req);
    if (id !== undefined) {
      this.#sessions.close(id);
      for (const answer of this.#answers.get(id) ?? []) answer.destroy();
    }
    const home = `${this.#options.basePath}/`;
    ctx.set('Set-Cookie', `${this.#cookie}=; Path=${home}; Max-Age=0; HttpOnly; SameSite=Strict`);
    ctx.redirect(`${this.#options.basePath}/login`);
    ctx.status = 303;
  }

  /** Looks at credentials, unless their sender has to wait; answers where they are wrong. */
  async #tries(ctx: Context, matches: () => boolean): Promise<boolean> {
    const address = this.#addressOf(ctx);
    const wait = this.#slowdown.wait(address);
    if (wait > 0) {
      ctx.set('Retry-After', String(wait));
      this.#refuse(ctx, 429, `Too many wrong attempts: try again in ${wait} s.`);
      return false;
    }
    if (matches()) {
      this.#slowdown.succeeded(address);
      return true;
    }
    await this.#slowdown.failed(address);
    this.#refuse(ctx, 401, this.#options.role === 'web' ? 'Wrong user or password.' : 'Wrong token.');
    return false;
  }

  /** Whether an Authorization header holds credentials: Basic, or Bearer. */
  #holds(authorization: string): boolean {
    const [, scheme = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(authorization.trim()) ?? [];
    if (scheme.toLowerCase() === 'bearer') return this.#matches('', '', rest);
    if (scheme.toLowerCase() !== 'basic') return false;
    const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(rest, 'base64').toString()) ?? [];
    return this.#matches(user, password, password);
  }

  #matches(user: string, password: string, token: string): boolean {
    return this.#options.credentials
      .map((each) => {
        if (each.kind === 'token') return sameText(token, each.token);
        if (each.kind === 'header') return false;
        const [sameUser, samePassword] = [sameText(user, each.user), sameText(password, each.password)];
        return sameUser && samePassword;
      })
      .some(Boolean);
  }

  #refuse(ctx: Context, status: number, text: string): void {
    if (!ctx.req.complete) ctx.set('Connection', 'close');
    const { role, basePath } = this.#options;
    if (isApiPath(ctx.path) && role === 'recipes') json(ctx, { err: text }, status);
    else if (ctx.path === `${basePath}/login`) {
      this.#page(ctx, status, { ...(ctx.state.attempt as Attempt | undefined), problem: text });
    } else if (status === 401 && ctx.method === 'GET' && ctx.accepts('json', 'text', 'html') === 'html') {
      const next = this.#nextPath(ctx.url);
      ctx.redirect(`${basePath}/login${next === '' ? '' : `?next=${encodeURIComponent(next)}`}`);
      return;
    } else plain(ctx, text, status);
    // A browser is not to ask in a window of its own: not where it is sent to the page, nor where a page asks.
    if (status === 401 && ctx.path !== `${basePath}/login`) {
      const byPage = !['', 'none'].includes(ctx.get('Sec-Fetch-Site'));
      const scheme = byPage ? 'Form' : role === 'web' ? 'Basic' : 'Bearer';
      ctx.set('WWW-Authenticate', `${scheme} realm="statestorm"`);
    }
  }

  #page(ctx: Context, status: number, { user = '', next = '', problem = '' }: PageFill): void {
    const { role, basePath } = this.#options;
    const nonce = String(ctx.state.nonce ?? '');
    html(ctx, loginPage({ role, basePath, problem, user, next, nonce }), status);
  }

  #invitation(): string {
    return this.#options.role === 'web'
      ? 'Log in at /login, or send user and password (HTTP Basic).'
      : 'Send the token: Authorization: Bearer <token>.';
  }

  #sessionId(req: IncomingMessage): string | undefined {
    const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${this.#cookie}=`))?.slice(this.#cookie.length + 1);
  }

  /** Whose attempt it is: the client's address, as the last proxy saw it where proxies are trusted. */
  #addressOf(ctx: Context): string {
    const forwarded = this.#options.trustProxy ? ctx.get('X-Forwarded-For').split(',').at(-1)?.trim() : '';
    return forwarded || (ctx.req.socket.remoteAddress ?? '');
  }
}
