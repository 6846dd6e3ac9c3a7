import { taskNames } from '../authoring/taskNames.ts';
import { type TaskRatio, taskRatios } from '../authoring/taskRatios.ts';
import { type TaskLeaf, type TaskTree, taskTree } from '../authoring/taskTree.ts';
import type { Mix, UserDefinition } from '../authoring/user.ts';
import type { ClassWeight } from '../domain/dispatch.ts';
import { StatestormError } from '../domain/errors.ts';
import { type RouteMaker, routeMaker } from './route.ts';

/** What can be changed of a class while the program runs; users made afterwards have it. */
export interface ClassSettings {
  readonly host?: string;
  readonly weight?: number;
  readonly fixedCount?: number;
  /** Names of the tasks, or sets, that are left; the others are not chosen. */
  readonly tasks?: readonly string[];
  /** Weights of its own tasks. */
  readonly mix?: Mix;
}

/** How classes are set up as a whole. */
export interface ClassChoice {
  /** Classes, and tasks among siblings, are equally likely. */
  readonly equalWeights?: boolean;
  /** Only tasks with one of these tags; all where there are none. */
  readonly tags?: readonly string[];
  readonly excludeTags?: readonly string[];
}

/** A class as it stands now. */
export interface ConfiguredClass {
  readonly definition: UserDefinition;
  readonly settings: ClassSettings;
  /** The tasks that can be chosen. */
  readonly leaves: readonly TaskLeaf[];
  /** What its loops run. */
  readonly steps: TaskTree['steps'];
  readonly makeRoute: RouteMaker;
  /** Whether the user, or a set of its tasks, has an onStop. */
  readonly hasOnStop: boolean;
}

/** The tree that `/tasks` answers. */
export interface TaskRatios {
  readonly per_class: Record<string, TaskRatio>;
  readonly total: Record<string, TaskRatio>;
}

/** The classes of users that a test can run, by name, with what was changed of them. */
export class UserClasses {
  readonly #classes = new Map<string, ConfiguredClass>();
  readonly #choice: ClassChoice;

  /** @throws StatestormError `users.duplicate` where two classes go by one name. */
  constructor(definitions: readonly UserDefinition[], choice: ClassChoice = {}) {
    this.#choice = choice;
    for (const definition of definitions) {
      if (this.#classes.has(definition.name)) {
        throw new StatestormError('users.duplicate', `Two user classes are named ${definition.name}`, {
          hint: 'Give each defineUser() a name of its own.',
        });
      }
      this.#classes.set(definition.name, this.#configured(definition, {}));
    }
  }

  get names(): string[] {
    return [...this.#classes.keys()];
  }

  get(name: string): ConfiguredClass | undefined {
    return this.#classes.get(name);
  }

  all(): ConfiguredClass[] {
    return [...this.#classes.values()];
  }

  /**
   * Changes settings of a class; ones not named stay.
   * @throws StatestormError `users.unknown`, `users.unknownTask`, or `users.noTasks` where no task would be left.
   */
  configure(name: string, settings: ClassSettings): void {
    const known = this.#classes.get(name);
    if (!known) {
      throw new StatestormError('users.unknown', `Unknown user class: ${name}`, {
        hint: `Known are ${this.names.join(', ')}.`,
      });
    }
    const tasks = taskNames(known.definition.tasks);
    const unknown = settings.tasks?.find((each) => !tasks.includes(each));
    if (unknown !== undefined) {
      throw new StatestormError('users.unknownTask', `tasks: ${name} has no task ${unknown}.`, {
        hint: `Known are ${tasks.join(', ')}.`,
      });
    }
    this.#classes.set(name, this.#configured(known.definition, { ...known.settings, ...settings }));
  }

  /** What was changed of classes, by their names. */
  settings(): Record<string, ClassSettings> {
    const changed = this.all().filter(({ settings }) => Object.keys(settings).length > 0);
    return Object.fromEntries(changed.map(({ definition, settings }) => [definition.name, settings]));
  }

  /** Weights for the mix, of the named classes or of all; the shares are by weight unless they are fixed. */
  weights(names: readonly string[] = this.names): ClassWeight[] {
    return this.all()
      .filter(({ definition }) => names.includes(definition.name))
      .map(({ definition, settings }) => ({
        name: definition.name,
        weight: this.#choice.equalWeights ? 1 : (settings.weight ?? definition.weight),
        fixedCount: settings.fixedCount ?? definition.fixedCount,
      }));
  }

  /** All fixed counts together, of one class as it would be changed. */
  fixedUsers(changed?: { readonly name: string; readonly fixedCount: number }): number {
    return this.weights().reduce(
      (sum, { name, fixedCount }) => sum + (name === changed?.name ? changed.fixedCount : fixedCount),
      0,
    );
  }

  /** Where users of a class aim: what was set for it, else the test's host, else the class's own. */
  hostOf(name: string, testHost: string): string {
    const known = this.#classes.get(name);
    return known?.settings.host ?? (testHost || (known?.definition.host ?? ''));
  }

  /** The ratios of tasks for the users given by class; with `all`, classes without users too. */
  ratios(counts: Readonly<Record<string, number>>, { all = false } = {}): TaskRatios {
    const users = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const shown = this.all()
      .filter(({ definition }) => all || (counts[definition.name] ?? 0) > 0)
      .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
    const ratioOf = (name: string): number => (users === 0 ? 0 : (counts[name] ?? 0) / users);
    const tree = (tasks: (leaves: readonly TaskLeaf[], share: number) => Record<string, TaskRatio>) =>
      Object.fromEntries(
        shown.map(({ definition: { name }, leaves }) => [
          name,
          { ratio: ratioOf(name), tasks: tasks(leaves, ratioOf(name)) },
        ]),
      );
    return {
      per_class: tree((leaves) => taskRatios(leaves)),
      total: tree((leaves, share) => taskRatios(leaves, share)),
    };
  }

  #configured(definition: UserDefinition, settings: ClassSettings): ConfiguredClass {
    const { equalWeights: equal = false, tags = [], excludeTags = [] } = this.#choice;
    const tree = taskTree(definition, { only: settings.tasks, mix: settings.mix, tags, excludeTags, equal });
    if (tree.leaves.length === 0) {
      const names = taskTree(definition, { tags, excludeTags }).leaves.map((leaf) => leaf.name);
      throw new StatestormError(
        'users.noTasks',
        `${definition.name} has none of the tasks ${settings.tasks}`,
        {
          hint: `Its tasks are ${names.join(', ')}.`,
        },
      );
    }
    const { leaves, steps } = tree;
    const hasOnStop = definition.onStop !== undefined || steps.length > leaves.length;
    return { definition, settings, leaves, steps, makeRoute: routeMaker(definition, tree), hasOnStop };
  }
}
