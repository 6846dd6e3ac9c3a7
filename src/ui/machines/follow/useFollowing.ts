import { useCallback, useEffect, useState } from 'react';
import type { Following, Recording } from '../../../inspect/wire.ts';
import { ask, send } from '../data/ask.ts';
import { type Connection, listen } from '../data/listen.ts';
import { heardMore, held, type Playback, shownAt, stepped } from './playback.ts';

/** Whom to follow. */
export interface Pick {
  readonly pick: 'random' | 'class' | 'nextFailure';
  readonly class?: string;
}

/** Following one user, and what can be done with it. */
export interface FollowOne {
  readonly playback: Playback | null;
  readonly connection: Connection;
  /** Why the last wish was not met; empty where it was. */
  readonly problem: string;
  readonly begin: (pick: Pick) => void;
  readonly end: () => void;
  readonly hold: (isHeld: boolean) => void;
  readonly step: (by: 1 | -1) => void;
  readonly show: (seq: number) => void;
}

/** Follows one user at a time. Leaving the page ends it, so that nobody is watched in vain. */
export function useFollowing(basePath: string): FollowOne {
  const [id, setId] = useState<string | null>(null);
  const [playback, setPlayback] = useState<Playback | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [problem, setProblem] = useState('');

  useEffect(() => {
    if (id === null) return;
    const address = `${basePath}/inspect/follow/${encodeURIComponent(id)}`;
    const stop = listen<Recording>(`${address}/stream`, 'followed', {
      onConnection: setConnection,
      onData: (next) =>
        setPlayback((before) => {
          const heard = heardMore(before?.heard ?? null, next);
          return before === null ? { heard, held: null, at: null } : { ...before, heard };
        }),
    });
    return () => {
      stop();
      // It may have ended by itself.
      send(address, { method: 'DELETE', keepalive: true }).catch(() => {});
    };
  }, [basePath, id]);

  const begin = useCallback(
    (pick: Pick) => {
      setProblem('');
      const body = JSON.stringify(pick);
      ask<Following>(`${basePath}/inspect/follow`, { method: 'POST', headers: JSON_HEADERS, body }).then(
        (following) => {
          setPlayback(null);
          setConnection('connecting');
          setId(following.id);
        },
        (error: Error) => setProblem(error.message),
      );
    },
    [basePath],
  );
  const end = useCallback(() => {
    setId(null);
    setPlayback(null);
  }, []);
  const change = useCallback(
    (of: (playback: Playback) => Playback) => setPlayback((now) => now && of(now)),
    [],
  );
  return {
    playback,
    connection,
    problem,
    begin,
    end,
    hold: (isHeld) => change((now) => held(now, isHeld)),
    step: (by) => change((now) => stepped(now, by)),
    show: (seq) => change((now) => shownAt(now, seq)),
  };
}

const JSON_HEADERS = { 'content-type': 'application/json' };
