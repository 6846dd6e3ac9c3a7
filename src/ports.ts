import { basename } from 'node:path';
import { type AllowList, createAllowList } from './config/allowedHosts.ts';
import { readVersion } from './config/parse.ts';
import { systemClock } from './domain/clock.ts';
import { StatestormError } from './domain/errors.ts';
import type { Program } from './program.ts';
import { listen, type OpenPort } from './server/listen.ts';
import type { PortOptions } from './server/options.ts';
import { createRecipeApp, createWebApp, type PortApp } from './server/server.ts';

/** What the ports ask of the process. */
export interface ProcessState {
  ready: boolean;
  draining: boolean;
}

/** An open port, and what to say of how it was chosen. */
export interface ChosenPort extends OpenPort {
  /** Where a person finds it. */
  readonly url: string;
  /** Set where the port is not the one that would have been opened first. */
  readonly instead: string | undefined;
}

/** Opens port 80's interface, on 80 unless asked otherwise. @throws StatestormError naming the flag. */
export function openWebPort(
  program: Program,
  state: ProcessState,
  historyPath?: string,
): Promise<ChosenPort> {
  const { config } = program;
  const app = createWebApp({
    ...portOptions(program, state),
    test: program.web,
    config: { ...portConfig(program), basePath: config.webBasePath, historyPath },
  });
  return open(app, config.webHost, config.webPort, { first: 80, otherwise: 8089 });
}

/** Opens port 81's interface, on 81 unless asked otherwise. @throws StatestormError naming the flag. */
export function openRecipePort(program: Program, state: ProcessState): Promise<ChosenPort> {
  const { config, load } = program;
  const app = createRecipeApp({
    ...portOptions(program, state),
    test: program.recipes,
    config: {
      ...portConfig(program),
      basePath: config.webBasePathSreRecipe,
      shapes: [],
      defaultShape: null,
      users: null,
      spawnRate: null,
      runTime: null,
      hasFullHistory: false,
    },
    extend: (router, test) => {
      for (const extension of load.extensions) extension(router as never, test as never);
    },
  });
  return open(app, config.webHostSreRecipe, config.webPortSreRecipe, { first: 81, otherwise: 8090 });
}

function portOptions(
  { logger, config, health }: Program,
  state: ProcessState,
): Omit<PortOptions, 'test' | 'config'> {
  return {
    clock: systemClock,
    logger: logger.child('server'),
    allowList: allowListOf(config.allowedHosts, config.host),
    health: () => health.health,
    ready: () => state.ready,
    draining: () => state.draining,
  };
}

function allowListOf(patterns: readonly string[], host: string | undefined): AllowList {
  return createAllowList(patterns.length === 0 ? undefined : patterns, host);
}

function portConfig({ config, load }: Program): PortOptions['config'] {
  return {
    basePath: '',
    locustfile:
      config.locustfile.length === 0 ? null : config.locustfile.map((path) => basename(path)).join(','),
    classPicker: config.classPicker,
    shapes: load.shapes,
    defaultShape: load.shape,
    users: config.users ?? null,
    spawnRate: config.spawnRate ?? null,
    runTime: config.runTime ?? null,
    hasFullHistory: config.csvFullHistory,
    profile: config.profile ?? null,
    percentiles: { chart: [0.5, 0.95], statistics: [0.95, 0.99] },
    version: readVersion(),
  };
}

async function open(
  app: PortApp,
  host: string,
  asked: number | undefined,
  { first, otherwise }: { first: number; otherwise: number },
): Promise<ChosenPort> {
  const url = ({ port }: OpenPort): string =>
    `http://${host === '*' || host === '' ? '0.0.0.0' : host}:${port}`;
  try {
    const opened = await listen(app, { host, port: asked ?? first });
    return { ...opened, url: url(opened), instead: undefined };
  } catch (error) {
    const refused = error instanceof StatestormError && error.code === 'server.portRefused';
    if (asked !== undefined || !refused) throw error;
    const opened = await listen(app, { host, port: otherwise });
    return {
      ...opened,
      url: url(opened),
      instead: `this process may not open port ${first}, and ${app.flags.port} was not given`,
    };
  }
}
