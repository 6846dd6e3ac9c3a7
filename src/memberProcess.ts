import type { Config } from './config/loadConfig.ts';
import { systemClock } from './domain/clock.ts';
import { TestHooks } from './engine/attachHooks.ts';
import { MemberTest } from './engine/memberTest.ts';
import type { UserClasses } from './engine/userClasses.ts';
import { Member } from './fleet/member.ts';
import type { FromMember, ToMember } from './fleet/messages.ts';
import type { MemberPlace } from './fleet/processes.ts';
import { createHttp } from './http/http.ts';
import type { Logger } from './logging/logger.ts';
import { processHealth, SaturationMonitor } from './metrics/saturation.ts';
import { recipeClasses, webClasses } from './portClasses.ts';
import { hooksOfRecipes, httpLog, type Load } from './program.ts';

/**
 * Runs this process as a member of a fleet: it has the users, its parent decides. Ends when the parent says so or
 * is gone; signals are the parent's business. Gives the exit code.
 */
export async function runMember(
  config: Config,
  load: Load,
  logger: Logger,
  { id }: MemberPlace,
): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  const clock = systemClock;
  const http = createHttp({
    clock,
    ...(config.maxConnections !== undefined && { maxConnections: config.maxConnections }),
    log: httpLog(logger),
  });
  const health = new SaturationMonitor(processHealth(clock));
  const tell = (message: FromMember): void => {
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  };
  const member = new Member({ id, clock, health, lines: () => logger.lines(), tell });
  const attached: TestHooks[] = [];
  const add = (test: string, users: UserClasses, hooks: Load['hooks']): void => {
    const log = logger.child(test);
    const write = { INFO: log.info, WARNING: log.warn, ERROR: log.error };
    const testHooks = new TestHooks((message, error) => log.error(message, { err: error }));
    attached.push(testHooks);
    member.add((report) => {
      const made = new MemberTest({
        id: test,
        clock,
        users,
        openSession: http.session,
        prepare: (run) => testHooks.begin(run),
        options: config.custom,
        bounds: { maxEntries: config.maxEntries },
        log: (severity, message) => write[severity](message),
        report,
      });
      testHooks.attach(hooks, made);
      return made;
    });
  };
  add('web', webClasses(load, config), load.hooks);
  add('recipes', recipeClasses(load, config), hooksOfRecipes(load));

  await new Promise<void>((resolve) => {
    process.once('disconnect', resolve);
    process.on('message', (message) => {
      if ((message as ToMember).type === 'quit') resolve();
      else member.hear(message as ToMember);
    });
    member.begin();
  });
  member.close();
  await Promise.all(attached.map((hooks) => hooks.quit()));
  health.close();
  http.close();
  return 0;
}
