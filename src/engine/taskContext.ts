import type { TaskContext } from '../authoring/user.ts';
import { type Duration, toMs } from '../domain/duration.ts';
import { StatestormError } from '../domain/errors.ts';
import type { HttpScope } from '../http/session.ts';
import type { Pauses } from './pauses.ts';
import type { UserLife } from './userLife.ts';

/** What the tasks of one user are given, for one scope of requests. */
export function taskContext(life: UserLife, scope: HttpScope, pauses: Pauses): TaskContext<never> {
  return {
    http: scope.http,
    get session() {
      return life.session as never;
    },
    user: { id: life.id, className: life.userClass.definition.name, index: life.index },
    random: life.random,
    check(name: string, passed: boolean): boolean {
      if (passed) return true;
      const response = scope.lastResponse;
      if (!response) {
        throw new StatestormError('check.withoutRequest', `check failed: ${name}`, {
          hint: 'No response is open to mark: check right after the request, before the next one or the end of the task.',
        });
      }
      response.fail(`check failed: ${name}`);
      return false;
    },
    sleep(duration: Duration): Promise<void> {
      scope.flush();
      return pauses.pause(toMs(duration));
    },
  };
}
