import { useEffect, useState } from 'react';
import type { LiveState } from '../../../inspect/wire.ts';
import { type Connection, listen } from './listen.ts';

/** What the machines do now, as the stream of `GET /machines/stream` says it; listened to while the page is shown. */
export function useLive(
  basePath: string,
  version: number,
): { live: LiveState | null; connection: Connection } {
  const [live, setLive] = useState<LiveState | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    if (version > 0) setConnection('connecting');
    return listen<LiveState>(`${basePath}/machines/stream`, 'live', {
      onData: setLive,
      onConnection: setConnection,
    });
  }, [basePath, version]);
  return { live, connection };
}
