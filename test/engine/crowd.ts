import { createActor } from 'xstate';
import type { PopulationCommand, PopulationReport } from '../../machines/spawner.machine.ts';
import type { UserDefinition } from '../../src/authoring/user.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { Step } from '../../src/domain/dispatch.ts';
import { seededRandom } from '../../src/domain/random.ts';
import type { Sample, TaskException } from '../../src/domain/sample.ts';
import { Census } from '../../src/engine/census.ts';
import { createPopulation } from '../../src/engine/population.ts';
import { TimerWheel } from '../../src/engine/timerWheel.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import type { UserLife } from '../../src/engine/userLife.ts';
import { listener, planOf } from '../machines/fakes.ts';
import { FakeHttp } from '../support/fakeHttp.ts';
import { type HeldClock, heldClock } from '../support/heldClock.ts';

export interface CrowdOptions<C extends Clock> {
  readonly clock?: C;
  readonly latency?: number;
  readonly stopTimeout?: number;
}

/** Adds or takes so many users of a class. */
export function steps(count: number, name = 'Visitor'): Step[] {
  return Array.from({ length: Math.abs(count) }, () => ({ name, change: count > 0 ? 1 : -1 }));
}

/** A population alone, with the test for its spawner. */
export function crowd<C extends Clock = HeldClock>(
  definition: UserDefinition,
  { clock = heldClock() as never, latency = 0, stopTimeout = 0 }: CrowdOptions<C> = {},
) {
  const census = new Census();
  const configured = new UserClasses([definition]).get(definition.name)!;
  const counted = census.open(definition.name, configured.steps);
  const http = new FakeHttp({ clock, latency });
  const samples: Sample[] = [];
  const exceptions: TaskException[] = [];
  const logged: string[] = [];
  const lives: UserLife[] = [];
  const waits = new TimerWheel(clock);
  const spawner = listener<PopulationReport>();
  const plan = planOf({ stopTimeout });
  const logic = createPopulation({
    clock,
    census,
    log: (severity, message) => logged.push(`${severity} ${message}`),
    createLife: (name, index, _plan, intake) => {
      const life: UserLife = {
        id: `${name}-${index}`,
        index,
        userClass: { ...configured, census: counted },
        clock,
        waits,
        random: seededRandom(1, name, index),
        intake,
        http: http.session({ host: 'http://target', userClass: name }),
        emit: (sample) => samples.push(sample),
        report: (exception) => exceptions.push(exception),
        options: () => ({}),
        phase: 'none',
        tap: undefined,
        session: undefined,
        route: undefined,
      };
      lives.push(life);
      return life;
    },
  });
  const actor = createActor(logic, { input: { plan, supervisor: spawner.ref }, clock: clock as never });
  actor.start();
  const tell = (command: PopulationCommand) => actor.send(command);
  return {
    clock,
    census,
    counted,
    http,
    lives,
    samples,
    exceptions,
    logged,
    heard: spawner.heard,
    actor,
    order: (ordered: readonly Step[]) => tell({ type: 'users.step', steps: ordered, plan }),
    stopAll: () => tell({ type: 'users.stopAll' }),
    heardTypes: () => spawner.heard.map(({ type }) => type).filter((type) => type !== 'users.changed'),
    /** Users by phase, those in none left out. */
    phases: () => {
      const { starting, waiting, leaving, executing } = counted;
      return { starting, waiting, leaving, executing: executing.reduce((sum, users) => sum + users, 0) };
    },
  };
}
