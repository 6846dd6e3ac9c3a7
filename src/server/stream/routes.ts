import type Router from '@koa/router';
import { eventStream } from '../middleware/eventStream.ts';
import { Problem } from '../middleware/problem.ts';
import { json } from '../middleware/reply.ts';
import type { LocustPortOptions } from '../options.ts';
import { chartsOf } from './charts.ts';
import { PointFeed } from './pointFeed.ts';

/** Streams that one port feeds at once. */
export const MOST_POINT_STREAMS = 100;
/** Entries whose points one answer holds. */
export const MOST_KEYS = 20;

/** What the charts of the web interface are drawn from: `/stream` and `/stats/charts`. */
export function addStream(router: Router, at: (path: string) => string, options: LocustPortOptions): void {
  const { test, clock, draining } = options;
  const feed = new PointFeed(options);

  router.get(at('/stream'), (ctx) => {
    if (draining()) throw new Problem(503, 'The process is ending.');
    if (feed.watchers >= MOST_POINT_STREAMS) {
      throw new Problem(409, `${MOST_POINT_STREAMS} watch already: close a page.`);
    }
    eventStream(ctx, (stream) =>
      feed.watch((point) => {
        // Who is too slow comes back, and is sent what it missed; who came to a process that ends is let go.
        if (!stream.sendText('point', point.json, point.id) || draining()) stream.end();
      }, ctx.get('Last-Event-ID')),
    );
  });

  router.get(at('/stats/charts'), (ctx) => {
    const keys = [ctx.query.key ?? []].flat();
    if (keys.length > MOST_KEYS)
      throw new Problem(400, `At most ${MOST_KEYS} entries can be asked for at once.`);
    json(ctx, chartsOf(test, keys, clock.now()));
  });
}
