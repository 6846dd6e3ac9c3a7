import Router from '@koa/router';
import Koa from 'koa';
import { Guard } from './access/guard.ts';
import { addLocustRoutes } from './locust/routes.ts';
import { addMachineRoutes } from './machines/routes.ts';
import { compression } from './middleware/compression.ts';
import { crossSite } from './middleware/crossSite.ts';
import { errors } from './middleware/errors.ts';
import { commonHeaders } from './middleware/headers.ts';
import { allowedMethods, methods } from './middleware/methods.ts';
import { addOpenApi } from './openapi/route.ts';
import type { PortOptions, PortSecurity, RecipePortOptions } from './options.ts';
import { addProbes, type ProbedProcess, probed } from './probes.ts';
import { addRecipeRoutes } from './recipes/routes.ts';

/** The flags by which a port is chosen, for errors that speak of it. */
export interface PortFlags {
  readonly host: string;
  readonly port: string;
}

/** The app of a port: a Koa app that also knows what can be asked of it. */
export interface PortApp extends Koa {
  readonly flags: PortFlags;
  /** Whether paths under /api are answered in JSON. */
  readonly api: boolean;
  /** The methods that a path takes, for `Allow`; empty where there is nothing. */
  methodsOf(path: string): string[];
}

/** Paths are told apart by case and by a slash at their end, as Locust's are. */
const EXACT = { strict: true, sensitive: true };

/** Port 80: the Locust-native interface over the test of the people. */
export function createWebApp(options: PortOptions): PortApp {
  const router = new Router(EXACT);
  addProbes(router, probed(options));
  addOpenApi(router, { ...options, role: 'web' });
  addLocustRoutes(router, { ...options, role: 'web' });
  addMachineRoutes(router, options);
  return createApp(options, [router], { host: '--web-host', port: '--web-port' }, 'web');
}

/** Port 81: the SRE Recipe API, the Locust-native interface over its own test, and what load files add. */
export function createRecipeApp(options: RecipePortOptions): PortApp {
  const router = new Router(EXACT);
  addProbes(router, probed(options));
  addOpenApi(router, { ...options, role: 'recipes' });
  addRecipeRoutes(router, options);
  addLocustRoutes(router, { ...options, role: 'recipes' });
  addMachineRoutes(router, options);
  const added = new Router();
  options.extend?.(added, options.test);
  const flags = { host: '--web-host-sre-recipe', port: '--web-port-sre-recipe' };
  return createApp(options, [router, added], flags, 'recipes');
}

/** A worker's only port: /healthz, /readyz and /metrics. */
export function createWorkerApp(options: ProbedProcess & Pick<PortOptions, 'clock' | 'logger'>): PortApp {
  const router = new Router(EXACT);
  addProbes(router, options);
  const config = { basePath: '' };
  return createApp({ ...options, config }, [router], { host: '--web-host', port: '--web-port' }, 'web');
}

const OPEN_TO_ALL: PortSecurity = { credentials: [], allowedOrigins: [], trustProxy: false, tls: false };

/** What the apps of all ports are made from. */
type AppOptions = Pick<PortOptions, 'logger' | 'clock' | 'security'> & {
  readonly config: Pick<PortOptions['config'], 'basePath'>;
};

function createApp(
  { logger, clock, config: { basePath }, security = OPEN_TO_ALL }: AppOptions,
  routers: readonly Router[],
  flags: PortFlags,
  role: 'web' | 'recipes',
): PortApp {
  const app = new Koa();
  const api = role === 'recipes';
  const { credentials, allowedOrigins, trustProxy, tls } = security;
  const guarded = credentials.length > 0;
  // What is heard here came after the answer began: mostly clients that went away.
  app.on('error', (error) => logger.debug('An answer broke off', { err: error }));
  for (const each of commonHeaders({ tls, guarded, allowedOrigins })) app.use(each);
  app.use(compression());
  app.use(errors({ logger, api }));
  const actingPaths = [`${basePath}/stop`, `${basePath}/stats/reset`];
  app.use(crossSite({ allowedOrigins, trustProxy, actingPaths }));
  if (guarded) {
    const guard = new Guard({ credentials, clock, role, basePath, actingPaths, trustProxy, tls });
    app.use(guard.middleware());
  }
  app.use(methods());
  for (const router of routers) app.use(router.routes());
  const methodsOf = (path: string): string[] =>
    allowedMethods(routers.flatMap((router) => router.match(path, 'GET').path));
  return Object.assign(app, { flags, api, methodsOf });
}
