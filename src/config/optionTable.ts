import { StatestormError } from '../domain/errors.ts';
import type { DeclaredSpec, OptionSpec } from './optionSpec.ts';
import { OPTIONS, variablesOf } from './options.ts';

/** All options of a start: the program's, and those that its load files declare. */
export interface OptionTable {
  /** In the order of the help. */
  readonly all: readonly OptionSpec[];
  readonly declared: readonly DeclaredSpec[];
  /** The option of a name, which may be written with underscores. */
  find(name: string): OptionSpec | undefined;
  /** The option of a short flag's letter. */
  findShort(letter: string): OptionSpec | undefined;
}

const PROGRAM: readonly OptionSpec[] = OPTIONS;

/** Fields of the program's own forms that no option of the program is named like. */
const FORM_FIELDS = ['user-count', 'shape-class', 'stop-after', 'identifier'];

/**
 * The table of the options.
 * @throws StatestormError `options.taken` naming a declared option that goes by the name of another.
 */
export function optionTable(declared: readonly DeclaredSpec[]): OptionTable {
  refuseTaken(declared);
  const end = PROGRAM.findLastIndex((each) => each.section === 'Load') + 1;
  const all = PROGRAM.toSpliced(end, 0, ...declared);
  const byName = new Map(all.map((each) => [each.name, each]));
  const byLetter = new Map(all.flatMap((each) => (each.short ? [[each.short, each]] : [])));
  return {
    all,
    declared,
    find: (name) => byName.get(name.replaceAll('_', '-')),
    findShort: (letter) => byLetter.get(letter),
  };
}

/** The options of the program alone. */
export const PROGRAM_OPTIONS: OptionTable = optionTable([]);

function refuseTaken(declared: readonly DeclaredSpec[]): void {
  const taken = new Map<string, string>(
    FORM_FIELDS.map((name) => [spelling(name), "a field of the program's forms"]),
  );
  const takenVariables = new Map<string, string>();
  const take = (option: OptionSpec, owner: string): void => {
    taken.set(spelling(option.name), owner);
    // --noheadless turns --headless off.
    if (option.type.takes === 'flag') taken.set(`no${spelling(option.name)}`, owner);
    for (const variable of variablesOf(option)) takenVariables.set(variable, owner);
  };
  for (const option of PROGRAM) take(option, `--${option.name} of statestorm`);
  for (const option of declared) {
    const negated = option.type.takes === 'flag' ? taken.get(`no${spelling(option.name)}`) : undefined;
    const variable = variablesOf(option).find((each) => takenVariables.has(each));
    const owner = taken.get(spelling(option.name)) ?? negated ?? takenVariables.get(variable ?? '');
    if (owner !== undefined) {
      throw new StatestormError('options.taken', `The option ${option.key} cannot be told from ${owner}`, {
        hint: `Give ${option.key} another name where defineOptions() declares it.`,
      });
    }
    take(option, `the option ${option.key} of another defineOptions()`);
  }
}

/** A name without what tells its spellings apart: page-size, page_size and pageSize are one. */
function spelling(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}
