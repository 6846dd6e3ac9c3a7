import type { Config } from './config/loadConfig.ts';

/** What a coordinator was told of its load that its workers have to know, however they were started. */
export type LoadChoice = Pick<
  Config,
  'task' | 'userClasses' | 'tags' | 'excludeTags' | 'equalWeights' | 'configUsers' | 'maxEntries'
>;

export function loadChoice(config: Config): LoadChoice {
  const { task, userClasses, tags, excludeTags, equalWeights, configUsers, maxEntries } = config;
  return { task, userClasses, tags, excludeTags, equalWeights, configUsers, maxEntries };
}
