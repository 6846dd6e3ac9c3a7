import { basename } from 'node:path';
import { loadOptions } from './authoring/loadOptions.ts';
import { type AllowList, createAllowList } from './config/allowedHosts.ts';
import { readVersion } from './config/parse.ts';
import { workerHint } from './config/workerHint.ts';
import { systemClock } from './domain/clock.ts';
import { StatestormError } from './domain/errors.ts';
import { portSecurities } from './portSecurity.ts';
import type { ProcessState } from './processState.ts';
import type { Program } from './program.ts';
import { listen, type OpenPort, type TlsFiles } from './server/listen.ts';
import type { PortOptions } from './server/options.ts';
import { createRecipeApp, createWebApp, type PortApp } from './server/server.ts';
import { UI_FOLDER } from './server/ui/builtUi.ts';

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
  const { web: security, tls } = portSecurities(config);
  const app = createWebApp({
    ...portOptions(program, state),
    security,
    test: program.web,
    inspector: program.inspectors.web,
    config: { ...portConfig(program), basePath: config.webBasePath, historyPath },
  });
  return open(app, { host: config.webHost, asked: config.webPort, first: 80, otherwise: 8089, tls });
}

/** Opens port 81's interface, on 81 unless asked otherwise. @throws StatestormError naming the flag. */
export function openRecipePort(program: Program, state: ProcessState): Promise<ChosenPort> {
  const { config, load } = program;
  const { recipes: security, tls } = portSecurities(config);
  const app = createRecipeApp({
    ...portOptions(program, state),
    security,
    test: program.recipes,
    inspector: program.inspectors.recipes,
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
  return open(app, {
    host: config.webHostSreRecipe,
    asked: config.webPortSreRecipe,
    first: 81,
    otherwise: 8090,
    tls,
  });
}

function portOptions(
  { logger, config, health, fleet }: Program,
  state: ProcessState,
): Omit<PortOptions, 'test' | 'inspector' | 'config'> {
  return {
    clock: systemClock,
    logger: logger.child('server'),
    allowList: allowListOf(config.allowedHosts, config.host),
    health: () => ({ ...health.health, saturated: health.health.saturated || (fleet?.saturated ?? false) }),
    workers: fleet,
    uiFolder: UI_FOLDER,
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
    options: loadOptions(load.options),
    classPicker: config.classPicker,
    shapes: load.shapes,
    defaultShape: load.shape,
    users: config.users ?? null,
    spawnRate: config.spawnRate ?? null,
    runTime: config.runTime ?? null,
    hasFullHistory: config.csvFullHistory,
    profile: config.profile ?? null,
    maxUsers: config.maxUsers,
    percentiles: { chart: [0.5, 0.95], statistics: [0.95, 0.99] },
    version: readVersion(),
    workerHint: workerHint(config),
  };
}

interface PortChoice {
  readonly host: string;
  readonly asked: number | undefined;
  readonly first: number;
  readonly otherwise: number;
  readonly tls: TlsFiles | undefined;
}

async function open(app: PortApp, { host, asked, first, otherwise, tls }: PortChoice): Promise<ChosenPort> {
  const url = ({ port }: OpenPort): string =>
    `${tls ? 'https' : 'http'}://${host === '*' || host === '' ? '0.0.0.0' : host}:${port}`;
  try {
    const opened = await listen(app, { host, port: asked ?? first, tls });
    return { ...opened, url: url(opened), instead: undefined };
  } catch (error) {
    const refused = error instanceof StatestormError && error.code === 'server.portRefused';
    if (asked !== undefined || !refused) throw error;
    const opened = await listen(app, { host, port: otherwise, tls });
    return {
      ...opened,
      url: url(opened),
      instead: `this process may not open port ${first}, and ${app.flags.port} was not given`,
    };
  }
}
