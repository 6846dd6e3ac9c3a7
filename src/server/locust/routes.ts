import type Router from '@koa/router';
import { exceptionsReport } from '../../metrics/outputs/json.ts';
import { html, json } from '../middleware/reply.ts';
import { SharedReply } from '../middleware/sharedReply.ts';
import type { LocustPortOptions } from '../options.ts';
import { addStream } from '../stream/routes.ts';
import { addUi } from '../ui/routes.ts';
import { addDownloads } from './downloads.ts';
import { SharedRequests } from './sharedRequests.ts';
import { addSwarm } from './swarm.ts';
import { taskTree } from './tasks.ts';
import { addUser } from './user.ts';

/** Locust's own interface, below the port's base path. */
export function addLocustRoutes(router: Router, options: LocustPortOptions): void {
  const { test, logger, config, workers } = options;
  const at = (path: string): string => `${config.basePath}${path}`;
  const requests = new SharedRequests(options);
  const shared = new SharedReply();

  addUi(router, at, options);
  if (config.basePath !== '') router.get(config.basePath, (ctx) => ctx.redirect(at('/')));
  router.get(at('/login'), (ctx) => ctx.redirect(at('/')));

  addSwarm(router, at('/swarm'), options);
  router.get(at('/stop'), async (ctx) => {
    await test.stop();
    json(ctx, { success: true, message: 'Test stopped' });
  });
  router.get(at('/stats/reset'), (ctx) => {
    test.reset();
    html(ctx, 'ok');
  });
  router.get(at('/stats/requests'), (ctx) => shared.json(ctx, requests.body()));
  addStream(router, at, options);
  addDownloads(router, at, options);

  router.get(at('/exceptions'), (ctx) => json(ctx, exceptionsReport(test.statistics)));
  router.get(at('/tasks'), (ctx) => json(ctx, taskTree(options)));
  router.get(at('/logs'), (ctx) => json(ctx, { master: logger.lines(), workers: workers?.logs() ?? {} }));
  router.get(at('/worker-count'), (ctx) => json(ctx, { worker_count: workers?.rows(test.id).length ?? 0 }));
  addUser(router, at('/user'), options);
}
