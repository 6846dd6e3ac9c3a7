import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config/loadConfig.ts';
import { readVersion } from './config/parse.ts';
import { systemClock } from './domain/clock.ts';
import { StatestormError } from './domain/errors.ts';
import { fleetNames } from './fleet/nats/names.ts';
import { connectNats } from './fleet/nats/natsConnection.ts';
import { openNatsCoordinator } from './fleet/nats/natsCoordinator.ts';
import { type NatsServer, startNatsServer } from './fleet/nats/natsServer.ts';
import type { Logger } from './logging/logger.ts';
import type { Interrupt } from './shutdown.ts';
import type { StartedFleet } from './startFleet.ts';

/** Both ports' tests: one coordinator decides for the two. */
const TESTS = ['web', 'recipes'];
const LOOK_MS = 100;

/**
 * The workers that join over NATS, and this process as their coordinator. Without --nats it starts a server itself.
 * @throws StatestormError of `connectNats` and `startNatsServer`.
 */
export async function startNatsFleet(
  config: Config,
  log: Logger,
  interrupt: Interrupt,
): Promise<StartedFleet> {
  const write = { INFO: log.info, WARNING: log.warn, ERROR: log.error };
  const server = config.nats === undefined ? await ownServer(config, log) : undefined;
  const connection = await connectNats({
    url: config.nats ?? (server as NatsServer).url,
    credentials: config.natsCredentials,
    ca: config.natsCa,
    name: 'statestorm coordinator',
    patient: false,
  });
  const { coordinator, close } = await openNatsCoordinator({
    connection,
    names: fleetNames(config.fleet),
    clock: systemClock,
    version: readVersion(),
    tests: TESTS,
    log: (severity, message) => write[severity](message),
    deposed: () => interrupt.raise(),
  });
  return {
    coordinator,
    workers: [],
    async ready() {
      const { headless, autostart, expectWorkers, expectWorkersMaxWait } = config;
      if (!headless && !autostart) return;
      const end =
        expectWorkersMaxWait > 0 ? systemClock.now() + expectWorkersMaxWait : Number.POSITIVE_INFINITY;
      log.info(`Waiting for ${expectWorkers} workers`);
      let signalled = false;
      void interrupt.signalled.then(() => {
        signalled = true;
      });
      while (coordinator.count < expectWorkers && !signalled) {
        if (systemClock.now() > end) {
          throw new StatestormError(
            'fleet.tooFewWorkers',
            `${coordinator.count} of ${expectWorkers} workers came within ${expectWorkersMaxWait / 1000} s`,
            { hint: 'Start more of them, or ask for fewer by --expect-workers.' },
          );
        }
        await sleep(LOOK_MS);
      }
    },
    async close() {
      await close();
      await connection.close();
      await server?.close();
    },
  };
}

async function ownServer({ masterBindHost, masterBindPort }: Config, log: Logger): Promise<NatsServer> {
  const server = await startNatsServer({
    host: masterBindHost,
    port: masterBindPort,
    clock: systemClock,
    log: (message) => log.error(message),
  });
  log.info(`Workers join by --worker --master-host <this machine> --master-port ${masterBindPort}`);
  return server;
}
