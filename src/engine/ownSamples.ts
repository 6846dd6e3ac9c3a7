import type { OwnSample } from '../authoring/user.ts';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { Outcome, Sample } from '../domain/sample.ts';
import { Cut, type HttpScope } from '../http/session.ts';
import type { Pauses } from './pauses.ts';
import type { UserLife } from './userLife.ts';

/** What tasks measure themselves, beside requests. */
export class OwnSamples {
  readonly #life: UserLife;
  readonly #scope: HttpScope;
  readonly #emit: (sample: Sample) => void;
  readonly #pauses: Pauses;

  constructor(life: UserLife, scope: HttpScope, emit: (sample: Sample) => void, pauses: Pauses) {
    this.#life = life;
    this.#scope = scope;
    this.#emit = emit;
    this.#pauses = pauses;
  }

  /** @throws StatestormError `sample.invalid` naming the field. */
  record(sample: OwnSample): void {
    check(sample);
    if (this.#pauses.isCut) return;
    this.#take(sample, sample.error === undefined ? 'passed' : 'failed');
  }

  async measure<T>(type: string, name: string, work: () => T | Promise<T>): Promise<T> {
    check({ type, name, time: 0 });
    if (this.#pauses.isCut) return new Promise(() => {});
    const { clock } = this.#life;
    const startedAt = clock.now();
    const { promise: cut, reject } = Promise.withResolvers<never>();
    const end = (outcome: Outcome, error?: string): void => {
      forget();
      this.#take({ type, name, time: clock.now() - startedAt, error }, outcome);
    };
    const forget = this.#pauses.onCut(() => {
      end('aborted');
      reject(new Cut('the user was stopped'));
    });
    try {
      const value = await Promise.race([work(), cut]);
      end('passed');
      return value;
    } catch (error) {
      if (!(error instanceof Cut)) {
        end('failed', messageOf(error));
        if (typeof error === 'object' && error !== null) counted.add(error);
      }
      throw error;
    }
  }

  #take({ type, name, time, size = 0, error }: OwnSample, outcome: Outcome): void {
    // What was answered before it comes before it.
    this.#scope.flush();
    const at = this.#life.clock.now() - time;
    const { pacedStart } = this.#scope;
    this.#scope.pacedStart = undefined;
    const duration = Math.round(time * 1000);
    this.#emit({
      method: type,
      name,
      userClass: this.#life.userClass.definition.name,
      at,
      intendedAt: pacedStart?.intendedAt ?? at,
      pacedStart,
      duration,
      bytes: size,
      status: 0,
      outcome,
      error: outcome === 'failed' ? error : undefined,
      hops: 0,
      reconnects: 0,
      sent: true,
      phases: { blocked: 0, connecting: 0, tls: 0, sending: 0, waiting: duration, receiving: 0 },
    });
  }
}

/** Errors whose failure was counted as a sample. */
const counted = new WeakSet<object>();

/** Whether what a task threw is counted already, as the failure of what it measured. */
export function isCounted(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && counted.has(thrown);
}

function check({ type, name, time, size = 0, error }: OwnSample): void {
  const demand = (holds: boolean, field: string, due: string): void => {
    if (holds) return;
    throw new StatestormError('sample.invalid', `record(): ${field} must be ${due}`, {
      hint: "Give record({ type: 'grpc', name: 'GetUser', time: 12.5 }), time in ms and size in bytes.",
    });
  };
  demand(typeof type === 'string' && type !== '', 'type', 'a text');
  demand(typeof name === 'string' && name !== '', 'name', 'a text');
  demand(Number.isFinite(time) && time >= 0, 'time', 'a number of ms, 0 or more');
  demand(Number.isFinite(size) && size >= 0, 'size', 'a number of bytes, 0 or more');
  demand(error === undefined || typeof error === 'string', 'error', 'a text where it failed, else left out');
}
