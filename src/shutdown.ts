import type { Program } from './program.ts';

/** The least time that a stop is granted at the end, ms. */
const GRACE_MS = 5000;

/** Ends both tests' loads and tells the hooks; resolves once no user is left, after max(stop timeout, 5 s) and a little at the latest. */
export async function stopLoads(program: Program): Promise<void> {
  const { web, recipes, config, logger } = program;
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
  await program.quit();
}

/** A request to end the process. */
export interface Interrupt {
  readonly signalled: Promise<NodeJS.Signals>;
  /** Does what a signal does. */
  raise(): void;
}

/** Listens for SIGTERM and SIGINT. The second one ends the process at once. */
export function listenToSignals(): Interrupt {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let signalled = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (signalled) process.exit(130);
    signalled = true;
    resolve(signal);
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
  return { signalled: promise, raise: () => handle('SIGINT') };
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
