import type { WaitTime } from '../domain/pacing.ts';
import { isTaskSet, type Mix, type SetOrder, type Task, type TaskSet, type UserDefinition } from './user.ts';

/** Something that a user's loop runs: a task, or the onStart or onStop of a set. */
export interface TaskStep {
  readonly name: string;
  /** Names from the top to the step, its own included. */
  readonly path: readonly string[];
  readonly run: Task<never>;
}

/** A task that can be chosen. */
export interface TaskLeaf extends TaskStep {
  /** How often this task is chosen of all the user's tasks, 0..1; in sequences and chains each as often. */
  readonly ratio: number;
}

/** A task or a set as a child of a set. */
export type TaskNode = { readonly kind: 'task'; readonly name: string; readonly step: number } | SetNode;

/** A set laid out: what its order needs to choose among its children. */
export interface SetNode {
  readonly kind: 'set';
  readonly name: string;
  readonly order: SetOrder | 'journey';
  readonly children: readonly TaskNode[];
  /** Of each child, as its order chooses first; a sequence does not look at them. */
  readonly weights: readonly number[];
  /** Of a Markov chain: for each child the weights of what follows it. */
  readonly transitions: readonly (readonly number[])[];
  /** The child that a Markov chain begins with. */
  readonly first: number;
  readonly rounds: number | undefined;
  readonly waitTime: WaitTime | undefined;
  /** Steps to run at entering and at leaving; -1 for none. */
  readonly onStart: number;
  readonly onStop: number;
}

/** The tasks of a user as its loop goes by them. */
export interface TaskTree {
  readonly leaves: readonly TaskLeaf[];
  /** The leaves, then the onStart and onStop of sets. */
  readonly steps: readonly TaskStep[];
  readonly root: SetNode;
  /** Whether every task is chosen anew from the top: the ratios of the leaves say all. */
  readonly isFlat: boolean;
}

export interface TaskChoice {
  /** Names of the tasks, or sets, that count; all where left out. */
  readonly only?: readonly string[] | undefined;
  /** Weights in place of those that the user gives its own tasks. */
  readonly mix?: Mix | undefined;
  /** Tasks with one of these tags count; all where there are none. */
  readonly tags?: readonly string[];
  /** Tasks with one of these tags do not count. */
  readonly excludeTags?: readonly string[];
  /** Every task that is chosen at all is chosen as often as its siblings. */
  readonly equal?: boolean;
}

/** Lays out the tasks of a user that count; never-chosen ones are left out. */
export function taskTree(definition: UserDefinition, choice: TaskChoice = {}): TaskTree {
  return new Layout(choice).of(definition);
}

/** A set, or a user as the set of its tasks, while it is laid out. */
type Siblings = Pick<TaskSet<never>, 'tasks' | 'mix' | 'tags'> &
  Partial<Omit<TaskSet<never>, 'order'>> & { readonly order: SetNode['order'] };

interface Place {
  readonly path: readonly string[];
  /** How often it is chosen, 0..1. */
  readonly share: number;
  /** Tags of what is around. */
  readonly tags: readonly string[];
  /** Whether `only` named what is around. */
  readonly named: boolean;
}

class Layout {
  readonly #choice: TaskChoice;
  readonly #leaves: TaskLeaf[] = [];
  readonly #hooks: { step: TaskStep; assign: (step: number) => void }[] = [];
  #isFlat = true;

  constructor(choice: TaskChoice) {
    this.#choice = choice;
  }

