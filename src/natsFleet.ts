import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { LoadBundle } from './authoring/bundleLoadFiles.ts';
import type { Config } from './config/loadConfig.ts';
import { readVersion } from './config/parse.ts';
import { systemClock } from './domain/clock.ts';
import type { ResumedRun } from './domain/loadRequest.ts';
import type { Plan } from './domain/plan.ts';
import type { SavedTest } from './engine/loadTest.ts';
import { CodeOut } from './fleet/nats/code.ts';
import { fleetNames } from './fleet/nats/names.ts';
import { connectNats } from './fleet/nats/natsConnection.ts';
import { type NatsCoordinator, openNatsCoordinator } from './fleet/nats/natsCoordinator.ts';
import { type NatsServer, startNatsServer } from './fleet/nats/natsServer.ts';
import type { SavedFleet } from './fleet/nats/snapshots.ts';
import { loadChoice } from './loadChoice.ts';
import type { Logger } from './logging/logger.ts';
import type { Program } from './program.ts';
import type { Interrupt } from './shutdown.ts';
import type { StartedFleet } from './startFleet.ts';

/** Both ports' tests: one coordinator decides for the two. */
const TESTS = ['web', 'recipes'];
const LOOK_MS = 100;
/** How long members of a lost coordinator are waited for: each says a word a second, ms. */
const RETURN_MS = 3500;

/**
 * The workers that join over NATS, and this process as their coordinator. Without --nats it starts a server itself.
 * @throws StatestormError of `bundleLoadFiles`, `connectNats` and `startNatsServer`.
 */
export async function startNatsFleet(
  config: Config,
  cwd: string,
  log: Logger,
  interrupt: Interrupt,
): Promise<StartedFleet> {
  const bundle = await bundleOf(config, cwd);
  const server = config.nats === undefined ? await ownServer(config, log) : undefined;
  let connection: NatsConnection | undefined;
  try {
    connection = await connectNats({
      url: config.nats ?? (server as NatsServer).url,
      credentials: config.natsCredentials,
      ca: config.natsCa,
      name: 'statestorm coordinator',
    });
    return await meetThere({ config, bundle, log, interrupt, server, connection });
  } catch (error) {
    await connection?.close();
    await server?.close();
    throw error;
  }
}

interface Meeting {
  readonly config: Config;
  readonly bundle: LoadBundle;
  readonly log: Logger;
  readonly interrupt: Interrupt;
  readonly connection: NatsConnection;
  /** Ends with the fleet. */
  readonly server: NatsServer | undefined;
}

/** Opens the fleet on the server that is connected, and lays down the load. */
async function meetThere({
  config,
  bundle,
  log,
  interrupt,
  connection,
  server,
}: Meeting): Promise<StartedFleet> {
  const write = { INFO: log.info, WARNING: log.warn, ERROR: log.error };
  const names = fleetNames(config.fleet);
  const code = await CodeOut.open({ connection, names });
  const fleet = await openNatsCoordinator({
    connection,
    names,
    clock: systemClock,
    version: readVersion(),
    tests: TESTS,
    leaseTime: config.leaseTime,
    rebalance: config.rebalance,
    log: (severity, message) => write[severity](message),
    deposed: () => interrupt.raise('deposed'),
  });
  // Once whoever cannot run it is heard.
  await code.lay(readVersion(), bundle, loadChoice(config));
  const { coordinator, saved } = fleet;
  return {
    coordinator,
    crew: fleet.crew,
    get reachable() {
      return server?.running ?? true;
    },
    async ready(program) {
      const { web, recipes } = program;
      if (saved === undefined) await fleet.listen();
      else await takeUp(saved, program, fleet, log);
      fleet.keep(() => ({ web: web.save(), recipes: recipes.save() }));
      for (const { facts$, resets$ } of [web, recipes]) {
        facts$.subscribe(() => fleet.decided());
        resets$.subscribe(() => fleet.decided());
      }
    },
    async close() {
      await Promise.all([code.withdraw(), fleet.close()]);
      await connection.close();
      await server?.close();
    },
  };
}

/** The load files as they travel; none where the program's own load runs. */
async function bundleOf({ locustfile }: Config, cwd: string): Promise<LoadBundle> {
  if (locustfile.length === 0) return { files: [], entries: [] };
  // A bundler is large, and only a fleet needs it.
  const { bundleLoadFiles } = await import('./authoring/bundleLoadFiles.ts');
  return bundleLoadFiles(locustfile, cwd);
}

/** Goes on with the load of a coordinator that was lost: its members carry it meanwhile. */
async function takeUp(
  saved: SavedFleet,
  { web, recipes, load }: Program,
  fleet: NatsCoordinator,
  log: Logger,
): Promise<void> {
  const tests = [
    { test: web, state: saved.tests.web, shapes: load.shapes },
    { test: recipes, state: saved.tests.recipes, shapes: [] },
  ];
  for (const { test, state } of tests) if (state !== undefined) test.restore(state);
  await fleet.listen();
  const end = systemClock.now() + RETURN_MS;
  while (!fleet.complete && systemClock.now() < end) await sleep(LOOK_MS);
  log.info('Going on where the last coordinator was lost', {
    lost: new Date(saved.savedAt).toISOString(),
    workers: fleet.coordinator.count,
  });
  for (const { test, state, shapes } of tests) {
    if (state !== undefined)
      test.resume({ ...state, resumed: resumedBy(state, fleet.planOf(test.id)) }, shapes);
  }
}

/** The run as its members were told last: an edit may have come after the state was saved. */
function resumedBy({ resumed }: SavedTest, told: Plan | undefined): ResumedRun | undefined {
  if (resumed === undefined || told === undefined) return undefined;
  const { edits, host, loads } = told;
  return { ...resumed, plan: { ...resumed.plan, edits, host, loads } };
}

async function ownServer(
  { masterBindHost, masterBindPort, natsFolder }: Config,
  log: Logger,
): Promise<NatsServer> {
  const server = await startNatsServer({
    host: masterBindHost,
    port: masterBindPort,
    folder: natsFolder,
    clock: systemClock,
    log: (severity, message) => (severity === 'ERROR' ? log.error(message) : log.info(message)),
  });
  if (!/^(127\.|::1$|localhost$)/.test(masterBindHost)) {
    log.warn(
      `Whoever reaches port ${masterBindPort} can have code run on the workers: keep it inside your network, or name a server that asks for credentials by --nats`,
    );
  }
  log.info(`Workers join by --worker --master-host <this machine> --master-port ${masterBindPort}`);
  return server;
}
