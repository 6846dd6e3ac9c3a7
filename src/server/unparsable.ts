import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { isApiPath } from './middleware/paths.ts';
import type { PortApp } from './server.ts';

/** What Node gives with a request that its parser refused. */
interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers a request that never became one: a method that Node does not know is a 405 like any other that a
 * path does not take, a request that came too slowly a 408, the rest a 400. Then the connection is closed.
 */
export function answerUnparsable(app: PortApp, error: ParserError, socket: Duplex): void {
  const answering =
    (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent ?? false;
  if (!socket.writable || answering || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const path = error.code === 'HPE_INVALID_METHOD' ? pathOf(error.rawPacket) : undefined;
  const allowed = path === undefined ? [] : app.methodsOf(path);
  const status = path === undefined ? (STATUSES[error.code ?? ''] ?? 400) : allowed.length > 0 ? 405 : 404;
  const text = STATUS_CODES[status] as string;
  const asJson = app.api && path !== undefined && isApiPath(path);
  const body = asJson ? JSON.stringify({ err: text }) : text;
  const headers = [
    `HTTP/1.1 ${status} ${text}`,
    `Content-Type: ${asJson ? 'application/json' : 'text/plain; charset=utf-8'}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(allowed.length > 0 ? [`Allow: ${allowed.join(', ')}`] : []),
    'Access-Control-Allow-Origin: *',
    'Connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}

/** The path of a request line whose method is a word, if this is one. */
function pathOf(packet: Buffer | undefined): string | undefined {
  const line = packet?.subarray(0, 2048).toString('latin1') ?? '';
  return /^[A-Za-z][\w-]{0,30} (\/[^\s?#]*)\S* HTTP\/1\.[01]\r?\n/.exec(line)?.[1];
}
