import type Router from '@koa/router';
import { StatestormError } from '../../domain/errors.ts';
import type { Pick } from '../../inspect/followers.ts';
import type { Inspector } from '../../inspect/inspector.ts';
import { readFields } from '../middleware/body.ts';
import { eventStream, MOST_STREAMS } from '../middleware/eventStream.ts';
import type { Fields } from '../middleware/fields.ts';
import { Problem } from '../middleware/problem.ts';
import { json } from '../middleware/reply.ts';

/** Following one user. */
export function addFollowRoutes(
  router: Router,
  at: (path: string) => string,
  { followers, subject }: Inspector,
): void {
  const missing = (id: string): Problem => {
    const known = followers.ids.length > 0 ? `Known are ${followers.ids.join(', ')}.` : 'There is none.';
    return new Problem(404, `There is no recording ${id}: it may have ended long ago. ${known}`);
  };

  router.post(at('/inspect/follow'), async (ctx) => {
    const pick = readPick(await readFields(ctx), subject.users.names);
    try {
      json(ctx, followers.follow(pick), 201);
    } catch (error) {
      if (!(error instanceof StatestormError)) throw error;
      throw new Problem(409, `${error.message}. ${error.hint ?? ''}`.trim());
    }
  });
  router.get(at('/inspect/follow/:id'), (ctx) => {
    const id = String(ctx.params.id);
    const recording = followers.recording(id);
    if (!recording) throw missing(id);
    json(ctx, recording);
  });
  router.get(at('/inspect/follow/:id/stream'), (ctx) => {
    const id = String(ctx.params.id);
    if (!followers.ids.includes(id)) throw missing(id);
    if (followers.streams >= MOST_STREAMS) {
      throw new Problem(409, `${MOST_STREAMS} pages follow already: close one.`);
    }
    eventStream(ctx, (stream) => {
      const end = followers.stream(id, (recording) => stream.send('followed', recording), stream.end);
      return end ?? (() => {});
    });
  });
  router.delete(at('/inspect/follow/:id'), (ctx) => {
    const id = String(ctx.params.id);
    const recording = followers.end(id);
    if (!recording) throw missing(id);
    json(ctx, recording);
  });
}

const PICKS = ['random', 'class', 'nextFailure'] as const;

/** @throws Problem 400 where it is no way to pick, 404 where there is no such class. */
function readPick(fields: Fields, classes: readonly string[]): Pick {
  const pick = PICKS.find((each) => each === (fields.first('pick') ?? 'random'));
  if (pick === undefined) throw new Problem(400, `pick must be one of ${PICKS.join(', ')}.`);
  const userClass = fields.first('class');
  if (pick === 'class' && userClass === undefined) {
    throw new Problem(400, `pick=class needs class: one of ${classes.join(', ')}.`);
  }
  if (userClass !== undefined && !classes.includes(userClass)) {
    throw new Problem(404, `There is no class ${userClass}. Known are ${classes.join(', ')}.`);
  }
  return { pick, userClass };
}
