import { readOptions } from '../authoring/options.ts';
import type { TaskContext, UserDefinition } from '../authoring/user.ts';
import type { Random } from '../domain/random.ts';
import type { HttpSettings } from '../http/httpSettings.ts';
import type { HttpSession } from '../http/session.ts';

/** Whom a function of HTTP settings is asked for. */
export interface Applicant {
  readonly user: TaskContext['user'];
  readonly random: Random;
  readonly options: () => Readonly<Record<string, unknown>>;
}

/**
 * The session of a user, by the HTTP settings of its class. Where these are a function, it is called when the
 * user begins: what it throws is then the user's crash, and not that of who makes users.
 */
export function userSession(
  http: UserDefinition['http'],
  { user, random, options }: Applicant,
  open: (settings: HttpSettings | undefined) => HttpSession,
): HttpSession {
  if (typeof http !== 'function') return open(http);
  let session: HttpSession | undefined;
  return {
    scope(emit) {
      session ??= open(http({ user, random, options: (declared) => readOptions(declared, options()) }));
      return session.scope(emit);
    },
    close: () => session?.close(),
  };
}
