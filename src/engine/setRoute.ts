import type { Journey } from '../authoring/journey.ts';
import type { SetNode, TaskNode } from '../authoring/taskTree.ts';
import { weightedPicker } from '../authoring/weightedPicker.ts';
import { StatestormError } from '../domain/errors.ts';
import type { WaitTime } from '../domain/pacing.ts';
import type { Random } from '../domain/random.ts';
import { JourneyGuide } from './journeyGuide.ts';
import type { Route } from './route.ts';

/** Chooses among the children of one set, for one user. */
interface Guide {
  /** The child to go to; undefined where the set has come to its end. */
  choose(): TaskNode | undefined;
  /** Tells that the child is done, before the next choice. */
  done(threw: boolean, value: unknown): void;
  /** The path of a journey's state. */
  readonly state?: string | undefined;
}

/** A set that a user is in. */
interface Visit {
  readonly node: SetNode;
  readonly guide: Guide;
  state: 'entering' | 'inside' | 'leaving' | 'left';
}

/** What the running step is to the innermost visit. */
type Running = 'task' | 'onStart' | 'onStop';

/** The way of a user with sets that it stays in, or with a journey: a stack of the sets around it. */
export class SetRoute implements Route {
  readonly #random: Random;
  readonly #waitTime: WaitTime;
  readonly #visits: Visit[] = [];
  #running: Running = 'task';
  #interrupted: { wait: boolean } | undefined;

  constructor(root: SetNode, journey: Journey | undefined, random: Random, waitTime: WaitTime) {
    this.#random = random;
    this.#waitTime = waitTime;
    const guide = journey ? new JourneyGuide(journey, root, random) : this.#guideOf(root);
    this.#visits.push({ node: root, guide, state: 'inside' });
  }

  get journeyState(): string | undefined {
    return this.#visits[0]?.guide.state;
  }

  next(): number {
    for (;;) {
      const visit = this.#visits.at(-1) as Visit;
      const { node, state } = visit;
      if (state === 'entering') {
        visit.state = 'inside';
        if (node.onStart >= 0) return this.#run('onStart', node.onStart);
      } else if (state === 'leaving') {
        visit.state = 'left';
        if (node.onStop >= 0) return this.#run('onStop', node.onStop);
      } else if (state === 'left') {
        this.#visits.pop();
        this.#visits.at(-1)?.guide.done(false, undefined);
      } else {
        const task = this.#descend(visit);
        if (task >= 0) return this.#run('task', task);
      }
    }
  }

  ended(threw: boolean, value: unknown): WaitTime | undefined {
    const visit = this.#visits.at(-1) as Visit;
    const interrupted = this.#interrupted;
    this.#interrupted = undefined;
    const isTask = this.#running === 'task';
    if (isTask) visit.guide.done(threw && !interrupted, value);
    if (interrupted || (threw && this.#running === 'onStart')) visit.state = 'leaving';
    if (interrupted) return interrupted.wait ? this.#pause() : undefined;
    return isTask ? this.#pause() : undefined;
  }

  interrupt(wait: boolean): boolean {
    const inside = this.#visits.length > 1 && this.#running !== 'onStop';
    if (inside) this.#interrupted = { wait };
    return inside;
  }

  open(): number[] {
    return this.#visits
      .filter(({ node, state }) => node.onStop >= 0 && (state === 'inside' || state === 'leaving'))
      .map(({ node }) => node.onStop)
      .reverse();
  }

  #run(running: Running, step: number): number {
    this.#running = running;
    return step;
  }

  /** Goes down to a task, or to the door of a set that the user stays in; -1 where there is none yet. */
  #descend(visit: Visit): number {
    let node = visit.guide.choose();
    while (node?.kind === 'set' && node.order === 'once') node = this.#guideOf(node).choose();
    if (node?.kind === 'task') return node.step;
    if (node === undefined) visit.state = 'leaving';
    else this.#visits.push({ node, guide: this.#guideOf(node), state: 'entering' });
    return -1;
  }

  /** The pause of the innermost set that has one of its own, else the user's. */
  #pause(): WaitTime {
    return this.#visits.findLast(({ node }) => node.waitTime)?.node.waitTime ?? this.#waitTime;
  }

  #guideOf(node: SetNode): Guide {
    switch (node.order) {
      case 'sequence':
        return new SequenceGuide(node);
      case 'markov':
        return new MarkovGuide(node, this.#random);
      default:
        return new MixGuide(node, this.#random);
    }
  }
}

class MixGuide implements Guide {
  readonly #node: SetNode;
  readonly #random: Random;

  constructor(node: SetNode, random: Random) {
    this.#node = node;
    this.#random = random;
  }

  choose(): TaskNode {
    return childOf(this.#node, pickerOf(this.#node.weights)(this.#random));
  }

  done(): void {}
}

class SequenceGuide implements Guide {
  readonly #node: SetNode;
  #position = 0;
  #round = 0;

  constructor(node: SetNode) {
    this.#node = node;
  }

  choose(): TaskNode | undefined {
    const { children, rounds } = this.#node;
    return rounds !== undefined && this.#round >= rounds ? undefined : children[this.#position];
  }

  done(): void {
    this.#position++;
    if (this.#position < this.#node.children.length) return;
    this.#position = 0;
    this.#round++;
  }
}

class MarkovGuide implements Guide {
  readonly #node: SetNode;
  readonly #random: Random;
  /** Undefined once a task leads to none of those that are left. */
  #current: number | undefined;

  constructor(node: SetNode, random: Random) {
    this.#node = node;
    this.#random = random;
    this.#current = node.first;
  }

  choose(): TaskNode | undefined {
    return this.#current === undefined ? undefined : childOf(this.#node, this.#current);
  }

  done(): void {
    const weights = this.#node.transitions[this.#current as number] as readonly number[];
    this.#current = weights.some((weight) => weight > 0) ? pickerOf(weights)(this.#random) : undefined;
  }
}

/** Pickers are made once for a set, not for each of its users. */
const pickers = new WeakMap<readonly number[], (random: Random) => number>();

function pickerOf(weights: readonly number[]): (random: Random) => number {
  const known = pickers.get(weights) ?? weightedPicker(weights);
  pickers.set(weights, known);
  return known;
}

function childOf({ children, name }: SetNode, index: number): TaskNode {
  const child = children[index];
  if (child) return child;
  throw new StatestormError('tasks.none', `The task set ${name} has no task`, {
    hint: 'Name at least one of its tasks where tasks are chosen.',
  });
}
