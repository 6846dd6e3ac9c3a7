import type Router from '@koa/router';
import type { Inspector } from '../../inspect/inspector.ts';
import { eventStream, MOST_STREAMS } from '../middleware/eventStream.ts';
import { Problem } from '../middleware/problem.ts';
import { json, plain } from '../middleware/reply.ts';
import type { PortOptions } from '../options.ts';
import { addFollowRoutes } from './followRoutes.ts';

/** What the visualizer asks for, below the port's base path. */
export function addMachineRoutes(
  router: Router,
  { inspector, config }: Pick<PortOptions, 'inspector' | 'config'>,
): void {
  const at = (path: string): string => `${config.basePath}${path}`;
  const { charts, live } = inspector;

  router.get(at('/machines/list'), (ctx) => json(ctx, charts.list()));
  router.get(at('/machines/stream'), (ctx) => {
    if (live.watchers >= MOST_STREAMS) throw new Problem(409, `${MOST_STREAMS} watch already: close a page.`);
    eventStream(ctx, (stream) => live.watch((state) => stream.send('live', state)));
  });
  router.get(at('/machines/:id/chart'), (ctx) => {
    json(ctx, found(charts.chart(idOf(ctx)), ctx, inspector));
  });
  router.get(at('/machines/:id.json'), (ctx) => {
    json(ctx, found(charts.json(idOf(ctx)), ctx, inspector));
  });
  router.get(at('/machines/:id.mmd'), (ctx) => {
    plain(ctx, found(charts.mermaid(idOf(ctx)), ctx, inspector));
  });
  addFollowRoutes(router, at, inspector);
}

interface WithId {
  readonly params: Readonly<Record<string, string | undefined>>;
}

function idOf({ params }: WithId): string {
  return params.id ?? '';
}

function found<T>(value: T | undefined, ctx: WithId, { charts }: Inspector): T {
  if (value !== undefined) return value;
  throw new Problem(404, `There is no machine ${idOf(ctx)}. Known are ${charts.ids.join(', ')}.`);
}
