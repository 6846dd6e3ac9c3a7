import busboy from 'busboy';
import type { Context } from 'koa';
import getRawBody from 'raw-body';
import { Fields, fieldsOfJson } from './fields.ts';
import { Problem } from './problem.ts';

/** The largest body that is read, bytes. */
export const BODY_LIMIT = 1024 * 1024;
/** What is read and thrown away of a body that is too large, so that its sender comes to read the answer. */
const DISCARD = { bytes: 8 * BODY_LIMIT, ms: 1000 };
const MULTIPART = { fields: 1000, fieldSize: BODY_LIMIT, fieldNameSize: 200, parts: 1000 };

/**
 * The fields of a form: urlencoded, multipart (files in it are ignored) or a JSON object. No body is an empty
 * form.
 * @throws Problem 400 where it is malformed, 413 where it is too large, 415 where it is something else.
 */
export async function readFields(ctx: Context): Promise<Fields> {
  const type = mediaType(ctx);
  switch (type) {
    case 'application/x-www-form-urlencoded':
      return urlencoded(await readBody(ctx));
    case 'multipart/form-data':
      return multipart(ctx.get('Content-Type'), await readBody(ctx));
    case 'application/json': {
      const body = await readBody(ctx);
      return body.length === 0 ? new Fields() : fieldsOfJson(jsonObject(body));
    }
    case '':
      if ((await readBody(ctx)).length === 0) return new Fields();
  }
  throw unsupported(type, 'application/x-www-form-urlencoded, multipart/form-data or application/json');
}

/** The JSON object of a body; the same problems. */
export async function readJson(ctx: Context): Promise<Readonly<Record<string, unknown>>> {
  const type = mediaType(ctx);
  if (type !== 'application/json') throw unsupported(type, 'application/json');
  return jsonObject(await readBody(ctx));
}

function mediaType(ctx: Context): string {
  return (ctx.get('Content-Type').split(';')[0] ?? '').trim().toLowerCase();
}

function unsupported(type: string, due: string): Problem {
  const given =
    type === '' ? 'The body has no content type' : 'The content type of the body is not known here';
  return new Problem(415, `${given}: send ${due}.`);
}

async function readBody(ctx: Context): Promise<Buffer> {
  const encoding = ctx.get('Content-Encoding').trim().toLowerCase();
  if (encoding !== '' && encoding !== 'identity') {
    throw new Problem(415, 'A compressed body is not read here: send it without a Content-Encoding.');
  }
  try {
    const length = ctx.req.headers['content-length'] ?? null;
    return await getRawBody(ctx.req, { length, limit: BODY_LIMIT });
  } catch (error) {
    if ((error as { status?: unknown }).status !== 413) throw error;
    await discard(ctx);
    throw new Problem(413, `The body is too large: at most ${BODY_LIMIT} bytes are read.`);
  }
}

function discard({ req }: Context): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const end = (): void => {
      clearTimeout(timer);
      req.off('data', count);
      req.pause();
      resolve();
    };
    const count = (chunk: Buffer): void => {
      seen += chunk.length;
      if (seen > DISCARD.bytes) end();
    };
    const timer = setTimeout(end, DISCARD.ms);
    for (const event of ['end', 'close', 'error']) req.once(event, end);
    req.on('data', count);
    req.resume();
  });
}

function urlencoded(body: Buffer): Fields {
  const fields = new Fields();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) fields.add(name, value);
  return fields;
}

function multipart(contentType: string, body: Buffer): Promise<Fields> {
  const malformed = (why: unknown): Problem =>
    new Problem(
      400,
      `The multipart body cannot be read: ${why instanceof Error ? why.message : String(why)}`,
    );
  return new Promise((resolve, reject) => {
    const fields = new Fields();
    let parser: busboy.Busboy;
    try {
      parser = busboy({ headers: { 'content-type': contentType }, limits: MULTIPART });
    } catch (error) {
      reject(malformed(error));
      return;
    }
    parser.on('field', (name, value) => fields.add(name, value));
    parser.on('file', (_name, file) => file.resume());
    parser.on('error', (error) => reject(malformed(error)));
    parser.on('close', () => resolve(fields));
    parser.end(body);
  });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function jsonObject(body: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(body));
  } catch {
    throw new Problem(400, 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(400, 'The body must be a JSON object.');
  }
  return value as Readonly<Record<string, unknown>>;
}
