/** Whether a stream brings what it is there for. */
export type Connection = 'connecting' | 'live' | 'lost';

/** How long a stream that was refused is left alone, ms. */
const RETRY_MS = 5000;

/**
 * Listens to one event of a stream of server-sent events and gives the function that ends it. The browser comes
 * back by itself when a connection breaks; where the server refused it, this does.
 */
export function listen<T>(
  url: string,
  event: string,
  { onData, onConnection }: { onData: (data: T) => void; onConnection: (connection: Connection) => void },
): () => void {
  let retry: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource;
  const open = (): void => {
    source = new EventSource(url);
    source.addEventListener('open', () => onConnection('live'));
    source.addEventListener(event, ({ data }: MessageEvent<string>) => onData(JSON.parse(data) as T));
    source.addEventListener('error', () => {
      onConnection('lost');
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}
