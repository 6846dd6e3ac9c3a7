import type { Config } from './config/loadConfig.ts';
import { createMember } from './createMember.ts';
import { systemClock } from './domain/clock.ts';
import type { ToMember } from './fleet/messages.ts';
import type { MemberPlace } from './fleet/processes.ts';
import type { Logger } from './logging/logger.ts';
import { processHealth, SaturationMonitor } from './metrics/saturation.ts';
import type { Load } from './program.ts';

/**
 * Runs this process as a member of a fleet of processes: it has the users, its parent decides. Ends when the parent
 * says so or is gone; signals are the parent's business. Gives the exit code.
 */
export async function runMemberProcess(
  config: Config,
  load: Load,
  logger: Logger,
  { id }: MemberPlace,
): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  const health = new SaturationMonitor(processHealth(systemClock));
  const { member, close } = createMember(config, load, logger, {
    id,
    health,
    tell: (message) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
  });
  await new Promise<void>((resolve) => {
    process.once('disconnect', resolve);
    process.on('message', (message) => {
      if ((message as ToMember).type === 'quit') resolve();
      else member.hear(message as ToMember);
    });
    member.begin();
  });
  await close();
  health.close();
  return 0;
}
