import { StatestormError } from '../domain/errors.ts';
import type { FileOnDisk } from './file.ts';
import type { FileStore } from './fileStore.ts';
import type { RequestOptions } from './httpClient.ts';
import { encodeMultipart, isOnDisk, openFile } from './multipart.ts';
import { type Piece, PiecedBody, sizeOf } from './piecedBody.ts';
import { encodeFields } from './target.ts';

/** What a request carries: bytes at hand, or bytes that are sent piece by piece. */
export type Body = Uint8Array | string | PiecedBody;

/** A body up to so many bytes is taken by the system as a whole or, where the connection is dead, not at all. */
export const ONE_WRITE = 16 * 1024;

/** A body and its content type. */
export type TypedBody = readonly [body: Body | undefined, contentType: string | undefined];

const NONE: TypedBody = [undefined, undefined];

/**
 * The body that a task asked for.
 * @throws StatestormError `request.severalBodies`, `request.invalidBody`, `request.invalidPart`,
 * `request.unreadableFile`.
 */
export function bodyOf({ json, form, multipart, body }: RequestOptions, files: FileStore): TypedBody {
  const given =
    Number(json !== undefined) +
    Number(form !== undefined) +
    Number(multipart !== undefined) +
    Number(body !== undefined);
  if (given === 0) return NONE;
  if (given > 1) {
    throw new StatestormError('request.severalBodies', 'A request has one body, several were given', {
      hint: 'Give one of json, form, multipart and body.',
    });
  }
  if (json !== undefined) return [JSON.stringify(json), 'application/json'];
  if (form !== undefined) return [encodeFields(form), 'application/x-www-form-urlencoded'];
  if (multipart !== undefined) {
    const { pieces, contentType } = encodeMultipart(multipart, files);
    return [joined(pieces), contentType];
  }
  return rawBody(body, files);
}

function rawBody(body: RequestOptions['body'], files: FileStore): TypedBody {
  if (typeof body === 'string' || body instanceof Uint8Array) return [body, undefined];
  if (body instanceof Blob) return [joined([body]), body.type || undefined];
  if (ArrayBuffer.isView(body)) {
    const { buffer, byteOffset, byteLength } = body as ArrayBufferView;
    return [new Uint8Array(buffer, byteOffset, byteLength), undefined];
  }
  if (typeof body === 'object' && body !== null && isOnDisk(body)) {
    const { path, type } = body as FileOnDisk;
    return [joined([openFile('the body', path, files)]), type];
  }
  throw new StatestormError('request.invalidBody', 'The body is neither text, bytes, a Blob nor a file', {
    hint: "Give json or form for an object, multipart for uploads, or body: file('./path').",
  });
}

/** In one where it is short; else the pieces, so that what users share is not copied for each. */
function joined(pieces: Piece[]): Body {
  const length = pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
  const atHand =
    length === 0 || (length <= ONE_WRITE && pieces.every((piece) => piece instanceof Uint8Array));
  return atHand ? Buffer.concat(pieces as Uint8Array[], length) : new PiecedBody(pieces);
}
