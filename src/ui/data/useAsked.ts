import { useEffect, useRef, useState } from 'react';
import { askJson } from './ask.ts';
import { live } from './live.ts';
import { isActive } from './report.ts';
import { useStore } from './store.ts';

/** An answer that is asked for again while the load runs. */
export interface Asked<T> {
  readonly data: T | undefined;
  /** Why the last attempt gave nothing; empty where it did. */
  readonly problem: string;
}

/** Points after the end of a load in which its last numbers may still come. */
const AFTERMATH = 3;

/**
 * What a path answers: asked for at once, and then with every `every`-th point of the stream while a load runs,
 * not while the page is hidden. Set `always` for what changes without a load, too. Every change of `version`
 * asks at once.
 */
export function useAsked<T>(
  path: string,
  { every = 1, always = false, version = 0 }: { every?: number; always?: boolean; version?: number } = {},
): Asked<T> {
  const [asked, setAsked] = useState<Asked<T> & { path: string }>({ data: undefined, problem: '', path });
  const count = useStore(live, (moment) => moment.count);
  const state = useStore(live, (moment) => moment.point?.state ?? '');
  const run = useStore(live, (moment) => moment.point?.run ?? 0);
  const due = useRef(0);
  const busy = useRef(false);
  const endedAt = useRef(0);
  const seen = useRef('');

  useEffect(() => {
    if (isActive(state)) endedAt.current = count;
    const what = `${path} ${run} ${state} ${version}`;
    const isNew = what !== seen.current;
    const follows = always || count - endedAt.current <= AFTERMATH;
    if (busy.current || !(isNew || (follows && count >= due.current && !document.hidden))) return;
    seen.current = what;
    due.current = count + every;
    busy.current = true;
    askJson<T>(path).then(
      (data) => {
        busy.current = false;
        setAsked({ data, problem: '', path });
      },
      (error: Error) => {
        busy.current = false;
        setAsked((before) => ({ ...before, problem: error.message, path }));
      },
    );
  }, [path, every, always, version, count, state, run]);

  return asked;
}
