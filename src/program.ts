import type { Hooks } from './authoring/hooks.ts';
import { loadFiles, type RecipeApiExtension } from './authoring/loadFiles.ts';
import type { DeclaredOptions } from './authoring/options.ts';
import { tagsOf, taskTree } from './authoring/taskTree.ts';
import type { UserDefinition } from './authoring/user.ts';
import { getLoadShape, getUserClasses, RECIPE_USERS } from './catalog/catalog.ts';
import type { Config } from './config/loadConfig.ts';
import { unsupported } from './config/unsupported.ts';
import { systemClock } from './domain/clock.ts';
import { StatestormError } from './domain/errors.ts';
import type { LoadShape } from './domain/loadShape.ts';
import { TestHooks } from './engine/attachHooks.ts';
import { LoadTest, type StartRequest } from './engine/loadTest.ts';
import type { UserClasses } from './engine/userClasses.ts';
import type { Coordinator } from './fleet/coordinator.ts';
import { localFleet } from './fleet/local.ts';
import { createHttp, type Http, type HttpOptions } from './http/http.ts';
import type { Inspector } from './inspect/inspector.ts';
import type { Workers } from './inspect/workers.ts';
import { inspectorOf } from './inspection.ts';
import type { Logger } from './logging/logger.ts';
import { logExceptions, logFacts } from './logTest.ts';
import { recentResponses } from './metrics/recentResponses.ts';
import { processHealth, SaturationMonitor } from './metrics/saturation.ts';
import { recipeClasses, refuseUnknownClasses, webClasses } from './portClasses.ts';

/** What the command line chose to run. */
export interface Load {
  /** Users of port 80. */
  readonly users: readonly UserDefinition[];
  /** Users that port 81 spawns, named by their recipes. */
  readonly recipeUsers: readonly UserDefinition[];
  readonly options: readonly DeclaredOptions[];
  readonly hooks: readonly Hooks[];
  /** Shapes that a start can choose. */
  readonly shapes: readonly LoadShape[];
  /** The shape of a start that chooses none; null for users and rate of the start's own. */
  readonly shape: LoadShape | null;
  /** What load files add to port 81. */
  readonly extensions: readonly RecipeApiExtension[];
}

/** The running program: its two tests and what they share. */
export interface Program {
  readonly config: Config;
  readonly logger: Logger;
  /** Port 80's test. */
  readonly web: LoadTest;
  /** Port 81's test. */
  readonly recipes: LoadTest;
  /** What can be seen of the two. */
  readonly inspectors: { readonly web: Inspector; readonly recipes: Inspector };
  readonly load: Load;
  readonly health: SaturationMonitor;
  /** The processes that have the users; undefined where this one has them itself. */
  readonly fleet: Coordinator | undefined;
  /** Starts port 80's test as the command line says. */
  autostart(): void;
  /** Tells hooks that the process is about to end; through once they are. */
  quit(): Promise<void>;
  /** Says what of the configuration has no effect. */
  logNotices(): void;
  close(): void;
}

/**
 * The load that the command line names: its load files, or the shipped one.
 * @throws StatestormError of `loadFiles`, or `config.unknownUser` for a class name that no file has.
 */
export async function chooseLoad(config: Config, cwd: string): Promise<Load> {
  const shipped = config.locustfile.length === 0;
  const loaded = shipped
    ? { users: getUserClasses(config.task), shapes: [], options: [], hooks: [], extensions: [] }
    : await loadFiles(config.locustfile, cwd);
  const shippedShape = shipped ? getLoadShape(config.task) : undefined;
  const shapes = shippedShape ? [shippedShape] : loaded.shapes;
  for (const name of config.userClasses) {
    if (loaded.users.some((user) => user.name === name)) continue;
    throw new StatestormError('config.unknownUser', `Unknown user class: ${name}`, {
      hint: `Known are ${loaded.users.map((user) => user.name).join(', ')}.`,
    });
  }
  const recipeUsers = recipeUsersOf(loaded.users);
  refuseUnknownClasses(
    config.configUsers,
    [...loaded.users, ...recipeUsers],
    config.sources.configUsers.label,
  );
  const named =
    config.userClasses.length === 0
      ? loaded.users
      : loaded.users.filter((user) => config.userClasses.includes(user.name));
  return {
    ...loaded,
    users: tagged(named, config),
    recipeUsers,
    shapes,
    shape: shapes[0] ?? null,
  };
}

/** Users that have tasks left by --tags and --exclude-tags. */
function tagged(users: readonly UserDefinition[], { tags, excludeTags }: Config): readonly UserDefinition[] {
  if (tags.length === 0 && excludeTags.length === 0) return users;
  const known = new Set(users.flatMap((user) => [...tagsOf(user)]));
  const all = known.size === 0 ? 'No task has a tag.' : `Known are ${[...known].join(', ')}.`;
  const unknown = [...tags, ...excludeTags].find((tag) => !known.has(tag));
  if (unknown !== undefined) {
    throw new StatestormError('config.unknownTag', `No task has the tag ${unknown}`, { hint: all });
  }
  const left = users.filter((user) => taskTree(user, { tags, excludeTags }).leaves.length > 0);
  if (left.length > 0) return left;
  throw new StatestormError('config.noTasks', 'The tags leave no task to run', { hint: all });
}

/** The shipped recipe users, and those of load files under their identifiers; of two of one name a file's. */
function recipeUsersOf(users: readonly UserDefinition[]): readonly UserDefinition[] {
  const own = users.flatMap((user) => (user.recipe === undefined ? [] : [{ ...user, name: user.recipe }]));
  const shipped = RECIPE_USERS.filter(({ name }) => !own.some((user) => user.name === name));
  return [...shipped, ...own];
}

