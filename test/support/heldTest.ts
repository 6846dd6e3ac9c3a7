import type { UserDefinition } from '../../src/authoring/user.ts';
import { LoadTest, type LoadTestOptions } from '../../src/engine/loadTest.ts';
import { UserClasses } from '../../src/engine/userClasses.ts';
import { localFleet } from '../../src/fleet/local.ts';
import { FakeHttp } from './fakeHttp.ts';
import { type HeldClock, heldClock } from './heldClock.ts';

export interface HeldTest {
  readonly test: LoadTest;
  readonly clock: HeldClock;
  readonly http: FakeHttp;
  readonly logged: string[];
}

/** A whole load test of one process under a clock that the test holds, without a network. */
export function heldTest(
  definitions: readonly UserDefinition[],
  { latency = 0, ...options }: Partial<LoadTestOptions> & { latency?: number } = {},
): HeldTest {
  const clock = heldClock();
  const http = new FakeHttp({ clock, latency });
  const logged: string[] = [];
  const test = new LoadTest({
    id: 'web',
    secondStart: 'edits',
    clock,
    users: new UserClasses(definitions),
    openSession: http.session,
    createFleet: localFleet,
    host: 'http://target',
    stopTimeout: 0,
    seed: 1,
    log: (severity, message) => logged.push(`${severity} ${message}`),
    ...options,
  });
  return { test, clock, http, logged };
}
