import { fileURLToPath } from 'node:url';
import type { ConfigInput } from './config/layers.ts';
import type { Config } from './config/loadConfig.ts';
import { systemClock } from './domain/clock.ts';
import { StatestormError } from './domain/errors.ts';
import { Coordinator } from './fleet/coordinator.ts';
import type { Crew } from './fleet/crew.ts';
import { processCount, startProcesses } from './fleet/processes.ts';
import type { Logger } from './logging/logger.ts';
import type { Program } from './program.ts';
import type { Interrupt } from './shutdown.ts';

/** A fleet of processes, and who decides for it. */
export interface StartedFleet {
  readonly coordinator: Coordinator;
  /** What runs the chart of each worker. */
  readonly crew: Crew;
  /** Whether what this process started for its members is there; what others started is theirs to look after. */
  readonly reachable: boolean;
  /**
   * Through once members can have the program's load: processes are there then, workers that join may come later.
   * @throws StatestormError `fleet.noProcess` where no process can begin.
   */
  ready(program: Program): Promise<void>;
  close(): Promise<void>;
}

/** The entry of this program, built or not. */
const MAIN = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url),
);

/**
 * The fleet that the command line asks for; undefined where this process carries the load alone.
 * @throws StatestormError of `connectNats` and `startNatsServer`.
 */
export async function startFleet(
  config: Config,
  input: ConfigInput,
  logger: Logger,
  interrupt: Interrupt,
): Promise<StartedFleet | undefined> {
  if (config.mode === 'master') {
    // One process needs nothing of NATS, and does not load it.
    const { startNatsFleet } = await import('./natsFleet.ts');
    return startNatsFleet(config, input.cwd, logger.child('fleet'), interrupt);
  }
  const count = processCount(config.processes);
  return count > 1 ? startLocalFleet(count, input, logger.child('fleet')) : undefined;
}

/** The processes that --processes asks for. */
function startLocalFleet(count: number, { argv, env, cwd }: ConfigInput, log: Logger): StartedFleet {
  const write = { INFO: log.info, WARNING: log.warn, ERROR: log.error };
  const coordinator = new Coordinator({ clock: systemClock });
  const processes = startProcesses({
    coordinator,
    count,
    script: MAIN,
    argv,
    env,
    cwd,
    log: (severity, message) => write[severity](message),
  });
  return {
    coordinator,
    crew: processes.crew,
    reachable: true,
    async ready() {
      await processes.ready;
      if (coordinator.count === 0) {
        throw new StatestormError('fleet.noProcess', 'No process of --processes could begin', {
          hint: 'What they printed above says why.',
        });
      }
      log.info(`${coordinator.count} processes share the load`);
    },
    close: () => processes.close(),
  };
}
