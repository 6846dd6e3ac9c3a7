import { connect } from 'node:net';

/** How a server took a body that does not end. */
export interface Upload {
  /** Bytes that left this process until the server closed the connection. */
  readonly sent: number;
  /** What it answered, as far as it could be read. */
  readonly answer: string;
}

const CHUNK = `10000\r\n${'a'.repeat(0x10000)}\r\n`;

/** Posts a body without end, as fast as the server takes it, until the connection is closed. */
export function endlessUpload(url: string): Promise<Upload> {
  const { hostname, port, pathname, host } = new URL(url);
  const head = [`POST ${pathname} HTTP/1.1`, `Host: ${host}`, 'Content-Type: application/json'];
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    let sent = 0;
    const send = (): void => {
      while (socket.writable && socket.write(CHUNK)) sent += CHUNK.length;
      sent += CHUNK.length;
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.on('drain', send);
    // The server closes while bytes are on their way: a reset is as good as an end.
    socket.on('error', () => {});
    socket.on('close', () => resolve({ sent, answer }));
    socket.write(`${head.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    send();
  });
}
