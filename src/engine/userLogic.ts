import { fromCallback } from 'xstate';
import type { LifeInput, LoopCommand } from '../../machines/user.machine.ts';
import { userMachine } from '../../machines/user.machine.ts';
import { messageOf } from '../domain/errors.ts';
import { Pauses } from './pauses.ts';
import { settle } from './settle.ts';
import { taskContext } from './taskContext.ts';
import { loopControl, taskLoop } from './taskLoop.ts';
import { exceptionOf, type UserLife } from './userLife.ts';

/** The task loop as the user's chart knows it: one long-lived callback around the stream of samples. */
const loop = fromCallback<LoopCommand, LifeInput>(({ input, receive, sendBack }) => {
  const life = input.life as UserLife;
  const control = loopControl();
  const samples = taskLoop({ life, control, onStarted: () => sendBack({ type: 'loop.started' }) });
  const subscription = samples.subscribe({
    next: life.emit,
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

/** onStop, with requests of its own after the loop's were cut off. Ends at the latest when its state is left. */
const leave = fromCallback<{ type: 'none' }, LifeInput>(({ input, sendBack }) => {
  const life = input.life as UserLife;
  const { definition, census } = life.userClass;
  const scope = life.http.scope(life.emit);
  const pauses = new Pauses(life.clock);
  census.count('leaving', 1);
  let over = false;
  const run = async (): Promise<void> => {
    try {
      const result = definition.onStop?.(taskContext(life, scope, pauses));
      if (result !== undefined) await settle(result, pauses);
    } catch (error) {
      if (!over) life.report(exceptionOf(life, 'onStop', error));
    }
    if (over) return;
    scope.flush();
    sendBack({ type: 'leave.done' });
  };
  void run();
  return () => {
    over = true;
    census.count('leaving', -1);
    scope.abort();
    pauses.cut();
  };
});

/** The user's chart with its loop and onStop, ready to be started once for each user. */
export const userLogic = userMachine.provide({ actors: { loop: loop as never, leave: leave as never } });
