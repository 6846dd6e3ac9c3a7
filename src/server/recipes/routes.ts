import type Router from '@koa/router';
import { secretValues } from '../../authoring/loadOptions.ts';
import { readFields } from '../middleware/body.ts';
import { Problem } from '../middleware/problem.ts';
import { json } from '../middleware/reply.ts';
import { nobodyThere } from '../nobodyThere.ts';
import type { RecipePortOptions } from '../options.ts';
import { recipeUsers } from './recipeUsers.ts';
import { readSpawn } from './spawnRequest.ts';

/** The SRE Recipe API. It is below no base path. */
export function addRecipeRoutes(router: Router, options: RecipePortOptions): void {
  const { test, logger, config } = options;
  const atStart = test.options;
  router.get('/api/ping', (ctx) => json(ctx, { msg: 'pong' }));
  router.get('/api/user_count', (ctx) => json(ctx, { user_count: test.userCount }));
  router.get('/api/users', (ctx) => json(ctx, { users: recipeUsers(test) }));

  // Answers at once; the spawning follows. A load that runs is replaced.
  router.post('/api/spawn/:identifier', async (ctx) => {
    if (options.draining()) throw new Problem(503, 'The process is ending: no load is started any more.');
    const identifier = ctx.params.identifier as string;
    const spawn = readSpawn(await readFields(ctx), identifier, options, atStart);
    const nobody = nobodyThere(options);
    if (nobody !== undefined) throw new Problem(503, nobody);
    test.options = spawn.options;
    logger.conceal(secretValues(config.options ?? [], spawn.options));
    test.start(spawn.start);
    json(ctx, { msg: spawn.message });
  });
  router.post('/api/stop', async (ctx) => {
    await test.stop();
    json(ctx, { msg: 'All users stopped' });
  });
}
