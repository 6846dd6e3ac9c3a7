import { StatestormError } from './domain/errors.ts';
import { refusalOf, tooMany } from './domain/shapes/peak.ts';
import type { Program } from './program.ts';

/**
 * Ends a start that could only come to more users than --max-users allows: the fixed counts of a port's classes,
 * and the load shape of a run that begins by itself. Another shape is looked at when it is started.
 * @throws StatestormError `config.conflict` naming --max-users
 */
export function refuseTooManyUsers({ config, load, web, recipes }: Program): void {
  const { maxUsers, headless, autostart } = config;
  const refuse = (message: string): never => {
    throw new StatestormError('config.conflict', message, { hint: 'Ask for fewer, or raise --max-users.' });
  };
  for (const { users } of [web, recipes]) {
    const fixed = users.fixedUsers();
    if (fixed > maxUsers) {
      refuse(`The fixed counts of the user classes are ${tooMany(fixed, maxUsers)}`);
    }
  }
  const refusal = (headless || autostart) && load.shape ? refusalOf(load.shape, maxUsers) : undefined;
  if (refusal !== undefined) refuse(refusal);
}
