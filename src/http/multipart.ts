import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { FileContent, FileOnDisk, Upload } from './file.ts';
import type { FileStore } from './fileStore.ts';
import type { MultipartFields, MultipartValue } from './httpClient.ts';
import type { Piece } from './piecedBody.ts';

const OCTETS = 'application/octet-stream';
/** What a Content-Type may hold: above all no line break. */
const TYPE = /^[\x20-\x7e]+$/;
/** The file name of bytes that have none (WHATWG XMLHttpRequest, "create an entry"). */
const UNNAMED = 'blob';

/** A file as a part of the message. */
interface FilePart {
  readonly bytes: Piece;
  readonly filename: string;
  readonly type: string;
}

/**
 * Writes fields and files as `multipart/form-data` (RFC 7578; names and line breaks as the HTML standard's
 * "multipart/form-data encoding algorithm" has them, and with the line break at the end that browsers add). The
 * boundary holds 122 random bits that are drawn anew each time, so that no content can be made to hold it.
 * @throws StatestormError `request.invalidPart`, `request.unreadableFile`, naming the field.
 */
export function encodeMultipart(
  fields: MultipartFields,
  files: FileStore,
): { readonly pieces: Piece[]; readonly contentType: string } {
  if (typeof fields !== 'object' || Array.isArray(fields) || fields instanceof FormData) {
    throw new StatestormError('request.invalidPart', 'multipart is not an object of fields', {
      hint: "Give it as { note: 'hello', photo: file('./cat.png') }.",
    });
  }
  const boundary = `statestorm-${randomUUID()}`;
  const pieces: Piece[] = [];
  let text = '';
  for (const [name, given] of Object.entries(fields)) {
    for (const value of Array.isArray(given) ? (given as MultipartValue[]) : [given as MultipartValue]) {
      if (value === undefined || value === null) continue;
      text += `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(normalized(name))}"`;
      if (typeof value !== 'object') {
        text += `\r\n\r\n${normalized(textOf(name, value))}\r\n`;
        continue;
      }
      const { bytes, filename, type } = filePart(name, value, files);
      text += `; filename="${escaped(filename)}"\r\nContent-Type: ${type}\r\n\r\n`;
      pieces.push(Buffer.from(text), bytes);
      text = '\r\n';
    }
  }
  pieces.push(Buffer.from(`${text}--${boundary}--\r\n`));
  return { pieces, contentType: `multipart/form-data; boundary=${boundary}` };
}

/** The bytes of a file on disk. @throws StatestormError `request.unreadableFile`, naming `what` it was for. */
export function openFile(what: string, path: string | URL, files: FileStore): Piece {
  try {
    return files.open(path);
  } catch (cause) {
    throw new StatestormError(
      'request.unreadableFile',
      `Cannot read the file of ${what}: ${messageOf(cause)}`,
      {
        hint:
          `A path is relative to the working directory, ${process.cwd()}; ` +
          "new URL('./cat.png', import.meta.url) lies beside the load file.",
        cause,
      },
    );
  }
}

/** Whether it is what `file` gives. */
export function isOnDisk(value: object): value is FileOnDisk {
  const { path } = value as FileOnDisk;
  return (typeof path === 'string' && path !== '') || path instanceof URL;
}

function filePart(name: string, value: Upload, files: FileStore): FilePart {
  const part = value instanceof Blob ? { bytes: value, ...nameOf(value) } : givenPart(name, value, files);
  const filename = part.filename ?? UNNAMED;
  const type = part.type || OCTETS;
  if (typeof filename !== 'string' || typeof type !== 'string' || !TYPE.test(type)) {
    throw new StatestormError(
      'request.invalidPart',
      `The file name or the type of the multipart field ${JSON.stringify(name)} is none`,
      { hint: 'Both are texts; a type is one such as image/png, without line breaks.' },
    );
  }
  return { bytes: part.bytes, filename, type };
}

function givenPart(name: string, value: FileContent | FileOnDisk, files: FileStore) {
  if (isOnDisk(value)) {
    const { path, filename, type } = value;
    const bytes = openFile(`the multipart field ${JSON.stringify(name)}`, path, files);
    return { bytes, filename: filename ?? basename(path instanceof URL ? fileURLToPath(path) : path), type };
  }
  const { content, filename, type } = value;
  if (typeof content === 'string') return { bytes: Buffer.from(content), filename, type };
  if (content instanceof Uint8Array) return { bytes: content, filename, type };
  if (content instanceof Blob) {
    const own = nameOf(content);
    return { bytes: content, filename: filename ?? own.filename, type: type ?? own.type };
  }
  throw invalidPart(name);
}

function nameOf(blob: Blob): { filename: string | undefined; type: string } {
  return { filename: blob instanceof File ? blob.name : undefined, type: blob.type };
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidPart(name);
}

function invalidPart(name: string): StatestormError {
  return new StatestormError(
    'request.invalidPart',
    `The multipart field ${JSON.stringify(name)} is neither a value nor a file`,
    { hint: "Give a text, a number, true or false, file('./path'), or { content, filename, type }." },
  );
}

/** Each lone CR and lone LF becomes CRLF. */
function normalized(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

function escaped(text: string): string {
  return text.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
