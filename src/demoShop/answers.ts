import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Page } from './pages.ts';

/** What a route answers, before it is put on the wire. */
export type Answer =
  | { readonly status: number; readonly page: Page }
  | { readonly status: number; readonly text: string; readonly headers?: readonly string[] }
  | { readonly json: object }
  | { readonly location: string; readonly cookie?: string };

/** The largest body taken, in bytes. */
const LARGEST_BODY = 16_384;

const TOO_LARGE: Answer = {
  status: 413,
  text: `The body must not be larger than ${LARGEST_BODY} bytes`,
  headers: ['Connection', 'close'],
};

/** Refuses a method; `methods` has those that there are as keys. */
export function notAllowed(methods: object): Answer {
  const allowed = Object.keys(methods).flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each]));
  return { status: 405, text: 'Method not allowed', headers: ['Allow', allowed.join(', ')] };
}

/** Sends an answer. Header lists are flat, name after value, as `writeHead` takes them fastest. */
export function send(req: IncomingMessage, res: ServerResponse, answer: Answer, cookie?: string): void {
  const headers: string[] = cookie === undefined ? [] : ['Set-Cookie', cookie];
  if ('location' in answer) {
    if (answer.cookie !== undefined) headers.push('Set-Cookie', answer.cookie);
    headers.push('Location', answer.location, 'Content-Length', '0');
    res.writeHead(302, headers).end();
  } else if ('json' in answer) {
    const body = Buffer.from(JSON.stringify(answer.json));
    headers.push('Content-Type', 'application/json', 'Content-Length', `${body.length}`);
    res.writeHead(200, headers).end(body);
  } else if ('text' in answer) {
    const body = Buffer.from(`${answer.text}\n`);
    if (answer.headers) headers.push(...answer.headers);
    headers.push('Content-Type', 'text/plain; charset=utf-8', 'Content-Length', `${body.length}`);
    res.writeHead(answer.status, headers).end(body);
  } else {
    const { plain, gzip } = answer.page;
    const packed = gzip && acceptsGzip(req) ? gzip : undefined;
    const body = packed ?? plain;
    if (gzip) headers.push('Vary', 'Accept-Encoding');
    if (packed) headers.push('Content-Encoding', 'gzip');
    headers.push('Content-Type', 'text/html; charset=utf-8', 'Content-Length', `${body.length}`);
    res.writeHead(answer.status, headers).end(body);
  }
}

function acceptsGzip(req: IncomingMessage): boolean {
  const accepted = req.headers['accept-encoding'];
  return typeof accepted === 'string' && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
}

/** Gives the whole body, or answers 413 and hangs up where it is too large. */
export function readBody(req: IncomingMessage, res: ServerResponse, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  req.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
    else if (!res.headersSent) send(req, res, TOO_LARGE);
  });
  req.on('end', () => {
    if (size <= LARGEST_BODY) done(Buffer.concat(chunks).toString());
  });
}
