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

/** A context as the engine holds it: onStart's session is put into it when it is there. */
export type OpenContext = { -readonly [Key in keyof TaskContext<never>]: TaskContext<never>[Key] };

/**
 * What the tasks of one user are given, for one scope of requests whose samples go to `emit`. All of it is plain
 * properties: V8 gives an object with an accessor of its own a hash table, 800 bytes for each user.
 */
export function taskContext(
  life: UserLife,
  scope: HttpScope,
  emit: (sample: Sample) => void,
  pauses: Pauses,
): OpenContext {
  let own: OwnSamples | undefined;
  const ownSamples = (): OwnSamples => {
    own ??= new OwnSamples(life, scope, emit, pauses);
    return own;
  };
  return {
    http: scope.http,
    session: life.session as never,
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
