import { connect } from 'node:net';

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  readonly json: any;
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/** The beginning of an answer that goes on, as far as the first event of it. */
export async function beginning(
  url: string,
  init: RequestInit = {},
): Promise<{ answer: Answer; end: () => Promise<void> }> {
  const response = await fetch(url, init);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!/^data: .*\n\n/m.test(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  const json = parsed(/^data: (.*)$/m.exec(text)?.[1] ?? '');
  const answer = { status: response.status, headers: response.headers, text, json };
  return { answer, end: () => reader.cancel() };
}

/** Posts a form, urlencoded; a list repeats its field. */
export function post(
  url: string,
  fields: Readonly<Record<string, string | number | readonly string[]>> = {},
): Promise<Answer> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) body.append(name, String(each));
  }
  return ask(url, { method: 'POST', body });
}

export function postJson(url: string, value: unknown): Promise<Answer> {
  return ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof value === 'string' ? value : JSON.stringify(value),
  });
}

/** Writes bytes to a port and gives everything that comes back until the connection ends. */
export function raw(port: number, text: string, { endsAfter = 2000 } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let got = '';
    const timer = setTimeout(() => socket.destroy(), endsAfter);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      got += chunk;
    });
    socket.on('error', (error) => (got === '' ? reject(error) : undefined));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(got);
    });
  });
}

/** Sends one request as written, so that nothing tidies its path up, and gives status, head and body. */
export async function rawAsk(
  port: number,
  lines: string,
): Promise<{ status: number; head: string; body: string }> {
  const got = await raw(port, lines);
  const [head = '', ...body] = got.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: body.join('\r\n\r\n') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
