import type { UserDefinition } from '../../../src/authoring/user.ts';
import { getUserClasses, RECIPE_USERS, StepLoadShape } from '../../../src/catalog/catalog.ts';
import { createAllowList } from '../../../src/config/allowedHosts.ts';
import { type Clock, systemClock } from '../../../src/domain/clock.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { LoadTest, type LoadTestOptions } from '../../../src/engine/loadTest.ts';
import { UserClasses } from '../../../src/engine/userClasses.ts';
import { localFleet } from '../../../src/fleet/local.ts';
import type { HttpSession } from '../../../src/http/session.ts';
import type { Inspector } from '../../../src/inspect/inspector.ts';
import { inspectorOf } from '../../../src/inspection.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { listen, type OpenPort } from '../../../src/server/listen.ts';
import type { PortConfig, PortSecurity, RecipePortOptions, Workers } from '../../../src/server/options.ts';
import { createRecipeApp, createWebApp, type PortApp } from '../../../src/server/server.ts';
import { FakeHttp } from '../../support/fakeHttp.ts';
import { type HeldClock, heldClock } from '../../support/heldClock.ts';

/** A port open on this machine over a whole load test without a network. */
export interface Port {
  readonly url: string;
  readonly port: number;
  readonly app: PortApp;
  readonly test: LoadTest;
  readonly inspector: Inspector;
  readonly http: FakeHttp;
  /** Lines of the log, as JSON. */
  readonly lines: string[];
  readonly flags: { draining: boolean; ready: boolean; saturated: boolean };
  close(): Promise<void>;
}

/** The same under a clock that the test holds. */
export interface HeldPort extends Port {
  readonly clock: HeldClock;
}

export interface PortSetup {
  readonly config?: Partial<PortConfig>;
  readonly users?: readonly UserDefinition[];
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
  readonly test?: Partial<LoadTestOptions>;
  /** How long an answer takes, ms. */
  readonly latency?: number;
  /** Paths whose requests fail with 500. */
  readonly failing?: readonly string[];
  readonly extend?: RecipePortOptions['extend'];
  readonly requestTimeout?: number;
  readonly security?: Partial<PortSecurity>;
  /** The workers that carry the load; none unless given. */
  readonly workers?: Workers;
  /** The folder of a built web interface; none unless given. */
  readonly uiFolder?: string;
}

const CONFIG: PortConfig = {
  basePath: '',
  locustfile: null,
  classPicker: false,
  shapes: [StepLoadShape],
  defaultShape: null,
  users: null,
  spawnRate: null,
  runTime: null,
  hasFullHistory: false,
  profile: null,
  percentiles: { chart: [0.5, 0.95], statistics: [0.95, 0.99] },
  version: '1.2.3',
};

/** When held clocks begin: a test that reads dates finds sensible ones. */
const NOON = Date.UTC(2026, 10, 23, 12);

type Role = 'web' | 'recipes';

export async function realPort(role: Role, setup: PortSetup = {}): Promise<Port> {
  return openPort(role, systemClock, setup);
}

export async function heldPort(role: Role, setup: PortSetup = {}): Promise<HeldPort> {
  const held = heldClock();
  const clock: HeldClock = { ...held, now: () => NOON + held.now() };
  return Object.assign(await openPort(role, clock, setup), { clock });
}

async function openPort(role: Role, clock: Clock, setup: PortSetup): Promise<Port> {
  const { host = 'http://shop.test', latency = 0, failing = [], allowedHosts, requestTimeout } = setup;
  const lines: string[] = [];
  const logger = createLogger({ stream: { write: (line: string) => void lines.push(line) }, clock });
  const http = new FakeHttp({ clock, latency });
  const test = new LoadTest({
    id: role,
    secondStart: role === 'web' ? 'edits' : 'replaces',
    clock,
    users: new UserClasses(setup.users ?? (role === 'web' ? getUserClasses('basic') : RECIPE_USERS)),
    openSession: (user) => failingSession(http.session(user), failing),
    createFleet: localFleet,
    host,
    stopTimeout: 0,
    seed: 1,
    log: (severity, message) => logger.info(`${severity} ${message}`),
    ...setup.test,
  });
  const inspector = inspectorOf(test);
  const flags = { draining: false, ready: true, saturated: false };
  const options: RecipePortOptions = {
    test,
    inspector,
    clock,
    logger,
    config: { ...CONFIG, ...setup.config },
    allowList: createAllowList(allowedHosts, host === '' ? undefined : host),
    health: () => ({ saturated: flags.saturated, loopDelayP99Ms: 1, cpu: 0.1 }),
    ready: () => flags.ready,
    draining: () => flags.draining,
    extend: setup.extend,
    workers: setup.workers,
    uiFolder: setup.uiFolder,
    ...(setup.security && {
      security: { credentials: [], allowedOrigins: [], trustProxy: false, tls: false, ...setup.security },
    }),
  };
  const app = role === 'web' ? createWebApp(options) : createRecipeApp(options);
  const open: OpenPort = await listen(app, {
    host: '127.0.0.1',
    port: 0,
    ...(requestTimeout && { requestTimeout }),
  });
  return {
    url: `http://127.0.0.1:${open.port}`,
    port: open.port,
    app,
    test,
    inspector,
    http,
    lines,
    flags,
    async close() {
      inspector.close();
      test.close();
      await open.close(0);
    },
  };
}

function failingSession(session: HttpSession, paths: readonly string[]): HttpSession {
  if (paths.length === 0) return session;
  const failed = (sample: Sample): Sample => ({
    ...sample,
    outcome: 'failed',
    status: 500,
    error: `HTTPError('500 Server Error: Internal Server Error for url: ${sample.name}')`,
  });
  return {
    scope: (emit) => session.scope((sample) => emit(paths.includes(sample.name) ? failed(sample) : sample)),
    close: () => session.close(),
  };
}
