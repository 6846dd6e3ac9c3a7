import { useEffect, useState } from 'react';
import { ask } from './ask.ts';

/** What an address answered. */
export interface Answer<T> {
  readonly data: T | undefined;
  /** Why there is none; empty where there is one, or none yet. */
  readonly problem: string;
}

/** What an address answers, asked for anew with every change of it and of `version`. */
export function useAnswer<T>(url: string | null, version = 0): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { readonly url: string | null }>(NONE);
  useEffect(() => {
    if (url === null) return;
    let isWanted = true;
    const take = (data: T | undefined, problem: string): void => {
      if (isWanted) setAnswer({ data, problem, url });
    };
    ask<T>(url, version > 0 ? { cache: 'reload' } : {}).then(
      (data) => take(data, ''),
      (error: Error) => take(undefined, error.message),
    );
    return () => {
      isWanted = false;
    };
  }, [url, version]);
  return answer.url === url ? answer : NONE;
}

const NONE = { data: undefined, problem: '', url: null } as const;
