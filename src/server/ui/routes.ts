import { extname } from 'node:path';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { indexPage } from '../locust/page/indexPage.ts';
import { templateArgs } from '../locust/templateArgs.ts';
import { Problem } from '../middleware/problem.ts';
import { html } from '../middleware/reply.ts';
import type { LocustPortOptions } from '../options.ts';
import { BuiltUi } from './builtUi.ts';

/** A file's name holds a hash of what is in it. */
const FOR_GOOD = 'max-age=31536000, immutable';

/** The web interface: its page, under two addresses, and its files. Where it is not built, the plain page. */
export function addUi(router: Router, at: (path: string) => string, options: LocustPortOptions): void {
  const ui = options.uiFolder === undefined ? undefined : new BuiltUi(options.uiFolder);
  const whose = (options.security?.credentials.length ?? 0) > 0 ? 'private' : 'public';
  const page = (ctx: Context): void => {
    const nonce = String(ctx.state.nonce ?? '');
    html(ctx, ui?.page(nonce, templateArgs(options)) ?? indexPage(options, nonce));
  };
  router.get(at('/'), page);
  router.get(at('/machines'), page);

  // The path arrives decoded.
  router.get(at('/assets/*path'), async (ctx) => {
    const { path = '' } = ctx.params as { path?: string };
    const file = await ui?.asset(path);
    if (file === undefined) throw new Problem(404, 'Not Found');
    ctx.set('Cache-Control', `${whose}, ${FOR_GOOD}`);
    ctx.type = extname(path) || 'application/octet-stream';
    ctx.body = file;
  });
}
