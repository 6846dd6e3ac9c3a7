import type { Config } from './config/loadConfig.ts';
import { systemClock } from './domain/clock.ts';
import { StatestormError } from './domain/errors.ts';
import type { MemberTest } from './engine/memberTest.ts';
import type { Logger } from './logging/logger.ts';
import type { SaturationMonitor } from './metrics/saturation.ts';
import { listen, type OpenPort } from './server/listen.ts';
import { sourceOf } from './server/probes.ts';
import { createWorkerApp } from './server/server.ts';

/** What a worker's probes tell of. */
export interface ProbedWorker {
  /** The tests' parts here; none before there is a load. */
  readonly tests: () => readonly MemberTest[];
  readonly health: SaturationMonitor;
  readonly state: { readonly ready: boolean; readonly draining: boolean };
}

/** The port of a worker, and its address. */
export type WorkerPort = OpenPort & { readonly url: string };

/** Where nobody says otherwise. */
const PROBES_PORT = 8089;

/**
 * Opens the port where a worker answers probes: --web-port, else 8089 if it is free, since several workers may share
 * a machine.
 * @throws StatestormError where --web-port cannot be opened.
 */
export async function openWorkerPort(
  { webHost, webPort }: Config,
  log: Logger,
  { tests, health, state }: ProbedWorker,
): Promise<WorkerPort | undefined> {
  const app = createWorkerApp({
    clock: systemClock,
    logger: log.child('server'),
    sources: () => tests().map((test) => sourceOf(test, health.health)),
    health: () => health.health,
    ready: () => state.ready,
    draining: () => state.draining,
  });
  try {
    const opened = await listen(app, { host: webHost, port: webPort ?? PROBES_PORT });
    return { ...opened, url: `http://${webHost}:${opened.port}` };
  } catch (error) {
    if (webPort !== undefined || !(error instanceof StatestormError)) throw error;
    log.info(`No probes: ${error.message}. Choose a port by --web-port.`);
    return undefined;
  }
}
