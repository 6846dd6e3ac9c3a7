import type { Config } from './loadConfig.ts';

/** Options of port 81 that say of a fleet what another option says for both ports. */
const TWINS = [
  ['masterBindHostSreRecipe', 'masterBindHost', '--master-bind-host'],
  ['masterBindPortSreRecipe', 'masterBindPort', '--master-bind-port'],
  ['masterHostSreRecipe', 'masterHost', '--master-host'],
  ['masterPortSreRecipe', 'masterPort', '--master-port'],
] as const;

/** Sentences for the log on addresses that were given for port 81's fleet alone: both tests have one fleet. */
export function twinNotices(config: Config): string[] {
  return TWINS.flatMap(([twin, plain, flag]) => {
    const { kind, label } = config.sources[twin];
    if (kind === 'default' || config[twin] === config[plain]) return [];
    return `${label} (${config[twin]}) has no effect: one server serves both tests, by ${flag} (${config[plain]}).`;
  });
}
