import { StatestormError } from '../domain/errors.ts';
import type { Phases } from '../domain/sample.ts';
import type { HttpResponse } from './httpClient.ts';
import type { Settled } from './settled.ts';

const NOTHING = new Uint8Array(0);

/** The response that a task sees: a view of what was settled, put together as it is asked for. */
export class Answer implements HttpResponse {
  readonly #settled: Settled;
  #headers: Record<string, string> | undefined;

  constructor(settled: Settled) {
    this.#settled = settled;
  }

  get method(): string {
    return this.#settled.method;
  }

  get url(): string {
    return this.#settled.url;
  }

  get status(): number {
    return this.#settled.error === undefined ? this.#settled.status : 0;
  }

  get statusText(): string {
    return this.#settled.error === undefined ? this.#settled.statusWords : '';
  }

  get ok(): boolean {
    const { error, status } = this.#settled;
    return error === undefined && status >= 200 && status < 400;
  }

  get error(): string | undefined {
    return this.#settled.error;
  }

  get headers(): Readonly<Record<string, string>> {
    if (this.#headers === undefined) {
      this.#headers = Object.create(null) as Record<string, string>;
      for (const [name, value] of Object.entries(this.#settled.rawHeaders ?? {})) {
        if (value !== undefined) this.#headers[name] = Array.isArray(value) ? value.join(', ') : value;
      }
    }
    return this.#headers;
  }

  get duration(): number {
    return this.#settled.duration;
  }

  get phases(): Phases {
    return this.#settled.phases;
  }

  bytes(): Uint8Array {
    return this.#settled.body?.bytes() ?? NOTHING;
  }

  text(): string {
    return this.#settled.body?.bytes().toString('utf8') ?? '';
  }

  json<T = unknown>(): T {
    const text = this.text();
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      const { method, status, headers } = this;
      throw new StatestormError(
        'response.notJson',
        `The body of the ${method} (status ${status}, ${headers['content-type'] ?? 'no content type'}) is not JSON`,
        { hint: `It begins with ${JSON.stringify(text.slice(0, 60))}.`, cause },
      );
    }
  }

  fail(reason: string): void {
    this.#judge(String(reason));
  }

  pass(): void {
    this.#judge(true);
  }

  #judge(verdict: string | true): void {
    if (this.#settled.recorded) {
      throw new StatestormError('response.recorded', 'The request was already counted', {
        hint: 'Call fail or pass before the next request begins and before the task ends.',
      });
    }
    this.#settled.verdict = verdict;
  }
}
