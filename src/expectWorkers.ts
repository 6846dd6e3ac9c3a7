import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from './domain/clock.ts';
import { StatestormError } from './domain/errors.ts';
import type { Program } from './program.ts';
import type { Ending, Interrupt } from './shutdown.ts';

const LOOK_MS = 100;

/** The open ports, as a line of the log names them. */
export interface Addresses {
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Waits for --expect-workers, where a load is to begin by itself over workers that join; also until somebody begins
 * one by hand. Gives the signal that came before, if one did.
 * @throws StatestormError `fleet.tooFewWorkers` where they do not come within --expect-workers-max-wait.
 */
export async function expectWorkers(
  { config, fleet, web, logger }: Pick<Program, 'config' | 'fleet' | 'web' | 'logger'>,
  interrupt: Interrupt,
  addresses?: Addresses,
): Promise<Ending | undefined> {
  const { mode, headless, autostart, expectWorkers: wanted, expectWorkersMaxWait: longest } = config;
  if (mode !== 'master' || fleet === undefined || !(headless || autostart)) return undefined;
  // A run that was taken up goes on.
  if (web.active) return undefined;
  const end = longest > 0 ? systemClock.now() + longest : Number.POSITIVE_INFINITY;
  const where = addresses === undefined ? '' : `: ${addresses.text}`;
  logger.child('fleet').info(`Waiting for ${wanted} workers${where}`, addresses?.fields ?? {});
  while (fleet.count < wanted && !web.active) {
    if (systemClock.now() > end) {
      throw new StatestormError(
        'fleet.tooFewWorkers',
        `${fleet.count} of ${wanted} workers came within ${longest / 1000} s`,
        { hint: 'Start more of them, or ask for fewer by --expect-workers.' },
      );
    }
    const signal = await Promise.race([interrupt.signalled, sleep(LOOK_MS)]);
    if (signal !== undefined) return signal;
  }
  return undefined;
}
