import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import { filter, firstValueFrom, ReplaySubject } from 'rxjs';
import type { Config } from './config/loadConfig.ts';
import { readVersion } from './config/parse.ts';
import { type CreatedMember, createMember } from './createMember.ts';
import { systemClock } from './domain/clock.ts';
import { messageOf, StatestormError } from './domain/errors.ts';
import { type Code, fetchCode, watchCode } from './fleet/nats/code.ts';
import { type FleetNames, fleetNames } from './fleet/nats/names.ts';
import { connectNats, natsUrlAt } from './fleet/nats/natsConnection.ts';
import { NatsMember, tellFailure } from './fleet/nats/natsMember.ts';
import type { LoadChoice } from './loadChoice.ts';
import type { Logger } from './logging/logger.ts';
import { processHealth, SaturationMonitor } from './metrics/saturation.ts';
import { chooseLoad, type Load } from './program.ts';
import type { Interrupt } from './shutdown.ts';
import { openWorkerPort } from './workerPort.ts';

/**
 * Runs this process as a worker of a coordinator that it meets on a NATS server, until a signal comes: with the load
 * that the coordinator lays down, or with load files of its own where it was given some. Gives the exit code.
 * @throws StatestormError of `connectNats` and `chooseLoad`, the latter told to the coordinator too.
 */
export async function runNatsWorker(
  config: Config,
  cwd: string,
  logger: Logger,
  interrupt: Interrupt,
): Promise<number> {
  for (const notice of config.notices) logger.warn(notice);
  const own = config.locustfile.length > 0 ? await chooseLoad(config, cwd) : undefined;
  const name = hostname().replace(/[^\w-]/g, '-');
  const url = config.nats ?? natsUrlAt(config.masterHost, config.masterPort);
  logger.info(`Joining the coordinator at ${new URL(url).host}`);
  const opening = connectNats({
    url,
    credentials: config.natsCredentials,
    ca: config.natsCa,
    name: `statestorm worker on ${name}`,
    waiting: toldSeldom(logger),
  });
  const connection = await Promise.race([opening, interrupt.signalled]);
  if (typeof connection === 'string') return 0;
  const worker = new Worker({ config, name, connection, logger, signalled: interrupt.signalled });
  await worker.open();
  try {
    if (own !== undefined) await worker.carry(config, own, interrupt.signalled);
    else await worker.followCode();
  } finally {
    await worker.close();
  }
  return 0;
}

/** Why there is no server yet is said once, and again each minute. */
const AGAIN_MS = 60_000;

function toldSeldom(logger: Logger): (error: StatestormError) => void {
  let told = { message: '', at: 0 };
  return ({ message, hint }) => {
    const at = systemClock.now();
    if (message === told.message && at - told.at < AGAIN_MS) return;
    told = { message, at };
    logger.warn(`${message}. Trying again until there is one. ${hint ?? ''}`.trimEnd());
  };
}

interface WorkerOptions {
  readonly config: Config;
  /** The machine's. */
  readonly name: string;
  readonly connection: NatsConnection;
  readonly logger: Logger;
  readonly signalled: Promise<unknown>;
}

