import type { TaskStep } from '../authoring/taskTree.ts';

/** Where a user is in its life, as it is counted: in none, in a phase, or in the step of that index. */
export type LoopPhase = 'none' | 'starting' | 'waiting' | 'leaving' | number;

/** The users of one class, by phase and task: plain counters that the loops keep. */
export class ClassCensus {
  readonly name: string;
  /** The steps of the class by their paths, `/` between names. */
  readonly tasks: readonly string[];
  /** Users executing each now, in the order of `tasks`. */
  readonly executing: number[];
  alive = 0;
  starting = 0;
  waiting = 0;
  leaving = 0;

  constructor(name: string, steps: readonly TaskStep[]) {
    this.name = name;
    this.tasks = steps.map((step) => step.path.join('/'));
    this.executing = steps.map(() => 0);
  }

  count(phase: LoopPhase, by: 1 | -1): void {
    if (typeof phase === 'number') this.executing[phase] = (this.executing[phase] as number) + by;
    else if (phase !== 'none') this[phase] += by;
  }
}

/** The users of a test, as those see them who only read. */
export interface CensusView {
  /** Users alive now, those that are leaving included. */
  readonly alive: number;
  /** Users that crashed since the run began. */
  readonly crashes: number;
  /** Users alive by class; classes without users left out. */
  byClass(): Record<string, number>;
  /** The counter sets of all classes. */
  sets(): readonly CountedClass[];
  /** Crashes are counted anew. */
  beginRun(): void;
}

/** The counters of one class. */
export type CountedClass = Pick<
  ClassCensus,
  'name' | 'tasks' | 'executing' | 'alive' | 'starting' | 'waiting' | 'leaving'
>;

/** The users of one test. Read by anyone at any time; written by the population and the loops only. */
export class Census implements CensusView {
  readonly #classes = new Map<string, ClassCensus[]>();
  #alive = 0;
  /** Users that crashed since the run began. */
  crashes = 0;

  /** Users alive now, those that are leaving included. */
  get alive(): number {
    return this.#alive;
  }

  beginRun(): void {
    this.crashes = 0;
  }

  /** A counter set for users of a class made from now on; earlier ones count on in theirs. */
  open(name: string, steps: readonly TaskStep[]): ClassCensus {
    const census = new ClassCensus(name, steps);
    const known = (this.#classes.get(name) ?? []).filter((each) => each.alive > 0);
    this.#classes.set(name, [...known, census]);
    return census;
  }

  arrive(census: ClassCensus): void {
    census.alive++;
    this.#alive++;
  }

  depart(census: ClassCensus): void {
    census.alive--;
    this.#alive--;
  }

  /** Users alive by class; classes without users left out. */
  byClass(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [name, sets] of this.#classes) {
      const alive = sets.reduce((sum, each) => sum + each.alive, 0);
      if (alive > 0) counts[name] = alive;
    }
    return counts;
  }

  /** The counter sets of all classes. */
  sets(): ClassCensus[] {
    return [...this.#classes.values()].flat();
  }
}
