import { StatestormError } from './domain/errors.ts';
import type { Program } from './program.ts';

/**
 * Ends a start whose users could do nothing: without a page nobody can give a host later, and a container that
 * was given none is one that was set up wrongly.
 * @throws StatestormError `host.missing` naming the first of port 80's users that has nowhere to aim.
 */
export function requireHost({ config, web }: Pick<Program, 'config' | 'web'>): void {
  if (config.host) return;
  const homeless = web.users.all().find(({ definition }) => web.users.hostOf(definition.name, '') === '');
  if (!homeless) return;
  throw new StatestormError('host.missing', `No host to aim at for ${homeless.definition.name}`, {
    hint: 'Give one with --host or TARGET_HOST, such as --host http://shop.example, or in its defineUser().',
  });
}
