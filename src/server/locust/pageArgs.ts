import type { LocustPortOptions } from '../options.ts';
import { recipeUsers } from '../recipes/recipeUsers.ts';
import type { PageArgs } from './wire.ts';

/** What our own page needs besides what Locust's is given. */
export function pageArgs({ test, role, config, security }: LocustPortOptions): PageArgs {
  const { request } = test;
  return {
    role,
    base_path: config.basePath,
    can_log_out: security?.credentials.some(({ kind }) => kind !== 'header') ?? false,
    recipe_users: role === 'recipes' ? recipeUsers(test) : [],
    present:
      test.active && !test.followsShape && request
        ? { user_count: request.users, spawn_rate: request.spawnRate }
        : null,
    options: Object.fromEntries(
      (config.options ?? []).map(({ field, label, kind, key }) => [
        field,
        { label, kind, is_given: test.options[key] !== undefined },
      ]),
    ),
  };
}