  of(definition: UserDefinition): TaskTree {
    const { tasks, mix, tags, journey } = definition;
    const order = journey ? 'journey' : 'once';
    const known = journey?.tasks;
    const ordered = known ? Object.fromEntries(known.map((name) => [name, tasks[name]!])) : tasks;
    if (journey) this.#isFlat = false;
    const siblings = { order, tasks: ordered, mix: { ...mix, ...this.#choice.mix }, tags } as const;
    const root = this.#set('', siblings, { path: [], share: 1, tags: [], named: false });
    const sum = this.#leaves.reduce((total, leaf) => total + leaf.ratio, 0);
    const leaves = this.#leaves.map((leaf) => ({ ...leaf, ratio: leaf.ratio / sum }));
    for (const [index, { assign }] of this.#hooks.entries()) assign(leaves.length + index);
    const steps = [...leaves, ...this.#hooks.map(({ step }) => step)];
    return { leaves, steps, root, isFlat: this.#isFlat };
  }

  #set(name: string, set: Siblings, place: Place): SetNode {
    const wanted = Object.entries(set.tasks).filter(([key]) => this.#counts(key, set, place));
    const weights = wanted.map(([key]) => this.#weight(key, set));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const children = wanted.map(([key, task], index): TaskNode => {
      const below = {
        path: [...place.path, key],
        share: (place.share * (weights[index] as number)) / total,
        tags: [...place.tags, ...(set.tags[key] ?? [])],
        named: place.named || (this.#choice.only?.includes(key) ?? false),
      };
      if (isTaskSet(task)) return this.#set(key, task, below);
      const leaf = { name: key, path: below.path, ratio: below.share, run: task as Task<never> };
      return { kind: 'task', name: key, step: this.#leaves.push(leaf) - 1 };
    });
    const names = wanted.map(([key]) => key);
    if (set.order !== 'once' && set.order !== 'journey') this.#isFlat = false;
    const node = {
      kind: 'set',
      name,
      order: set.order,
      children,
      weights,
      transitions: names.map((from) => names.map((to) => set.transitions?.[from]?.[to] ?? 0)),
      first: Math.max(0, names.indexOf(set.first ?? '')),
      rounds: set.rounds,
      waitTime: set.waitTime,
      onStart: -1,
      onStop: -1,
    } as const;
    return this.#withHooks(node, set, place);
  }

  #withHooks(node: SetNode, set: Siblings, { path }: Place): SetNode {
    const made: { -readonly [K in keyof SetNode]: SetNode[K] } = node;
    for (const hook of ['onStart', 'onStop'] as const) {
      const run = set[hook];
      if (run === undefined) continue;
      const step = { name: `${node.name}.${hook}`, path: [...path, hook], run };
      this.#hooks.push({
        step,
        assign: (index) => {
          made[hook] = index;
        },
      });
    }
    return made;
  }

  #weight(key: string, { order, mix }: Siblings): number {
    const mixed = order === 'once' || order === 'mix';
    return !mixed || this.#choice.equal ? 1 : (mix[key] ?? 1);
  }

  /** Whether a task, or anything in a set, is to be chosen at all. */
  #counts(key: string, set: Siblings, { tags, named }: Pick<Place, 'tags' | 'named'>): boolean {
    const mixed = set.order === 'once' || set.order === 'mix';
    if (mixed && set.mix[key] === 0) return false;
    const task = set.tasks[key];
    const all = [...tags, ...(set.tags[key] ?? [])];
    const isNamed = named || (this.#choice.only?.includes(key) ?? false);
    if (isTaskSet(task)) {
      return Object.keys(task.tasks).some((each) => this.#counts(each, task, { tags: all, named: isNamed }));
    }
    const { only, tags: chosen = [], excludeTags = [] } = this.#choice;
    if (only && !isNamed) return false;
    if (chosen.length > 0 && !chosen.some((tag) => all.includes(tag))) return false;
    return !excludeTags.some((tag) => all.includes(tag));
  }
}

/** All tags that the tasks of a user have. */
export function tagsOf({ tasks, tags }: Pick<TaskSet<never>, 'tasks' | 'tags'>): Set<string> {
  const found = new Set(Object.values(tags).flatMap((words: readonly string[] | undefined) => words ?? []));
  for (const task of Object.values(tasks)) {
    if (isTaskSet(task)) for (const tag of tagsOf(task)) found.add(tag);
  }
  return found;
}
