import type { Dispatcher } from 'undici';
import type { ObservedHop } from '../domain/observedRequest.ts';
import type { PacedStart, Phases, Sample } from '../domain/sample.ts';
import { Answer } from './answer.ts';
import type { Connection } from './connection.ts';
import type { Timed } from './deadlines.ts';
import { codingsOf, Decoder } from './decoder.ts';
import {
  decodingText,
  type FailureContext,
  failureText,
  locationText,
  redirectsText,
  timeoutText,
} from './failureText.ts';
import type { HttpResponse } from './httpClient.ts';
import { KeptBody } from './keptBody.ts';
import type { Lane, Passenger } from './lane.ts';
import type { Prepared } from './prepare.ts';
import { type Hop, isRedirect, redirected } from './redirect.ts';
import type { Sender, Shared } from './sender.ts';
import { Cut } from './session.ts';
import { type Settled, sampleOf } from './settled.ts';
import { Stopwatch } from './stopwatch.ts';
import { leftNothing, onTheWire } from './wire.ts';

type Headers = Record<string, string | string[] | undefined>;

const NOTHING = (): void => {};

/**
 * One request, from a task's call to its response: the handler that undici calls for each hop, the stop watch,
 * and what the sample is made from. Redirects and resends are further hops of the same exchange.
 *
 *     sending (connecting, tls, sending) → waiting → receiving ─┬→ settled
 *        ↑         on a dead kept connection: once more         │
 *        └──────────────────── redirect ────────────────────────┘
 */
export class Exchange implements Passenger, Timed, Settled {
  // Links of the lists that it is in: timeouts, what is in flight, what is held back.
  deadline = 0;
  previousTimed: Timed | undefined = undefined;
  nextTimed: Timed | undefined = undefined;

  readonly name: string;
  readonly method: string;
  readonly at: number;
  readonly pacedStart: PacedStart | undefined;
  status = 0;
  statusWords = '';
  rawHeaders: Headers | undefined = undefined;
  body: KeptBody | undefined = undefined;
  error: string | undefined = undefined;
  hops = 0;
  reconnects = 0;
  sent = false;
  settled = false;
  recorded = false;
  verdict: string | true | undefined = undefined;
  /** ms. */
  duration = 0;
  answer: Answer | undefined = undefined;
  /** Its answers, where somebody watched when they came. */
  trail: ObservedHop[] | undefined = undefined;

  readonly #shared: Shared;
  readonly #sender: Sender;
  readonly #onSettled: (exchange: Exchange) => void;
  readonly #timeout: number;
  readonly #maxRedirects: number;
  #resolve: (response: HttpResponse) => void = NOTHING;
  #reject: (reason: Cut) => void = NOTHING;
  #promise: Promise<HttpResponse> | undefined;

  // The hop.
  #hop: Hop;
  #redirects = 0;
  #lane: Lane | undefined = undefined;
  #connection: Connection | undefined = undefined;
  #boarded = false;
  #written = false;
  #answered = false;
  #redirecting = false;
  #decoder: Decoder | undefined = undefined;
  readonly #watch = new Stopwatch();

  constructor(
    prepared: Prepared,
    sender: Sender,
    shared: Shared,
    pacedStart: PacedStart | undefined,
    onSettled: (exchange: Exchange) => void,
  ) {
    this.#shared = shared;
    this.#sender = sender;
    this.#onSettled = onSettled;
    this.name = prepared.name;
    this.method = prepared.method;
    this.#hop = prepared;
    this.#timeout = prepared.timeout;
    this.#maxRedirects = prepared.maxRedirects;
    this.at = shared.clock.now();
    this.pacedStart = pacedStart;
  }

