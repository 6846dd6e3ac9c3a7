/** A file of a `multipart` whose bytes are at hand. */
export interface FileContent {
  readonly content: string | Uint8Array | Blob;
  /** As the server sees it. Default: a `File`'s own name, else `blob`, as browsers have it. */
  readonly filename?: string;
  /** Its content type. Default: a `Blob`'s own type, else `application/octet-stream`. */
  readonly type?: string;
}

/** A file on disk. It is read once for all users, when it is first sent. */
export interface FileOnDisk {
  /** A `file:` URL, or a path, which is relative to the working directory. */
  readonly path: string | URL;
  /** As the server sees it. Default: the last part of the path. */
  readonly filename?: string;
  /** Its content type. Default: `application/octet-stream`. */
  readonly type?: string;
}

/** What a `multipart` sends as a file. */
export type Upload = FileContent | FileOnDisk | Blob;

/**
 * A file on disk, to be sent in a `multipart` or as a `body`. Up to 256 MiB of files are kept in memory, one copy
 * for all users, and a change on disk is then not seen; what is beyond is read from the disk as it is sent.
 * @example
 * await http.post('/photos', { multipart: { note: 'a cat', photo: file('./cat.png', { type: 'image/png' }) } });
 * await http.put('/photos/1', { body: file(new URL('./cat.png', import.meta.url)) });
 */
export function file(
  path: string | URL,
  options: { readonly filename?: string; readonly type?: string } = {},
): FileOnDisk {
  return { ...options, path };
}
