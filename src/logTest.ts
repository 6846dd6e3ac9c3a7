import type { Observable } from 'rxjs';
import type { TaskException } from './domain/sample.ts';
import { describeStop } from './domain/stopReason.ts';
import type { LoadTest } from './engine/loadTest.ts';
import type { Logger } from './logging/logger.ts';

/** Kinds of exceptions that are told in one run. */
const MOST_KINDS = 100;

/** Writes down what becomes of a test's runs. */
export function logFacts(test: LoadTest, log: Logger): void {
  test.facts$.subscribe((fact) => {
    switch (fact.type) {
      case 'run.began': {
        const { users, spawnRate, shape } = fact.request;
        const size = shape ? `by the shape ${shape.name}` : `${users} users at ${spawnRate} per second`;
        log.info(`Run ${fact.run} ${fact.resumed ? 'goes on' : 'begins'}: ${size}`, {
          host: fact.request.host,
        });
        break;
      }
      case 'run.changed':
        log.debug('The plan changed', { plan: fact.plan });
        break;
      case 'run.reached':
        // A curve is reached anew every second.
        if (fact.holds)
          log.info(`All users are spawned: ${test.userCount}`, { users: test.census.byClass() });
        break;
      case 'run.exhausted':
        log.error(
          `${fact.crashes} users crashed: crashed users are no longer replaced in this run. See /exceptions for why.`,
        );
        break;
      case 'run.ended':
        log.info(`Run ${fact.run} ended: ${describeStop(fact.reason)}`);
    }
  });
}

/** Where users live, and what they throw. */
export interface Throwing {
  /** The number of the present run. */
  readonly run: number;
  readonly exceptions$: Observable<TaskException>;
}

/** Writes down what users throw: each kind once a run; how often it came is counted in /exceptions. */
export function logExceptions(test: Throwing, log: Logger): void {
  const told = new Set<string>();
  let run = 0;
  test.exceptions$.subscribe(({ userClass, task, message, traceback }) => {
    if (run !== test.run) told.clear();
    run = test.run;
    const kind = `${userClass}.${task}: ${message}`;
    if (told.has(kind) || told.size >= MOST_KINDS) return;
    told.add(kind);
    log.error(`${kind} (said once a run; counted in /exceptions)`, { err: traceback });
  });
}
