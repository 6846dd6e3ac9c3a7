import type { AnyActorRef, AnyStateMachine } from 'xstate';
import { leavesOf } from './chart.ts';
import type { ChartRegistry } from './chartRegistry.ts';
import { DwellSample } from './dwellSample.ts';
import { journeysOf } from './journeys.ts';
import { populationOf } from './population.ts';
import { type Mask, shown } from './shown.ts';
import { activeOf, type MachineSnapshot, machineOf, machinesUnder } from './snapshots.ts';
import type { Subject } from './subject.ts';
import { Traces } from './traces.ts';
import type { LiveActor, LiveState } from './wire.ts';
import { hearWorkers, toldWorkers, type Workers, workersByState } from './workers.ts';

export interface LiveViewOptions {
  readonly subject: Subject;
  readonly workers: Workers | undefined;
  readonly charts: ChartRegistry;
  /** The users' machine. */
  readonly userMachine: AnyStateMachine;
  readonly mask: Mask;
}

/** How often a test is looked at while somebody watches, ms, and how many times as long as a look takes at least. */
const INTERVAL_MS = 250;
const PAUSE_PER_LOOK = 100;

/** What happens in a test now, told to all who watch at once. Nothing is done while nobody does. */
export class LiveView {
  readonly #options: LiveViewOptions;
  readonly #traces: Traces;
  readonly #sample: DwellSample;
  readonly #leaves: readonly string[];
  readonly #watchers = new Set<(state: LiveState) => void>();
  readonly #contexts = new WeakMap<MachineSnapshot, unknown>();
  #ends: (() => void)[] = [];
  #timer: unknown;

  constructor(options: LiveViewOptions) {
    this.#options = options;
    this.#traces = new Traces(options.subject.clock);
    this.#sample = new DwellSample(options.subject);
    this.#leaves = leavesOf(options.userMachine);
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Tells a watcher the state now, and up to four times a second from then on. Gives what ends it. */
  watch(watcher: (state: LiveState) => void): () => void {
    if (this.#watchers.size === 0) this.#begin();
    this.#watchers.add(watcher);
    watcher(this.look());
    return () => {
      if (this.#watchers.delete(watcher) && this.#watchers.size === 0) this.#end();
    };
  }

  /** The state now. Dwell times are known while somebody watches. */
  look(): LiveState {
    const { subject, workers, charts } = this.#options;
    return {
      time: subject.clock.now(),
      actors: [subject.actor, ...toldWorkers(workers)]
        .flatMap(machinesUnder)
        .map((actor) => this.#actor(actor)),
      workers: workersByState(workers),
      population: populationOf(subject, this.#leaves, this.#sample),
      journeys: journeysOf(subject, charts),
    };
  }

  close(): void {
    if (this.#watchers.size > 0) this.#end();
    this.#watchers.clear();
  }

  #begin(): void {
    const { subject, workers } = this.#options;
    this.#ends = [
      this.#trace(subject.actor),
      hearWorkers(workers, (worker) => this.#trace(worker)),
      subject.roster.onJoin((user) => this.#sample.offer(user)),
    ];
    this.#sample.refill();
    this.#arm();
  }

  /** Takes down the transitions of an actor and those below it. Gives what ends it. */
  #trace(root: AnyActorRef): () => void {
    for (const each of machinesUnder(root)) this.#traces.begin(each);
    const hearing = root.system.inspect({ next: (event) => this.#traces.hear(event) });
    return () => hearing.unsubscribe();
  }

  #end(): void {
    this.#options.subject.clock.clearTimeout(this.#timer);
    for (const end of this.#ends) end();
    this.#sample.end();
  }

  #arm(pause = INTERVAL_MS): void {
    const { clock } = this.#options.subject;
    this.#timer = clock.setTimeout(() => {
      const begin = clock.now();
      this.#sample.refill();
      const state = this.look();
      for (const watcher of this.#watchers) watcher(state);
      const pause = Math.max(INTERVAL_MS, (clock.now() - begin) * PAUSE_PER_LOOK);
      if (this.#watchers.size > 0) this.#arm(pause);
    }, pause);
  }

  #actor(actor: AnyActorRef): LiveActor {
    const snapshot = actor.getSnapshot() as MachineSnapshot;
    const { charts } = this.#options;
    const machine = machineOf(actor) as AnyStateMachine;
    return {
      actor: actor.id,
      machine: charts.idOf(machine) ?? machine.id,
      active: activeOf(snapshot),
      status: snapshot.status,
      trace: this.#traces.of(actor),
      context: this.#context(snapshot),
    };
  }

  /** Written once for each snapshot: those of a test that goes on as it is stay the same. */
  #context(snapshot: MachineSnapshot): unknown {
    let context = this.#contexts.get(snapshot);
    if (context === undefined) {
      context = shown(snapshot.context, this.#options.mask);
      this.#contexts.set(snapshot, context);
    }
    return context;
  }
}
