import { useEffect, useMemo, useState } from 'react';
import type { ChartPoint, Charts, EntryChart, EntryKey, StreamPoint } from '../../server/stream/wire.ts';
import { resets } from '../data/actions.ts';
import { live } from '../data/live.ts';
import { appended, columnOf } from '../data/series.ts';
import { useStore } from '../data/store.ts';
import { useAsked } from '../data/useAsked.ts';

/** What the charts draw. */
export interface Drawn {
  /** All entries, for picking and for their phases. */
  readonly entries: readonly EntryChart[];
  /** Upper bounds of the heat map's buckets, ms. */
  readonly bounds: readonly number[];
  /** The points of an entry that was asked for, up to this second. */
  readonly pointsOf: (key: EntryKey) => readonly ChartPoint[];
  /** Up to when response times are known in buckets: the stream does not tell them. */
  readonly heatUntil: number;
  readonly problem: string;
  readonly isLoading: boolean;
}

/** Seconds of the stream between two answers of the server, which knows the run better than the page does. */
const REFRESH = 5;
/** Seconds of the stream that are kept at most, should the server not answer. */
const MOST_TAIL = 300;

/** The charts of these entries: the whole run from the server, and what the stream said since. */
export function useCharts(keys: readonly EntryKey[]): Drawn {
  const version = useStore(resets, (count) => count);
  const query = keys.map((key) => `key=${encodeURIComponent(key)}`).join('&');
  const { data, problem } = useAsked<Charts>(`/stats/charts?${query}`, { every: REFRESH, version });
  const point = useStore(live, (moment) => moment.point);
  const [tail, setTail] = useState<readonly StreamPoint[]>([]);

  useEffect(() => {
    if (point) setTail((before) => [...before, point].slice(-MOST_TAIL));
  }, [point]);
  useEffect(() => {
    if (data) setTail((before) => before.filter(({ run, time }) => run === data.run && time > data.time));
  }, [data]);

  return useMemo(() => {
    const entries = data?.entries ?? [];
    const known = new Map(entries.map((entry) => [entry.key, entry.points]));
    const since = tail.filter(({ run }) => run === data?.run);
    return {
      entries,
      bounds: data?.bounds ?? [],
      pointsOf: (key) =>
        since.reduce((points, each) => appended(points, columnOf(each, key), Infinity), known.get(key) ?? []),
      heatUntil: data?.time ?? 0,
      problem: data === undefined ? problem : '',
      isLoading: data === undefined && problem === '',
    };
  }, [data, tail, problem]);
}
