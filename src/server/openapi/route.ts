import type Router from '@koa/router';
import type { Credentials } from '../access/guard.ts';
import { jsonText } from '../middleware/reply.ts';
import { type LocustPortOptions, MOST_USERS } from '../options.ts';
import { recipeUsers } from '../recipes/recipeUsers.ts';
import type { Access } from './accessPaths.ts';
import { describePort, type PortFacts } from './describePort.ts';

/** /openapi.json, below no base path. What it says is settled when the port is made. */
export function addOpenApi(router: Router, options: LocustPortOptions): void {
  const text = JSON.stringify(describePort(factsOf(options)));
  router.get('/openapi.json', (ctx) => jsonText(ctx, text));
}

function factsOf({ role, test, config, security }: LocustPortOptions): PortFacts {
  const recipes = role === 'recipes';
  return {
    recipes,
    version: config.version,
    basePath: config.basePath,
    percentiles: config.percentiles,
    picksClasses: recipes || config.classPicker,
    mostUsers: config.maxUsers ?? MOST_USERS,
    shapes: config.shapes.map(({ name }) => name),
    options: config.options ?? [],
    access: (security?.credentials ?? []).map(accessOf),
    identifiers: recipes ? recipeUsers(test).map(({ identifier }) => identifier) : [],
  };
}

/** How a client gets in, without what it has to know. */
function accessOf(credentials: Credentials): Access {
  const { kind } = credentials;
  return kind === 'header' ? { kind, name: credentials.name } : { kind };
}