/** A process that takes its share of one load after another. */
class Worker {
  readonly #options: WorkerOptions;
  readonly #names: FleetNames;
  readonly #health = new SaturationMonitor(processHealth(systemClock));
  readonly #state = { ready: false, draining: false };
  #member: CreatedMember | undefined;
  #port: Awaited<ReturnType<typeof openWorkerPort>>;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#names = fleetNames(options.config.fleet);
    void options.signalled.then((signal) => {
      this.#state.draining = true;
      options.logger.info(`${signal}: leaving`);
    });
  }

  /** Opens the port where probes are answered. @throws StatestormError of `openWorkerPort`. */
  async open(): Promise<void> {
    const { config, logger } = this.#options;
    this.#port = await openWorkerPort(config, logger, {
      tests: () => this.#member?.tests ?? [],
      health: this.#health,
      state: this.#state,
    });
  }

  async close(): Promise<void> {
    this.#health.close();
    await this.#options.connection.close();
    await this.#port?.close();
  }

  /** Carries the load that the coordinator lays down, and each that it lays down later, until a signal comes. */
  async followCode(): Promise<void> {
    const { config, connection, logger, signalled } = this.#options;
    const codes$ = new ReplaySubject<Code<LoadChoice>>(1);
    await watchCode<LoadChoice>({ connection, names: this.#names }, (code) => codes$.next(code));
    logger.info('Waiting for the load of a coordinator');
    let over = false;
    void signalled.then(() => {
      over = true;
    });
    let present = '';
    while (!over) {
      const another = firstValueFrom(codes$.pipe(filter(({ hash }) => hash !== present)));
      const code = await Promise.race([signalled, another]);
      if (over) break;
      const { version, hash, entries, choice } = code as Code<LoadChoice>;
      present = hash;
      if (version !== readVersion()) {
        await this.#refuse(`it is version ${readVersion()}, its coordinator ${version}`);
        continue;
      }
      // As traces name it, whatever links lead there.
      const folder = await realpath(await mkdtemp(join(tmpdir(), 'statestorm-load-')));
      try {
        const chosen = { ...config, ...choice, locustfile: entries };
        const load = await this.#load(code as Code<LoadChoice>, chosen, folder);
        const changed = firstValueFrom(codes$.pipe(filter(({ hash }) => hash !== present)));
        await this.carry(chosen, load, Promise.race([signalled, changed]), folder);
        if (!over) logger.info('The coordinator has laid down another load');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  /** Has a share of the load until `over`. `copiedTo`: where its load files were written for it. */
  async carry(config: Config, load: Load, over: Promise<unknown>, copiedTo?: string): Promise<void> {
    const { connection, logger } = this.#options;
    const id = this.#newId();
    const log = logger.child(id);
    const write = { INFO: log.info, WARNING: log.warn, ERROR: log.error };
    const way = new NatsMember({
      connection,
      names: this.#names,
      id,
      clock: systemClock,
      version: readVersion(),
      leaseTime: config.leaseTime,
      log: (severity, message) => write[severity](message),
    });
    const created = createMember(config, load, log, {
      id,
      health: this.#health,
      tell: (message) => way.tell(message),
      copiedTo,
    });
    this.#member = created;
    await way.begin(created.member);
    created.member.begin();
    this.#state.ready = true;
    const probes = this.#port === undefined ? '' : `, probes at ${this.#port.url}`;
    log.info(`Ready for a share of the load${probes}`);
    await over;
    this.#state.ready = false;
    await created.member.leave();
    await way.leave();
    await created.close();
  }

  /** @throws StatestormError of `chooseLoad`, or `fleet.noCode`, told to the coordinator too. */
  async #load(code: Code<LoadChoice>, config: Config, folder: string): Promise<Load> {
    try {
      await fetchCode({ connection: this.#options.connection, names: this.#names }, code, folder);
      // Errors name the lines of the load files, not those of what was made of them.
      if (code.files.length > 0) process.setSourceMapsEnabled(true);
      return await chooseLoad(config, folder);
    } catch (cause) {
      const why = messageOf(cause);
      await this.#refuse(why);
      if (cause instanceof StatestormError) throw cause;
      throw new StatestormError('fleet.noCode', `The load of the coordinator cannot be had: ${why}`, {
        hint: 'Start this worker again once the coordinator runs.',
        cause,
      });
    }
  }

  async #refuse(why: string): Promise<void> {
    const { connection, logger } = this.#options;
    logger.error(`This worker cannot take a share of the load: ${why}`);
    await tellFailure(connection, this.#names, this.#newId(), why);
  }

  #newId(): string {
    return `${this.#options.name}-${randomBytes(3).toString('hex')}`;
  }
}
