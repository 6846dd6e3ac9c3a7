import type Router from '@koa/router';
import { prometheusRegistry } from '../metrics/outputs/prometheus.ts';
import { plain } from './middleware/reply.ts';
import type { PortOptions } from './options.ts';

/** What whoever runs the process asks: /healthz, /readyz and /metrics, below no base path. */
export function addProbes(router: Router, { test, health, ready, draining }: PortOptions): void {
  const registry = prometheusRegistry({
    sources: () => [
      {
        test: test.id,
        state: test.state,
        usersByClass: {
          ...Object.fromEntries(test.users.names.map((name) => [name, 0])),
          ...test.census.byClass(),
        },
        statistics: test.statistics,
        saturated: health().saturated,
      },
    ],
    health,
  });
  router.get('/healthz', (ctx) => plain(ctx, 'ok'));
  router.get('/readyz', (ctx) => {
    if (draining()) plain(ctx, 'draining', 503);
    else if (ready()) plain(ctx, 'ready');
    else plain(ctx, 'not ready', 503);
  });
  router.get('/metrics', async (ctx) => {
    const text = await registry.metrics();
    ctx.set('Content-Type', registry.contentType);
    ctx.body = text;
  });
}
