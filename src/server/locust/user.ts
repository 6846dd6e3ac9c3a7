import type Router from '@koa/router';
import { parseStrictHost } from '../../config/host.ts';
import { readClassSettings } from '../../domain/classSettings.ts';
import { StatestormError } from '../../domain/errors.ts';
import { tooMany } from '../../domain/shapes/peak.ts';
import { readJson } from '../middleware/body.ts';
import { clip } from '../middleware/numbers.ts';
import { Problem } from '../middleware/problem.ts';
import { json } from '../middleware/reply.ts';
import { type LocustPortOptions, MOST_USERS } from '../options.ts';

/** POST /user changes the settings of one class: host, weight, fixed count, tasks. Fields that are null stay. */
export function addUser(
  router: Router,
  path: string,
  { test: { users }, config, allowList }: LocustPortOptions,
): void {
  const toHost = (text: string): string => {
    const host = parseStrictHost(text);
    if (!allowList.allows(host)) throw new Problem(400, `host: ${allowList.explain(host)}`);
    return host;
  };
  const limits = { toHost, mostUsers: config.maxUsers ?? MOST_USERS };
  router.post(path, async (ctx) => {
    const body = await readJson(ctx);
    const name = body.user_class_name;
    if (typeof name !== 'string' || name === '') throw new Problem(400, 'user_class_name must be a text.');
    if (!users.get(name)) throw new Problem(404, `Unknown user class: ${clip(name)}`);
    try {
      const settings = readClassSettings(body, limits);
      if (settings.fixedCount !== undefined) {
        refuseTooMany(users.fixedUsers({ name, fixedCount: settings.fixedCount }), limits.mostUsers);
      }
      users.configure(name, settings);
    } catch (error) {
      if (!(error instanceof StatestormError)) throw error;
      throw new Problem(400, [clip(error.message), error.hint].join(' ').trim());
    }
    json(ctx, {}, 201);
  });
}

function refuseTooMany(fixed: number, most: number): void {
  if (fixed <= most) return;
  throw new Problem(
    400,
    `fixed_count: the fixed counts of all user classes would be ${tooMany(fixed, most)}.`,
  );
}