  start(): Promise<HttpResponse> {
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (this.#timeout > 0) this.#shared.deadlines.add(this, this.#timeout, this.at);
    this.#go();
    return this.#promise;
  }

  get repeatable(): boolean {
    const { method } = this.#hop;
    return method === 'GET' || method === 'HEAD';
  }

  get url(): string {
    return this.#hop.origin.href + this.#hop.path;
  }

  get userClass(): string {
    return this.#sender.userClass;
  }

  /** µs once it is settled. */
  get phases(): Phases {
    return this.#watch.phases;
  }

  /** Cuts it off: no undici callback counts from here on. Gives its sample. */
  cut(): Sample {
    this.#stop();
    this.#leave();
    // A task that did not wait for its answer must not bring the process down.
    this.#promise?.catch(NOTHING);
    this.#reject(new Cut(`${this.method} ${this.name} was cut off by a stop`));
    return sampleOf(this, 'aborted');
  }

  expire(): void {
    this.#fail(timeoutText(this.#context()));
  }

  // The lane and the connection.

  board(connection: Connection, lane: Lane): void {
    this.#boarded = true;
    this.#lane = lane;
    this.#connection = connection;
    this.#written = false;
    this.#answered = false;
    this.sent = false;
    if (this.#watch.phase !== 'sending') this.#watch.enter('sending');
    connection.send(this, onTheWire(this.#hop, this.#sender.jar, this.#shared.clock));
  }

  connecting(): void {
    if (!this.settled) this.#watch.enter('connecting');
  }

  securing(): void {
    if (!this.settled) this.#watch.enter('tls');
  }

  connected(): void {
    if (!this.settled) this.#watch.enter('sending');
  }

  // What undici calls. None of these may throw.

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.settled) controller.abort(new Cut());
    else this.#written = true;
  }

  onRequestSent(): void {
    if (this.settled) return;
    this.sent = true;
    const socket = this.#connection?.socket;
    if (this.#hop.body !== undefined && socket?.writableNeedDrain) {
      const hops = this.hops;
      socket.once('drain', () => {
        if (!this.settled && this.hops === hops && this.#watch.phase === 'sending')
          this.#watch.enter('waiting');
      });
    } else {
      this.#watch.enter('waiting');
    }
  }

  onResponseStarted(): void {
    if (!this.settled && this.#watch.phase !== 'receiving') this.#watch.enter('receiving');
  }

  onResponseStart(
    { rawHeaders }: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
    statusWords = '',
  ): void {
    // Made when the last answer ended: where that was seconds ago, the collector takes its buffers for as old as it is.
    if (Array.isArray(rawHeaders)) rawHeaders.length = 0;
    // 103 and its like come before the answer.
    if (this.settled || status < 200) return;
    this.#answered = true;
    this.hops++;
    this.status = status;
    this.statusWords = statusWords;
    this.rawHeaders = headers;
    if (this.#sender.observer !== undefined) this.#note(status);
    const setCookie = headers['set-cookie'];
    if (setCookie !== undefined) this.#sender.storeCookies(setCookie, this.#hop.origin, this.#hop.path);
    if (this.#maxRedirects > 0 && isRedirect(status) && headers.location !== undefined) {
      this.#redirecting = true;
      return;
    }
    const encoding = headers['content-encoding'];
    if (encoding === undefined || this.#hop.method === 'HEAD') return;
    const codings = codingsOf(String(encoding));
    if (codings === undefined) return;
    this.body = new KeptBody(this.#shared.keptBody);
    this.#decoder = new Decoder(codings, this.body);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled || this.#redirecting) return;
    if (this.#decoder !== undefined) {
      this.#decoder.write(chunk, controller);
      return;
    }
    this.body ??= new KeptBody(this.#shared.keptBody);
    this.body.push(chunk);
  }

  onResponseEnd(): void {
    if (this.settled) return;
    this.#watch.enter('receiving');
    const connection = this.#connection!;
    this.#connection = undefined;
    this.#lane!.give(connection, this.#watch.since);
    if (this.#redirecting) this.#follow();
    else if (this.#decoder === undefined) this.#succeed();
    else {
      this.#decoder.end((intact) => {
        if (this.settled) return;
        // What decoding takes is not the target's time.
        this.#watch.skip();
        if (intact) this.#succeed();
        else this.#fail(decodingText(String(this.rawHeaders?.['content-encoding']), this.#hop.origin.host));
      });
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.settled) return;
    const connection = this.#connection;
    if (connection === undefined) return;
    const unwritten = !this.#written || leftNothing(error, this.#hop);
    if (unwritten) this.sent = false;
    if (connection.reused && !this.#answered && this.reconnects === 0 && (this.repeatable || unwritten)) {
      this.reconnects++;
      this.#watch.enter('sending');
      this.#lane!.renew(connection, this);
      return;
    }
    this.#fail(failureText(error, this.#context()));
  }

  // From hop to hop.

  #go(): void {
    this.#boarded = false;
    this.#redirecting = false;
    this.#sender.lane(this.#hop.origin).take(this);
    if (!this.#boarded && !this.settled) this.#watch.phase = 'blocked';
  }

  #follow(): void {
    if (++this.#redirects > this.#maxRedirects) {
      this.#fail(redirectsText(this.#maxRedirects));
      return;
    }
    const location = this.rawHeaders!.location!;
    const first = Array.isArray(location) ? location[0]! : location;
    const next = redirected(this.#hop, this.status, first, this.#shared.targets);
    if (next === undefined) {
      this.#fail(locationText(this.#hop.origin.host));
      return;
    }
    this.#hop = next;
    this.#watch.phase = 'sending';
    this.#go();
  }

  #note(status: number): void {
    this.trail ??= [];
    this.trail.push({ method: this.#hop.method, url: this.url, status });
  }

  // The end.

  /** Its last answer was read to its end, and the watch says when. */
  #succeed(): void {
    this.#end(this.#watch.total());
    this.#settle();
  }

  #fail(error: string): void {
    this.error = error;
    this.#stop();
    this.#leave();
    this.#settle();
  }

  #settle(): void {
    this.answer = new Answer(this);
    this.#onSettled(this);
    this.#resolve(this.answer);
  }

  /** Stops the watch: whatever is called back later is ignored. */
  #stop(): void {
    this.#end(this.#watch.stop());
  }

  #end(duration: number): void {
    this.duration = duration;
    this.settled = true;
    this.#shared.deadlines.remove(this);
  }

  /** Ends the connection that it is on, and what it keeps. */
  #leave(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#decoder?.destroy();
    if (connection !== undefined) this.#lane!.drop(connection);
  }

  #context(): FailureContext {
    const { host: origin, hostname } = this.#hop.origin;
    const { connectTimeout } = this.#shared;
    const host = this.#boarded ? this.#lane!.peer : origin;
    return { host, hostname, phase: this.#watch.phase, timeout: this.#timeout, connectTimeout };
  }
}
