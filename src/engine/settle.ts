import { isObservable, type Observable } from 'rxjs';
import type { TaskResult } from '../authoring/user.ts';
import type { Pauses } from './pauses.ts';
import { nextTurn, turnIsSpent } from './turn.ts';

/**
 * Runs what a task gave back to its end: a promise, an observable, or a generator whose values are of no
 * interest. A cut rejects, and ends the subscription of an observable.
 */
export function settle(result: TaskResult, pauses: Pauses): Promise<unknown> {
  if (result instanceof Promise) return result;
  if (isObservable(result)) return drained(result, pauses);
  if (typeof result === 'object' && result !== null) {
    if (Symbol.asyncIterator in result) return exhausted(result, pauses);
    if (Symbol.iterator in result) return exhausted(result, pauses);
  }
  return Promise.resolve(result);
}

async function exhausted(values: AsyncIterable<unknown> | Iterable<unknown>, pauses: Pauses): Promise<void> {
  // Each value is a response or the like, whose sample is recorded already.
  for await (const _ of values) {
    if (pauses.isCut) return;
    if (turnIsSpent()) await nextTurn();
  }
}

function drained(values: Observable<unknown>, pauses: Pauses): Promise<void> {
  return new Promise((resolve, reject) => {
    const subscription = values.subscribe({ error: reject, complete: resolve });
    const forget = pauses.onCut(() => {
      subscription.unsubscribe();
      resolve();
    });
    subscription.add(forget);
  });
}
