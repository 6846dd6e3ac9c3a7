import type { PacedStart, Sample } from '../domain/sample.ts';
import { Exchange } from './exchange.ts';
import type { Cookies, HttpClient, HttpResponse, RequestOptions } from './httpClient.ts';
import { type Defaults, prepare } from './prepare.ts';
import type { Sender, Shared } from './sender.ts';
import type { HttpScope } from './session.ts';
import { sampleOf } from './settled.ts';
import type { Host } from './target.ts';

/** The session as its scopes see it. */
export interface ScopeOwner extends Sender {
  readonly host: Host | undefined;
  readonly cookies: Cookies;
  readonly shared: Shared;
  readonly defaults: Defaults;
  readonly closed: boolean;
}

/** The requests of one part of a user's life: those in flight, and those answered but not yet recorded. */
export class Scope implements HttpScope {
  readonly http: HttpClient;
  pacedStart: PacedStart | undefined = undefined;
  readonly #owner: ScopeOwner;
  readonly #emit: (sample: Sample) => void;
  /** Nearly always one or none: a field for it, a set for its like. */
  #live: Exchange | undefined;
  #furtherLive: Set<Exchange> | undefined;
  #held: Exchange | undefined;
  #furtherHeld: Exchange[] | undefined;
  #aborted = false;
  readonly #onSettled = (exchange: Exchange): void => {
    if (this.#live === exchange) this.#live = undefined;
    else this.#furtherLive?.delete(exchange);
    if (this.#held === undefined) this.#held = exchange;
    else if (this.#furtherHeld === undefined) this.#furtherHeld = [exchange];
    else this.#furtherHeld.push(exchange);
  };

  constructor(owner: ScopeOwner, emit: (sample: Sample) => void) {
    this.#owner = owner;
    this.#emit = emit;
    this.http = new ScopedClient(owner, this);
  }

  get lastResponse(): HttpResponse | undefined {
    return (this.#furtherHeld?.at(-1) ?? this.#held)?.answer;
  }

  request(method: string, url: string, options: RequestOptions | undefined): Promise<HttpResponse> {
    const owner = this.#owner;
    if (this.#aborted || owner.closed) return new Promise(() => {});
    const target = owner.shared.targets.resolve(url, owner.host, options?.query);
    const prepared = prepare(method, target, options, owner.defaults);
    if (this.#held !== undefined) this.flush();
    const exchange = new Exchange(prepared, owner, owner.shared, this.pacedStart, this.#onSettled);
    this.pacedStart = undefined;
    if (this.#live === undefined) this.#live = exchange;
    else {
      this.#furtherLive ??= new Set();
      this.#furtherLive.add(exchange);
    }
    return exchange.start();
  }

  flush(): void {
    const held = this.#held;
    if (held === undefined) return;
    const further = this.#furtherHeld;
    this.#held = undefined;
    this.#furtherHeld = undefined;
    this.#record(held, sampleOf(held));
    if (further !== undefined) for (const each of further) this.#record(each, sampleOf(each));
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.flush();
    const live = this.#live === undefined ? [] : [this.#live];
    if (this.#furtherLive !== undefined) live.push(...this.#furtherLive);
    this.#live = undefined;
    this.#furtherLive = undefined;
    // Those that wait for a connection first: they are not to get one that another leaves.
    for (const exchange of live.reverse()) this.#record(exchange, exchange.cut());
  }

  #record(exchange: Exchange, sample: Sample): void {
    const { observer } = this.#owner;
    if (observer !== undefined) observer({ sample, url: exchange.url, hops: exchange.trail ?? [] });
    this.#emit(sample);
  }
}

/** What a task sends requests with. */
class ScopedClient implements HttpClient {
  readonly #owner: ScopeOwner;
  readonly #scope: Scope;

  constructor(owner: ScopeOwner, scope: Scope) {
    this.#owner = owner;
    this.#scope = scope;
  }

  get host(): string {
    return this.#owner.host?.text ?? '';
  }

  get cookies(): Cookies {
    return this.#owner.cookies;
  }

  request(method: string, url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request(method, url, options);
  }

  get(url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request('GET', url, options);
  }

  head(url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request('HEAD', url, options);
  }

  options(url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request('OPTIONS', url, options);
  }

  post(url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request('POST', url, options);
  }

  put(url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request('PUT', url, options);
  }

  patch(url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request('PATCH', url, options);
  }

  delete(url: string, options?: RequestOptions): Promise<HttpResponse> {
    return this.#scope.request('DELETE', url, options);
  }
}
