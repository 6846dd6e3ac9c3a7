import { loadOptions, secretValues } from './authoring/loadOptions.ts';
import type { Config } from './config/loadConfig.ts';
import { systemClock } from './domain/clock.ts';
import { underEachName } from './domain/underEachName.ts';
import { TestHooks } from './engine/attachHooks.ts';
import { MemberTest } from './engine/memberTest.ts';
import type { UserClasses } from './engine/userClasses.ts';
import { Member } from './fleet/member.ts';
import type { FromMember } from './fleet/messages.ts';
import { createHttp } from './http/http.ts';
import type { Logger } from './logging/logger.ts';
import { logExceptions } from './logTest.ts';
import { recentResponses } from './metrics/recentResponses.ts';
import type { SaturationMonitor } from './metrics/saturation.ts';
import { recipeClasses, webClasses } from './portClasses.ts';
import { hooksOfRecipes, httpLog, type Load } from './program.ts';

/** The part of a program that has users, in one process of a fleet. */
export interface CreatedMember {
  readonly member: Member;
  readonly tests: readonly MemberTest[];
  /** Ends it, hooks included. */
  close(): Promise<void>;
}

export interface MemberSettings {
  readonly id: string;
  readonly health: SaturationMonitor;
  readonly tell: (message: FromMember) => void;
  /** Where a copy of the load files lies that was made for this process; undefined where it reads them themselves. */
  readonly copiedTo?: string | undefined;
}

/** Makes both tests' parts in this process. Nothing runs until its coordinator says so. */
export function createMember(
  config: Config,
  load: Load,
  logger: Logger,
  { id, health, tell, copiedTo }: MemberSettings,
): CreatedMember {
  const clock = systemClock;
  const http = createHttp({
    clock,
    ...(config.maxConnections !== undefined && { maxConnections: config.maxConnections }),
    log: httpLog(logger),
  });
  const declared = loadOptions(load.options);
  const member = new Member({
    ...{ id, clock, health, tell },
    lines: () => logger.lines(),
    readOptions(values) {
      logger.conceal(secretValues(declared, values));
      return underEachName(
        declared.map(({ key }) => key),
        values,
      );
    },
  });
  const attached: TestHooks[] = [];
  const tests: MemberTest[] = [];
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
        copiedTo,
        bounds: { maxEntries: config.maxEntries },
        log: (severity, message) => write[severity](message),
        report,
      });
      logExceptions(made, log);
      testHooks.attach(hooks, made);
      tests.push(made);
      return made;
    });
  };
  add('web', webClasses(load, config), load.hooks);
  add('recipes', recipeClasses(load, config), hooksOfRecipes(load));
  const measured = tests.map(({ statistics }) => statistics);
  health.responses = () => recentResponses(measured, clock.now());
  return {
    member,
    tests,
    async close() {
      member.close();
      await Promise.all(attached.map((hooks) => hooks.quit()));
      http.close();
    },
  };
}
