import type Router from '@koa/router';
import { type PrometheusSource, prometheusRegistry } from '../metrics/outputs/prometheus.ts';
import type { Health } from '../metrics/saturation.ts';
import { plain } from './middleware/reply.ts';
import type { PortOptions } from './options.ts';

/** What probes tell of. */
export interface ProbedProcess {
  readonly sources: () => readonly PrometheusSource[];
  readonly health: () => Health;
  readonly ready: () => boolean;
  readonly draining: () => boolean;
}

/** The probes of a port over its test. */
export function probed({ test, health, ready, draining }: PortOptions): ProbedProcess {
  return { sources: () => [sourceOf(test, health())], health, ready, draining };
}

/** A test as /metrics tells of it. */
export function sourceOf(
  test: Pick<PortOptions['test'], 'id' | 'state' | 'users' | 'census' | 'statistics'>,
  { saturated }: Health,
): PrometheusSource {
  const none = Object.fromEntries(test.users.names.map((name) => [name, 0]));
  return {
    test: test.id,
    state: test.state,
    usersByClass: { ...none, ...test.census.byClass() },
    statistics: test.statistics,
    saturated,
  };
}

/** What whoever runs the process asks: /healthz, /readyz and /metrics, below no base path. */
export function addProbes(router: Router, { sources, health, ready, draining }: ProbedProcess): void {
  const registry = prometheusRegistry({ sources, health });
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
