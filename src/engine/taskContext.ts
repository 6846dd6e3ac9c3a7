import { readOptions } from '../authoring/options.ts';
import type { OwnSample, TaskContext } from '../authoring/user.ts';
import { type Duration, toMs } from '../domain/duration.ts';
import { StatestormError } from '../domain/errors.ts';
import type { Sample } from '../domain/sample.ts';
import type { HttpScope } from '../http/session.ts';
import { INTERRUPT } from './interrupt.ts';
import { OwnSamples } from './ownSamples.ts';
import type { Pauses } from './pauses.ts';
import type { UserLife } from './userLife.ts';

/** What the tasks of one user are given, for one scope of requests whose samples go to `emit`. */
export function taskContext(
  life: UserLife,
  scope: HttpScope,
  emit: (sample: Sample) => void,
  pauses: Pauses,
): TaskContext<never> {
  let own: OwnSamples | undefined;
  const ownSamples = (): OwnSamples => {
    own ??= new OwnSamples(life, scope, emit, pauses);
    return own;
  };
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
    record: (sample: OwnSample) => ownSamples().record(sample),
    measure: (type, name, work) => ownSamples().measure(type, name, work),
    interrupt({ wait = false } = {}): never {
      if (life.route?.interrupt(wait)) throw INTERRUPT;
      throw new StatestormError('interrupt.outside', 'interrupt() outside of a task set', {
        hint: 'Only a task within taskSet(), sequence() or markov() can leave it.',
      });
    },
    options: (declared) => readOptions(declared, life.options()),
  };
}
