import type { ChartPoint, Charts, StreamPoint } from '../../server/stream/wire.ts';
import { askJson, paths } from './ask.ts';
import { pageArgs } from './page.ts';
import { pointOf, type Report } from './report.ts';
import { AGGREGATED, appended, columnOf } from './series.ts';
import { Store } from './store.ts';

/** What the page knows of this second. */
export interface Moment {
  /** `live`: by the stream; `polling`: the stream is out of reach; `lost`: nobody answers. */
  readonly connection: 'connecting' | 'live' | 'polling' | 'lost';
  /** Null until the first one came. */
  readonly point: StreamPoint | null;
  /** When it came, ms, by `performance.now()`. */
  readonly at: number;
  /** How many came so far: what has to follow the load asks again when it grows. */
  readonly count: number;
  /** The last minutes, all entries together; one run's. */
  readonly recent: readonly ChartPoint[];
}

/** ms between two reports while the stream is out of reach. */
const POLL_MS = 2000;
/** How long a stream that the server refused is left alone, ms. */
const RETRY_MS = 15_000;
/** Points that the small charts draw. */
const RECENT = 120;

/** What happens now; every component that shows it watches this. */
export const live = new Store<Moment>({
  connection: 'connecting',
  point: null,
  at: 0,
  count: 0,
  recent: [],
});

let polling: ReturnType<typeof setTimeout> | undefined;

/** Opens the stream, once. The browser comes back by itself, and is then sent what it missed. */
export function connect(): void {
  const source = new EventSource(`${paths.base}/stream`);
  source.addEventListener('open', () => {
    clearTimeout(polling);
    polling = undefined;
    live.set({ ...live.value, connection: 'live' });
  });
  source.addEventListener('point', ({ data }) => hear(JSON.parse(data) as StreamPoint));
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    polling ??= setTimeout(poll);
  });
}

/** Fetches the last minutes of the run that is on, so that a page that is opened late does not begin at nothing. */
export async function recall(): Promise<void> {
  const { run, entries } = await askJson<Charts>('/stats/charts');
  const { value } = live;
  if (value.point !== null && value.point.run !== run) return;
  const [first] = value.recent;
  const before = (entries.find(({ key }) => key === AGGREGATED)?.points ?? []).filter(
    ({ time }) => first === undefined || time < first.time,
  );
  live.set({ ...value, recent: [...before, ...value.recent].slice(-RECENT) });
}

/** The state, as last heard. */
export function stateNow(): string {
  return live.value.point?.state ?? pageArgs.state;
}

async function poll(): Promise<void> {
  try {
    const report = await askJson<Report>('/stats/requests');
    if (polling !== undefined) {
      live.set({ ...live.value, connection: 'polling' });
      take([pointOf(report, Date.now(), live.value.point?.run ?? 0)]);
    }
  } catch {
    if (polling !== undefined) live.set({ ...live.value, connection: 'lost' });
  }
  if (polling !== undefined) polling = setTimeout(poll, POLL_MS);
}

/** Points that were heard and not shown yet: after a break many come at once, and are shown together. */
let heard: StreamPoint[] = [];

function hear(point: StreamPoint): void {
  heard.push(point);
  if (heard.length > 1) return;
  setTimeout(() => {
    const points = heard;
    heard = [];
    take(points);
  }, 20);
}

function take(points: readonly StreamPoint[]): void {
  live.set({ ...points.reduce(after, live.value), at: performance.now() });
}

/** What is known after a point. */
function after(moment: Moment, point: StreamPoint): Moment {
  // What was recalled before the first point is of the run that is on.
  const before = moment.point === null || point.run === moment.point.run ? moment.recent : [];
  const recent = appended(before.slice(-RECENT), columnOf(point, AGGREGATED));
  return { ...moment, point, count: moment.count + 1, recent };
}
