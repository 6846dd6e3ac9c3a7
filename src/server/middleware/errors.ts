import { STATUS_CODES } from 'node:http';
import type { Context, Middleware } from 'koa';
import type { Logger } from '../../logging/logger.ts';
import { isApiPath } from './paths.ts';
import { Problem } from './problem.ts';
import { json, plain } from './reply.ts';

export interface ErrorsOptions {
  readonly logger: Logger;
  /** Whether paths under /api are answered in JSON. */
  readonly api: boolean;
}

/** Turns what was thrown into an answer. Problems keep their text; of anything else only the log hears more. */
export function errors({ logger, api }: ErrorsOptions): Middleware {
  return async (ctx, next) => {
    let path: string;
    try {
      path = ctx.path;
    } catch {
      plain(ctx, 'The address of this request is not a URL.', 400);
      return;
    }
    try {
      await next();
    } catch (error) {
      const { status, text } = describe(error);
      if (status >= 500 && !(error instanceof Problem))
        logger.error(`${ctx.method} ${path} failed`, { err: error });
      if (!ctx.req.complete) ctx.set('Connection', 'close');
      answer(ctx, status, text, api && isApiPath(path));
    }
  };
}

function answer(ctx: Context, status: number, text: string, asJson: boolean): void {
  ctx.remove('Content-Length');
  if (asJson) json(ctx, { err: text }, status);
  else plain(ctx, text, status);
}

function describe(error: unknown): { status: number; text: string } {
  if (error instanceof Problem) return { status: error.status, text: error.message };
  const { status, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown;
    message?: unknown;
  };
  if (typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 500) {
    return { status, text: typeof message === 'string' && message !== '' ? message : nameOf(status) };
  }
  // Another status of the 5xx, such as one that an added handler chose, is kept; its words are not.
  const known = typeof status === 'number' && status >= 500 && STATUS_CODES[status] ? status : 500;
  return { status: known, text: nameOf(known) };
}

function nameOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}