/** Builds the program. Nothing runs and no port is open yet. With a fleet its members have the users. */
export function createProgram(
  config: Config,
  load: Load,
  logger: Logger,
  fleet?: Coordinator,
  workers?: Workers,
): Program {
  const clock = systemClock;
  const http = createHttp({
    clock,
    ...(config.maxConnections !== undefined && { maxConnections: config.maxConnections }),
    log: httpLog(logger),
  });
  checkSettings(load, http);
  const monitor = new SaturationMonitor(processHealth(clock));
  const seed = config.seed ?? Math.floor(clock.now()) % 2 ** 31;

  const attached: TestHooks[] = [];
  const createTest = (
    id: string,
    users: UserClasses,
    secondStart: 'edits' | 'replaces',
    hooks: readonly Hooks[],
  ): LoadTest => {
    const log = logger.child(id);
    const testHooks = new TestHooks((message, error) => log.error(message, { err: error }));
    attached.push(testHooks);
    const write = { INFO: log.info, WARNING: log.warn, ERROR: log.error };
    const shared = fleet?.share(id, () => ({ classes: users.settings(), options: test.options }));
    const test: LoadTest = new LoadTest({
      id,
      secondStart,
      clock,
      users,
      openSession: http.session,
      prepare: (run) => testHooks.begin(run),
      createFleet: shared === undefined ? localFleet : () => shared.fleet(),
      measured: shared,
      host: config.host ?? '',
      options: config.custom,
      stopTimeout: config.stopTimeout,
      seed,
      mostUsers: config.maxUsers,
      maxEntries: config.maxEntries,
      fullHistory: config.csvFullHistory,
      log: (severity, message) => write[severity](message),
    });
    logFacts(test, log);
    logExceptions(test, log);
    testHooks.attach(hooks, test);
    test.facts$.subscribe((fact) => {
      if (fact.type === 'run.ended') shared?.end(fact.run, fact.reason);
    });
    return test;
  };
  const web = createTest('web', webClasses(load, config), 'edits', load.hooks);
  if (config.resetStats) {
    let resetRun = 0;
    web.facts$.subscribe((fact) => {
      // A shape that moves on starts no new measurement; an edit does, as in Locust.
      if (fact.type !== 'run.reached' || (web.followsShape && fact.run === resetRun)) return;
      resetRun = fact.run;
      web.reset();
    });
  }
  const recipes = createTest('recipes', recipeClasses(load, config), 'replaces', hooksOfRecipes(load));

  const inspectors = {
    web: inspectorOf(web, { secrets: config.secrets, workers }),
    recipes: inspectorOf(recipes, { secrets: config.secrets, workers }),
  };

  // With a fleet its members measure.
  if (fleet === undefined) {
    monitor.responses = () => recentResponses([web.statistics, recipes.statistics], clock.now());
  }
  let saturated = false;
  const watch = setInterval(() => {
    const health = monitor.sample();
    if (health.saturated || fleet?.saturated) for (const test of [web, recipes]) test.wasSaturated();
    if (health.saturated !== saturated) {
      saturated = health.saturated;
      const { cpu, loopDelayP99Ms } = health;
      if (saturated) {
        logger.warn(
          'This process is saturated: it measures its own slowness. Use fewer users or another process.',
          { cpu, loopDelayP99Ms },
        );
      } else logger.info('This process is no longer saturated.', { cpu, loopDelayP99Ms });
    }
  }, 1000);

  return {
    config,
    logger,
    web,
    recipes,
    inspectors,
    load,
    health: monitor,
    fleet,
    autostart() {
      // A run that was taken up goes on.
      if (!web.active) web.start(startFrom(config, load));
    },
    async quit() {
      await Promise.all(attached.map((hooks) => hooks.quit()));
    },
    logNotices() {
      for (const notice of config.notices) logger.warn(notice);
      for (const { asked, missing, instead } of unsupported(config)) {
        logger.warn(`${asked}: ${missing} ${instead}`);
      }
    },
    close() {
      clearInterval(watch);
      monitor.close();
      inspectors.web.close();
      inspectors.recipes.close();
      web.close();
      recipes.close();
      http.close();
    },
  };
}

/** @throws StatestormError `http.invalidSetting`, naming the class. */
function checkSettings({ users, recipeUsers }: Load, { check }: Http): void {
  for (const { name, http } of [...users, ...recipeUsers]) {
    if (http === undefined || typeof http === 'function') continue;
    try {
      check(http);
    } catch (cause) {
      if (!(cause instanceof StatestormError)) throw cause;
      const { code, message, hint } = cause;
      throw new StatestormError(code, `${name}: ${message}`, { hint: hint ?? '', cause });
    }
  }
}

/** Hooks of a file are port 81's business where users of it are. */
export function hooksOfRecipes({ recipeUsers, hooks }: Load): readonly Hooks[] {
  return recipeUsers.some(({ recipe }) => recipe !== undefined) ? hooks : [];
}

/** The log of the HTTP client. */
export function httpLog(logger: Logger): NonNullable<HttpOptions['log']> {
  const log = logger.child('http');
  return (severity, message) => (severity === 'warning' ? log.warn(message) : log.info(message));
}

/** The start that the command line asks for: 1 user at 1 a second unless it says otherwise. */
function startFrom({ users = 1, spawnRate = 1, runTime }: Config, { shape }: Load): StartRequest {
  return { users, spawnRate, runTime: runTime ?? null, shape };
}
