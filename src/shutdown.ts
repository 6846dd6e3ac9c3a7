import type { Program } from './program.ts';

/** The least time that a stop is granted at the end, ms. */
const GRACE_MS = 5000;

/** Why the process is to end: by a signal, or since another coordinator decides for its fleet. */
export type Ending = NodeJS.Signals | 'deposed';

/** The exit code of a coordinator whose fleet another one has taken over. */
export const DEPOSED = 3;

/**
 * Ends both tests' loads and tells the hooks; resolves once no user is left, after max(stop timeout, 5 s) and a little at
 * the latest. Users of a fleet that another coordinator decides for are not its own to end.
 */
export async function stopLoads(program: Program, ending?: Ending): Promise<void> {
  if (ending !== 'deposed') await stopUsers(program);
  await program.quit();
}

async function stopUsers({ web, recipes, config, logger }: Program): Promise<void> {
  const stopped = Promise.all([web.stop('shutdown'), recipes.stop('shutdown')]);
  // Users have the stop timeout, and onStop has 5 s after it; what is left then hangs.
  const longest = Math.max(config.stopTimeout, GRACE_MS) + GRACE_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), longest);
  });
  if ((await Promise.race([stopped, late])) === 'late') {
    logger.error(`${web.userCount + recipes.userCount} users did not end within ${longest / 1000} s`);
  }
  clearTimeout(timer);
  for (const test of [web, recipes]) test.flush();
}

/** What the log says of the end that begins. */
export function describeEnding(ending: Ending): string {
  return ending === 'deposed'
    ? 'Another coordinator decides: ending, the load goes on'
    : `${ending}: stopping`;
}

/** A request to end the process. */
export interface Interrupt {
  readonly signalled: Promise<Ending>;
  /** Does what a signal does, SIGINT unless it is told otherwise. */
  raise(ending?: Ending): void;
}

/** Listens for SIGTERM and SIGINT. The second one ends the process at once. */
export function listenToSignals(): Interrupt {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let signalled = false;
  const handle = (signal: Ending): void => {
    if (signalled) process.exit(130);
    signalled = true;
    resolve(signal);
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
  return { signalled: promise, raise: (ending = 'SIGINT') => handle(ending) };
}

/** Where nobody reads the output any more, as after `| head`, the process ends in order, as by a signal. */
export function endWithReaders(interrupt: Interrupt): void {
  let raised = false;
  const end = (): void => {
    if (!raised) interrupt.raise();
    raised = true;
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', end);
}

/** Says in the log what a test measured in its last run; nothing where it never ran. */
export function logFinalStatistics({ web, recipes, logger }: Program): void {
  for (const test of [web, recipes]) {
    if (test.request === undefined) continue;
    const { total } = test.statistics;
    logger
      .child(test.id)
      .info(
        `Final statistics: ${total.requests} requests, ${total.failures} failed, ${total.aborted} cut off by the stop`,
        {
          num_requests: total.requests,
          num_failures: total.failures,
          num_aborted: total.aborted,
          num_hops: total.hops,
          num_reconnects: total.reconnects,
          num_unsent: total.unsent,
        },
      );
  }
}
