import {
  type Access,
  accessPaths,
  accessSchemas,
  guarded,
  securityOf,
  securitySchemes,
} from './accessPaths.ts';
import { commonAnswers, problemSchemas } from './answers.ts';
import { loadSchemas } from './loadSchemas.ts';
import { machinePaths } from './machinePaths.ts';
import { machineSchemas } from './machineSchemas.ts';
import type { OpenApi, Operation, Paths } from './openApi.ts';
import { basePathRedirect, pagePaths, pageSchemas } from './pagePaths.ts';
import { processPaths } from './processPaths.ts';
import { recipePaths, recipeSchemas } from './recipePaths.ts';
import { statisticsPaths } from './statisticsPaths.ts';
import { type NamedPercentiles, statisticsSchemas } from './statisticsSchemas.ts';
import { streamPaths, streamSchemas } from './streamPaths.ts';
import { type SwarmFacts, swarmPaths, swarmSchemas } from './swarmPaths.ts';
import { userPaths, userSchemas } from './userPaths.ts';

/** What of a port its description depends on. */
export interface PortFacts extends SwarmFacts {
  readonly version: string;
  /** Goes before every Locust-native path; empty for none. */
  readonly basePath: string;
  readonly percentiles: NamedPercentiles;
  /** The users that can be spawned; port 81 only. */
  readonly identifiers: readonly string[];
  /** The ways in; none where the port stands open. */
  readonly access: readonly Access[];
}

const TAGS = {
  Recipes: 'The SRE Recipe API. Every answer is JSON; what is wrong is told as `{"err": "…"}`.',
  Load: 'Starting, changing and stopping the load, as Locust does.',
  Statistics: 'What was measured, in the words of Locust.',
  Page: 'The page for people and what it asks for.',
  Machines: 'The statecharts of what runs, alive, and single users to follow.',
  Process: 'What whoever runs the process asks. These paths never move below a base path.',
};

/** The OpenAPI document of a port. Handlers that a load file adds are not in it. */
export function describePort(facts: PortFacts): OpenApi {
  const { recipes, basePath, version, percentiles, mostUsers, access } = facts;
  const schemes = securitySchemes(access, recipes ? 'recipes' : 'web');
  const native = {
    ...pagePaths(basePath),
    ...accessPaths(access, basePath),
    ...swarmPaths(),
    ...userPaths(),
    ...statisticsPaths(),
    ...streamPaths(),
    ...machinePaths(),
  };
  const paths: Paths = {
    ...(recipes && recipePaths(facts.identifiers)),
    ...below(basePath, native),
    ...basePathRedirect(basePath),
    ...processPaths(),
  };
  const used = new Set(
    Object.values(paths).flatMap((item) => Object.values(item).flatMap(({ tags }) => tags)),
  );
  return {
    openapi: '3.1.1',
    info: {
      title: recipes ? 'Statestorm, port 81' : 'Statestorm, port 80',
      version,
      description: aboutPort(recipes),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    ...(access.length > 0 && { security: securityOf(schemes) }),
    paths: withCommonAnswers(paths, facts),
    components: {
      ...(access.length > 0 && { securitySchemes: schemes }),
      schemas: {
        ...accessSchemas(access),
        ...statisticsSchemas(percentiles),
        ...loadSchemas(percentiles.chart),
        ...swarmSchemas(facts),
        ...userSchemas(mostUsers),
        ...pageSchemas,
        ...streamSchemas,
        ...machineSchemas,
        ...(recipes && { ...recipeSchemas(mostUsers, facts.options), ...problemSchemas }),
      },
    },
  };
}

function aboutPort(recipes: boolean): string {
  return [
    recipes
      ? "The load of SRE recipes: the SRE Recipe API, and Locust's own calls over the same test."
      : "The load of people, in Locust's words.",
    'The two ports hold independent tests: users and statistics are of this port alone.',
    '',
    'HEAD works wherever GET does; OPTIONS is answered with the methods of the path in `Allow`. A path that is not',
    `here is a 404, as a text${recipes ? ', below /api as `{"err": "Not Found"}`' : ''}. Fields may be added to the answers; none is taken away.`,
    ...(recipes ? ['Handlers that a load file adds (`initSreRecipeApi`) are not described here.'] : []),
  ].join('\n');
}

function below(basePath: string, paths: Paths): Paths {
  return Object.fromEntries(Object.entries(paths).map(([path, item]) => [basePath + path, item]));
}

/** Calls that act by GET, as Locust has it. */
const ACTING = ['stop', 'resetStatistics'];

function withCommonAnswers(paths: Paths, { access, basePath }: PortFacts): Paths {
  const extended = (path: string, method: string, operation: Operation): Operation => {
    const form = path.startsWith('/api/') ? 'json' : 'text';
    const acts = method !== 'get' || ACTING.includes(operation.operationId);
    const own = access.length > 0 ? guarded(operation, { method, form, basePath }) : operation;
    return { ...own, responses: { ...own.responses, ...commonAnswers(form, { acts }) } };
  };
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]) => [method, extended(path, method, operation)]),
      ),
    ]),
  );
}
