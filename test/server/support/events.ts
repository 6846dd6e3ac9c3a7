import { request } from 'node:http';

/** An event of a stream. */
export interface Received {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  readonly data: any;
}

/** An open stream of server-sent events, with what came so far. */
export interface EventReader {
  readonly status: number;
  readonly type: string;
  readonly received: readonly Received[];
  /** Whether the server ended it. */
  readonly ended: boolean;
  close(): void;
}

/** Opens a stream, coming back with the id of the last event if one is given. */
export function openEvents(url: string, lastEventId?: string): Promise<EventReader> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, agent: false }, (answer) => {
      const received: Received[] = [];
      let ended = false;
      let rest = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        const parts = (rest + text).split('\n\n');
        rest = parts.pop() ?? '';
        received.push(...parts.filter((part) => !part.startsWith(':')).map(read));
      });
      answer
        .on('error', () => {})
        .on('close', () => {
          ended = true;
        });
      resolve({
        status: answer.statusCode ?? 0,
        type: answer.headers['content-type'] ?? '',
        received,
        get ended() {
          return ended;
        },
        close: () => sent.destroy(),
      });
    });
    sent.on('error', reject).end();
  });
}

function read(part: string): Received {
  const fields = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
  return { id: fields.id ?? '', event: fields.event ?? '', data: JSON.parse(fields.data ?? 'null') };
}
