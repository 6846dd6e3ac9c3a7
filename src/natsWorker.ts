import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from './config/loadConfig.ts';
import { readVersion } from './config/parse.ts';
import { createMember } from './createMember.ts';
import { systemClock } from './domain/clock.ts';
import { fleetNames } from './fleet/nats/names.ts';
import { connectNats } from './fleet/nats/natsConnection.ts';
import { NatsMember } from './fleet/nats/natsMember.ts';
import type { Logger } from './logging/logger.ts';
import type { Load } from './program.ts';
import type { Interrupt } from './shutdown.ts';
import { openWorkerPort } from './workerPort.ts';

/**
 * Runs this process as a worker of a coordinator that it meets on a NATS server, until a signal comes. Gives the
 * exit code.
 * @throws StatestormError of `connectNats`.
 */
export async function runNatsWorker(
  config: Config,
  load: Load,
  logger: Logger,
  interrupt: Interrupt,
): Promise<number> {
  const id = `${hostname().replace(/[^\w-]/g, '-')}-${randomBytes(3).toString('hex')}`;
  const log = logger.child(id);
  const write = { INFO: log.info, WARNING: log.warn, ERROR: log.error };
  const url = config.nats ?? `nats://${config.masterHost}:${config.masterPort}`;
  log.info(`Joining the coordinator at ${new URL(url).host}`);
  const opening = connectNats({
    url,
    credentials: config.natsCredentials,
    ca: config.natsCa,
    name: `statestorm worker ${id}`,
    patient: true,
  });
  const connection = await Promise.race([opening, interrupt.signalled]);
  if (typeof connection === 'string') return 0;
  const way = new NatsMember({
    connection,
    names: fleetNames(config.fleet),
    id,
    clock: systemClock,
    version: readVersion(),
    leaseTime: config.leaseTime,
    log: (severity, message) => write[severity](message),
  });
  const { member, tests, health, close } = createMember(config, load, log, {
    id,
    tell: (message) => way.tell(message),
  });
  const state = { ready: false, draining: false };
  const port = await openWorkerPort(config, log, { tests, health, state });
  await way.begin(member);
  member.begin();
  state.ready = true;
  log.info(
    port === undefined
      ? 'Ready for a share of the load'
      : `Ready for a share of the load, probes at ${port.url}`,
  );
  const signal = await interrupt.signalled;
  log.info(`${signal}: leaving`);
  state.draining = true;
  await member.leave();
  await way.leave();
  await close();
  await connection.close();
  await port?.close();
  return 0;
}
