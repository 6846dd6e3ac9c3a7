import type Router from '@koa/router';
import { secretValues } from '../../authoring/loadOptions.ts';
import type { StartRequest } from '../../engine/loadTest.ts';
import { readFields } from '../middleware/body.ts';
import type { Fields } from '../middleware/fields.ts';
import { json } from '../middleware/reply.ts';
import { nobodyThere } from '../nobodyThere.ts';
import type { LocustPortOptions } from '../options.ts';
import { readOptionFields } from './optionFields.ts';
import { Refusal } from './refusal.ts';
import { readClasses, readHost, readRunTime, readShape, readSize } from './swarmFields.ts';

/** A form of /swarm that can be carried out. */
interface Swarm {
  readonly host: string;
  readonly start: StartRequest;
  /** The values of the test's options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly runTime: number | undefined;
}

/**
 * POST /swarm starts a load, or edits the one that runs. A form that can be read is always answered with 200;
 * one that is refused changes nothing.
 */
export function addSwarm(router: Router, path: string, options: LocustPortOptions): void {
  const { test, logger } = options;
  router.post(path, async (ctx) => {
    const fields = await readFields(ctx);
    try {
      const { host, start, runTime, options: values } = readSwarm(fields, options);
      test.host = host;
      test.options = values;
      logger.conceal(secretValues(options.config.options ?? [], values));
      test.start(start);
      json(ctx, {
        success: true,
        message: start.shape
          ? `Swarming started using shape class '${start.shape.name}'`
          : 'Swarming started',
        host: host === '' ? null : host,
        ...(runTime !== undefined && { run_time: runTime }),
        ...(options.config.classPicker || options.role === 'recipes'
          ? { user_classes: [...(start.classes ?? test.users.names)].sort() }
          : {}),
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      json(ctx, { success: false, message: error.message, host: test.host === '' ? null : test.host });
    }
  });
}

/** @throws Refusal where the form cannot be carried out now. */
function readSwarm(fields: Fields, options: LocustPortOptions): Swarm {
  const { test, config } = options;
  if (options.draining()) throw new Refusal('The process is ending: no load is started any more.');
  const runTime = readRunTime(fields);
  const size = readSize(fields, config.maxUsers);
  const shape = readShape(fields, options);
  if (size === undefined && shape === null) {
    throw new Refusal('Missing user_count or spawn_rate from /swarm request');
  }
  const classes = readClasses(fields, options);
  const host = readHost(fields, options);
  if ((classes ?? test.users.names).some((name) => test.users.hostOf(name, host) === '')) {
    throw new Refusal(
      'There is no host to aim at: give one in the field host, or start with --host or TARGET_HOST.',
    );
  }
  if (test.users.weights(classes).every(({ weight, fixedCount }) => weight === 0 && fixedCount === 0)) {
    throw new Refusal('Nothing to spawn: every chosen user class has weight 0 and no fixed_count.');
  }
  // A start that comes while the last load stops waits for its end.
  if (test.state !== 'stopping') {
    if (test.followsShape) throw new Refusal('A load shape is running: stop it first.');
    if (test.active && shape) throw new Refusal('A load is running: stop it first, then start the shape.');
  }
  const values = readOptionFields(fields, options);
  // Where a load runs its workers are lost for a while at most: it may be changed.
  const runs = test.state === 'spawning' || test.state === 'running';
  const nobody = runs ? undefined : nobodyThere(options);
  if (nobody !== undefined) throw new Refusal(nobody);
  const start = {
    users: size?.users ?? 0,
    spawnRate: size?.spawnRate ?? 1,
    runTime: runTime === undefined ? null : runTime * 1000,
    shape,
    whenRunning: 'edits' as const,
    ...(classes && { classes }),
  };
  return { host, start, runTime, options: values };
}
