import { fromCallback } from 'xstate';
import type { LifeInput, LoopCommand } from '../../machines/user.machine.ts';
import { userMachine } from '../../machines/user.machine.ts';
import type { TaskStep } from '../authoring/taskTree.ts';
import type { Task } from '../authoring/user.ts';
import { messageOf } from '../domain/errors.ts';
import type { Sample } from '../domain/sample.ts';
import { isCounted } from './ownSamples.ts';
import { Pauses } from './pauses.ts';
import { settle } from './settle.ts';
import { taskContext } from './taskContext.ts';
import { LoopControl, taskLoop } from './taskLoop.ts';
import { exceptionOf, type UserLife } from './userLife.ts';

/** The task loop as the user's chart knows it: one long-lived callback around the stream of samples. */
const loop = fromCallback<LoopCommand, LifeInput>(({ input, receive, sendBack }) => {
  const life = input.life as UserLife;
  const control = new LoopControl();
  const samples = taskLoop({ life, control, onStarted: () => sendBack({ type: 'loop.started' }) });
  const subscription = samples.subscribe({
    next: (sample) => life.emit(sample),
    complete: () => sendBack({ type: 'loop.done' }),
    error: (error) => sendBack({ type: 'loop.crashed', message: messageOf(error) }),
  });
  receive((command) => {
    if (command.type === 'loop.finish') control.finish();
    else if (command.type === 'loop.unwatch') control.watch(undefined);
    else {
      control.watch({
        started: (task) => sendBack({ type: 'task.started', task }),
        ended: (task) => sendBack({ type: 'task.ended', task }),
      });
    }
  });
  return () => {
    // The samples of what is cut off come first: a stream that was unsubscribed from emits no more.
    control.cut();
    subscription.unsubscribe();
  };
});

/**
 * onStop of the sets that the user is in, then its own, with requests of their own after the loop's were cut
 * off. Ends at the latest when its state is left.
 */
const leave = fromCallback<{ type: 'none' }, LifeInput>(({ input, sendBack }) => {
  const life = input.life as UserLife;
  const { definition, steps, census } = life.userClass;
  const emit = (sample: Sample): void => life.emit(sample);
  if (life.route === undefined) {
    // Its loop could not begin, for want of a session: there is nothing that onStop could end.
    sendBack({ type: 'leave.done' });
    return;
  }
  const scope = life.http.scope(emit);
  const pauses = new Pauses(life.clock);
  const context = taskContext(life, scope, emit, pauses);
  const open = life.route.open().map((index) => steps[index] as TaskStep);
  life.route = undefined;
  // Counted apart: the loop may still have to be torn down.
  census.count('leaving', 1);
  life.tap?.('none', 'leaving');
  let over = false;
  const finish = async (name: string, onStop: Task<never>): Promise<void> => {
    if (over) return;
    try {
      const result = onStop(context);
      if (result !== undefined) await settle(result, pauses);
    } catch (error) {
      if (!over && !isCounted(error)) life.report(exceptionOf(life, name, error));
    }
    if (!over) scope.flush();
  };
  const run = async (): Promise<void> => {
    for (const { name, run: onStop } of open) await finish(name, onStop);
    if (definition.onStop) await finish('onStop', definition.onStop);
    if (!over) sendBack({ type: 'leave.done' });
  };
  void run();
  return () => {
    over = true;
    census.count('leaving', -1);
    life.tap?.('leaving', 'none');
    scope.abort();
    pauses.cut();
  };
});

/** The user's chart with its loop and onStop, ready to be started once for each user. */
export const userLogic = userMachine.provide({ actors: { loop: loop as never, leave: leave as never } });
