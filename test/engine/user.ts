import type { Subscription } from 'rxjs';
import type { UserDefinition } from '../../src/authoring/user.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { seededRandom } from '../../src/domain/random.ts';
import type { Sample, TaskException } from '../../src/domain/sample.ts';
import { Census } from '../../src/engine/census.ts';
import { LoopControl, taskLoop } from '../../src/engine/taskLoop.ts';
import { TimerWheel } from '../../src/engine/timerWheel.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import type { UserLife } from '../../src/engine/userLife.ts';
import { FakeHttp } from '../support/fakeHttp.ts';
import { type HeldClock, heldClock } from '../support/heldClock.ts';

export interface UserOptions<C extends Clock = HeldClock> {
  readonly clock?: C;
  /** How long an answer takes, ms. */
  readonly latency?: number;
  readonly seed?: number;
}

/** One user's life, without a network. */
export function lifeOf<C extends Clock = HeldClock>(
  definition: UserDefinition,
  { clock = heldClock() as never, latency = 0, seed = 1 }: UserOptions<C> = {},
) {
  const configured = new UserClasses([definition]).get(definition.name)!;
  const census = new Census().open(definition.name, configured.steps);
  const http = new FakeHttp({ clock, latency });
  const samples: Sample[] = [];
  const exceptions: TaskException[] = [];
  const life: UserLife = {
    id: `${definition.name}-0`,
    index: 0,
    userClass: { ...configured, census },
    clock,
    waits: new TimerWheel(clock),
    random: seededRandom(seed, definition.name, 0),
    intake: { open: true },
    http: http.session({ host: 'http://target', userClass: definition.name }),
    emit: (sample) => samples.push(sample),
    report: (exception) => exceptions.push(exception),
    options: () => ({}),
    phase: 'none',
    tap: undefined,
    session: undefined,
    route: undefined,
  };
  return { life, census, clock, http, samples, exceptions };
}

export interface LoopUnderTest {
  readonly control: LoopControl;
  readonly subscription: Subscription;
  /** What the stream said beside samples: `started`, `complete`, or the error's message. */
  readonly said: string[];
}

/** Runs a user's loop, its samples recorded in its life. */
export function runLoop(life: UserLife): LoopUnderTest {
  const control = new LoopControl();
  const said: string[] = [];
  const subscription = taskLoop({ life, control, onStarted: () => said.push('started') }).subscribe({
    next: life.emit,
    complete: () => said.push('complete'),
    error: (error: Error) => said.push(error.message),
  });
  return { control, subscription, said };
}
