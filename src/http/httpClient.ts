import type { Duration } from '../domain/duration.ts';
import type { Phases } from '../domain/sample.ts';
import type { FileOnDisk, Upload } from './file.ts';

/** A form field's value; an array sends the field once for each item. */
export type FormValue = string | number | boolean | readonly (string | number | boolean)[];

/** One value of a multipart field: text as it is, numbers and flags as text, or a file. */
export type MultipartValue = string | number | boolean | Upload;

/** The fields of a multipart message; an array sends the field once for each item, undefined leaves it out. */
export type MultipartFields = Readonly<
  Record<string, MultipartValue | readonly MultipartValue[] | undefined>
>;

/** What a request may be told. At most one of `json`, `form`, `multipart` and `body`. */
export interface RequestOptions {
  /** The entry that the request is counted under; its path and query where left out. */
  readonly name?: string;
  /** Header names in any case; they win over the ones that the client sets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the URL's query. */
  readonly query?: Readonly<Record<string, FormValue>>;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, FormValue>>;
  /** Sent as `multipart/form-data`: fields and files, the boundary in the content type being the client's. */
  readonly multipart?: MultipartFields;
  /** Sent as it is; a Blob or a file brings its content type, if it has one. */
  readonly body?: string | Uint8Array | Blob | FileOnDisk;
  /** From the start to the end of the last body; past it the request fails. Default 60 s, 0 for no end. */
  readonly timeout?: Duration;
  /** Redirects to follow; default 30, and 0 gives the redirect itself as the response. */
  readonly maxRedirects?: number;
}

/**
 * The answer to a request, its body read whole. A request that failed on the way gives a response of status 0,
 * however much of an answer came.
 */
export interface HttpResponse {
  readonly method: string;
  /** The URL that answered, redirects followed. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  /** Status from 200 to 399 and nothing went wrong on the way. */
  readonly ok: boolean;
  /** What went wrong on the way, such as a refused connection; undefined where an answer came. */
  readonly error: string | undefined;
  /** Lower-case names; several fields of one name are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds, as measured. */
  readonly duration: number;
  readonly phases: Phases;
  /** The decoded body. @throws StatestormError `response.tooLarge` where it went past what is kept. */
  bytes(): Uint8Array;
  text(): string;
  /** @throws StatestormError `response.notJson` where the body is not JSON. */
  json<T = unknown>(): T;
  /**
   * Counts this request as failed, for the given reason. Works until the next request begins or the task ends.
   * @throws StatestormError `response.recorded` after that.
   */
  fail(reason: string): void;
  /** Counts this request as passed whatever its status; the same limits as `fail`. */
  pass(): void;
}

/** Cookies of one user. */
export interface Cookies {
  /** The value of a cookie that would be sent to the user's host (or to `url`). */
  get(name: string, url?: string): string | undefined;
  set(name: string, value: string, url?: string): void;
  clear(): void;
}

/**
 * What a task sends requests with: a browser's worth of connections and cookies, owned by one user. A URL may
 * be relative to the user's host. A failed request is a sample and a response with `ok` false, never a throw;
 * only a stop that cuts the user off rejects. What cannot be asked at all (a URL, header or body that is none)
 * throws a StatestormError from the call itself, before anything is sent or counted.
 */
export interface HttpClient {
  readonly host: string;
  readonly cookies: Cookies;
  request(method: string, url: string, options?: RequestOptions): Promise<HttpResponse>;
  get(url: string, options?: RequestOptions): Promise<HttpResponse>;
  head(url: string, options?: RequestOptions): Promise<HttpResponse>;
  options(url: string, options?: RequestOptions): Promise<HttpResponse>;
  post(url: string, options?: RequestOptions): Promise<HttpResponse>;
  put(url: string, options?: RequestOptions): Promise<HttpResponse>;
  patch(url: string, options?: RequestOptions): Promise<HttpResponse>;
  delete(url: string, options?: RequestOptions): Promise<HttpResponse>;
}
