import { constants } from 'node:zlib';
import type { Middleware } from 'koa';
import compress from 'koa-compress';

/** Bytes below which an answer goes out as it is: there is nothing to save. */
export const LEAST_BYTES = 1024;

/** Quick ones: what a higher level saves is not worth what it takes from the load. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
export const GZIP = { level: 5 };

const TYPES = /^(text\/(?!event-stream)|application\/(json|javascript)|image\/svg\+xml)/;

/**
 * Sends br or gzip to clients that take it: pages, files of the interface, JSON, CSV. Streams of events stay as
 * they are, since each has to leave at once. The work is done by the thread pool, not by the loop that the load
 * runs on.
 */
export function compression(): Middleware {
  return compress({
    threshold: LEAST_BYTES,
    filter: (type) => TYPES.test(type),
    br: BROTLI,
    gzip: GZIP,
    deflate: false,
    zstd: false,
    encodingPreference: ['br', 'gzip'],
  });
}
