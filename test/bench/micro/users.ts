import { setImmediate as turn } from 'node:timers/promises';
import { createActor, initialTransition, transition } from 'xstate';
import type { PopulationReport } from '../../../machines/spawner.machine.ts';
import { userMachine } from '../../../machines/user.machine.ts';
import { defineUser } from '../../../src/authoring/defineUser.ts';
import { systemClock } from '../../../src/domain/clock.ts';
import { constant } from '../../../src/domain/pacing.ts';
import { seededRandom } from '../../../src/domain/random.ts';
import { Census } from '../../../src/engine/census.ts';
import { createPopulation, type Member } from '../../../src/engine/population.ts';
import { Roster } from '../../../src/engine/roster.ts';
import { TimerWheel } from '../../../src/engine/timerWheel.ts';
import { UserClasses } from '../../../src/engine/userClasses.ts';
import { steps } from '../../engine/crowd.ts';
import { listener, planOf } from '../../machines/fakes.ts';
import { FakeHttp } from '../../support/fakeHttp.ts';
import type { Group } from './part.ts';

/** Users that come or go in one run. */
const CALLS = 100;
const FOREVER_MS = 3_600_000;
const OTHERS = [0, 1000, 20_000];

/**
 * A population as a test has it, its spawner and network left out. Users wait after their first task; with a stop
 * timeout they are in it until `finish` is called for them, in the order in which they came.
 */
function population(stopTimeout = 0) {
  const busy = stopTimeout > 0;
  const held: (() => void)[] = [];
  const definition = defineUser('Visitor', {
    waitTime: constant(FOREVER_MS),
    tasks: { task: async () => (busy ? new Promise<void>((resolve) => held.push(resolve)) : undefined) },
  });
  const census = new Census();
  const configured = new UserClasses([definition]).get('Visitor')!;
  const userClass = { ...configured, census: census.open('Visitor', configured.steps) };
  const http = new FakeHttp({ clock: systemClock });
  const roster = new Roster();
  const waits = new TimerWheel(systemClock);
  const logic = createPopulation({
    clock: systemClock,
    census,
    roster,
    log: (_, message) => console.error(message),
    createLife: (name, index, _plan, intake) => ({
      id: `${name}-${index}`,
      index,
      userClass,
      clock: systemClock,
      waits,
      random: seededRandom(1, name, index),
      intake,
      http: http.session({ host: 'http://target', userClass: name }),
      emit: () => {},
      report: () => {},
      options: () => ({}),
      phase: 'none',
      tap: undefined,
      session: undefined,
      route: undefined,
    }),
  });
  const plan = planOf({ stopTimeout });
  const supervisor = listener<PopulationReport>().ref;
  const actor = createActor(logic, { input: { plan, supervisor }, clock: systemClock as never }).start();
  const order = (count: number): void => actor.send({ type: 'users.step', steps: steps(count), plan });
  const settled = (): number => (busy ? (userClass.census.executing[0] as number) : userClass.census.waiting);
  let wanted = 0;
  return {
    roster,
    /** Users more, all of them through their first task, or in it. */
    async add(count: number): Promise<void> {
      wanted += count;
      order(count);
      while (settled() < wanted) await turn();
    },
    /** Tells the oldest to go; without a stop timeout they are gone when it comes back. */
    async take(count: number): Promise<void> {
      const leaving = roster.leaving + count;
      order(-count);
      if (busy) {
        while (roster.leaving < leaving) await turn();
        return;
      }
      wanted -= count;
      do await turn();
      while (census.alive > wanted);
    },
    /** Ends the tasks of the oldest, so that those who were told to go are gone. */
    async finish(count: number): Promise<void> {
      wanted -= count;
      for (const finish of held.splice(0, count)) finish();
      while (census.alive > wanted) await turn();
    },
    drop: () => actor.stop(),
  };
}

/** Users that have nothing to do but wait. */
const waiting: Group = {
  of: 'others alive',
  sizes: OTHERS,
  async make(n) {
    const { add, take, roster, drop } = population();
    await add(n + CALLS);
    const members: Member[] = [...roster.members()].slice(0, Math.max(1, n));
    const input = { id: 'A-0', className: 'A', life: undefined, hasOnStop: false, leaveBound: 5000 };
    const [starting] = initialTransition(userMachine, input);
    const [running] = transition(userMachine, starting, { type: 'loop.started' });
    let at = 0;
    return {
      parts: {
        'a transition of a living user, its loop told': {
          times: 2,
          // Another user each time, as in a run: one that is told over and over lies in the cache.
          run() {
            const { actor } = members[at++ % members.length] as Member;
            actor.send({ type: 'user.watch' });
            actor.send({ type: 'user.unwatch' });
          },
        },
        'the same without an actor: the chart alone': {
          run: () => transition(userMachine, running, { type: 'user.watch' }),
        },
        'spawn a user: actor, loop, first task': {
          times: CALLS,
          before: () => take(CALLS),
          run: () => add(CALLS),
        },
        'stop a user that waits': { times: CALLS, before: () => add(CALLS), run: () => take(CALLS) },
      },
      end: drop,
    };
  },
};

/** Users that are in a task when they are told to stop, and finish it first. */
const busy: Group = {
  of: 'told already',
  sizes: OTHERS,
  async make(n) {
    const { add, take, finish, drop } = population(FOREVER_MS);
    await add(n + CALLS);
    await take(n);
    let told = 0;
    const before = async (): Promise<void> => {
      await finish(told);
      await add(told);
      told = CALLS;
    };
    return {
      parts: { 'tell a user to stop that is in a task': { times: CALLS, before, run: () => take(CALLS) } },
      end: drop,
    };
  },
};

export const users: readonly Group[] = [waiting, busy];
