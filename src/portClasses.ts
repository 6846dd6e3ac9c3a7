import type { ClassConfig } from './config/classConfigs.ts';
import type { Config } from './config/loadConfig.ts';
import { StatestormError } from './domain/errors.ts';
import { UserClasses } from './engine/userClasses.ts';
import type { Load } from './program.ts';

/** Port 80's classes of users as the command line sets them up. @throws StatestormError `config.invalidValue` */
export function webClasses(load: Load, config: Config): UserClasses {
  const { equalWeights, tags, excludeTags } = config;
  return configured(new UserClasses(load.users, { equalWeights, tags, excludeTags }), config);
}

/** Port 81's classes of users as the command line sets them up. @throws StatestormError `config.invalidValue` */
export function recipeClasses(load: Load, config: Config): UserClasses {
  return configured(new UserClasses(load.recipeUsers), config);
}

/** What --config-users says goes to the classes that are here; others may not have been chosen this time. */
function configured(classes: UserClasses, { configUsers, sources }: Config): UserClasses {
  const { label } = sources.configUsers;
  for (const { name, settings } of configUsers) {
    if (classes.get(name)) named(label, () => classes.configure(name, settings));
  }
  return classes;
}

function named(label: string, run: () => void): void {
  try {
    run();
  } catch (cause) {
    if (!(cause instanceof StatestormError)) throw cause;
    const hint = cause.hint ?? 'Correct the settings of the class.';
    throw new StatestormError('config.invalidValue', `${label}: ${cause.message}`, { hint });
  }
}

/** @throws StatestormError `config.unknownUser` where --config-users names a class that there is not. */
export function refuseUnknownClasses(
  configUsers: readonly ClassConfig[],
  known: readonly { readonly name: string }[],
  label: string,
): void {
  const unknown = configUsers.find(({ name }) => !known.some((each) => each.name === name));
  if (unknown === undefined) return;
  throw new StatestormError('config.unknownUser', `${label}: unknown user class ${unknown.name}`, {
    hint: `Known are ${known.map(({ name }) => name).join(', ')}.`,
  });
}
