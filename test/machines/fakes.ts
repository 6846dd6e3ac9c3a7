import { type AnyActorRef, createActor, type EventObject, fromCallback } from 'xstate';
import type { Clock } from '../../src/domain/clock.ts';
import { LONGEST_TIMER_MS } from '../../src/domain/clock.ts';
import type { LoadRequest, RunIdentity } from '../../src/domain/loadRequest.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { firstPlan } from '../../src/domain/planning.ts';

/** An actor that only listens. */
export interface Listener<Report> {
  readonly ref: AnyActorRef;
  readonly heard: Report[];
}

/** Stands where a machine reports to. */
export function listener<Report extends EventObject>(): Listener<Report> {
  const heard: Report[] = [];
  const logic = fromCallback<Report>(({ receive }) => {
    receive((report) => {
      heard.push(report);
    });
  });
  return { ref: createActor(logic).start(), heard };
}

/** What a chart invokes, played by the test: it hears commands and says what the test wants. */
export interface Played<Command, Report> {
  /** For `machine.provide()`; it does not carry types across. */
  readonly logic: never;
  /** What it was told since it was last started. */
  told: Command[];
  /** What it was started with, each time. */
  readonly inputs: unknown[];
  running: number;
  onStart: () => void;
  onEnd: () => void;
  say(report: Report): void;
  /** Dies of an error. */
  fail(): void;
}

export function played<Command extends EventObject, Report extends EventObject>(
  onCommand: (command: Command, self: Played<Command, Report>) => void = () => {},
): Played<Command, Report> {
  let sendBack: ((report: Report) => void) | undefined;
  const logic = fromCallback<Command | { type: 'die' }>((scope) => {
    sendBack = scope.sendBack as never;
    self.inputs.push(scope.input);
    self.told = [];
    self.running++;
    self.onStart();
    scope.receive((command) => {
      if (command.type === 'die') throw new Error('died');
      self.told.push(command as Command);
      onCommand(command as Command, self);
    });
    kill = () => (scope.self as AnyActorRef).send({ type: 'die' });
    return () => {
      self.running--;
      self.onEnd();
    };
  });
  let kill = (): void => {};
  const self: Played<Command, Report> = {
    logic: logic as never,
    told: [],
    inputs: [],
    running: 0,
    onStart: () => {},
    onEnd: () => {},
    say: (report) => sendBack?.(report),
    fail: () => kill(),
  };
  return self;
}

export const identity: RunIdentity = { test: 'web', run: 1, epoch: 1, members: ['local'] };

/** A request for 10 users of one class at 10 users/s that nothing ends. */
export function request(changes: Partial<LoadRequest> = {}): LoadRequest {
  return {
    users: 10,
    spawnRate: 10,
    classes: [{ name: 'Visitor', weight: 1, fixedCount: 0 }],
    host: 'http://target',
    runTime: null,
    shape: null,
    stopTimeout: 0,
    seed: 1,
    ...changes,
  };
}

export function planOf(changes: Partial<LoadRequest> = {}, now = 0): Plan {
  return firstPlan(identity, request(changes), now);
}

/** A clock whose timers past 2^31 - 1 ms fire at once, as Node's do. */
export function withShortTimers<T extends Clock>(clock: T): T & { longest: number } {
  const short = {
    ...clock,
    longest: 0,
    setTimeout: (callback: () => void, ms: number) => {
      short.longest = Math.max(short.longest, ms);
      return clock.setTimeout(callback, ms > LONGEST_TIMER_MS ? 1 : ms);
    },
  };
  return short;
}
