import { Subject } from 'rxjs';
import type { HookEvents, HookFacts, HookName, Hooks } from '../authoring/hooks.ts';
import { readOptions } from '../authoring/options.ts';
import { messageOf } from '../domain/errors.ts';
import type { LoadTest } from './loadTest.ts';

type Callback = (fact: never) => unknown;
type Log = (message: string, error: unknown) => void;

/** A test, as its hooks see it: a whole one, or its part in one process of a fleet. */
export type HookedTest = Pick<
  LoadTest,
  'id' | 'host' | 'options' | 'plan' | 'userCount' | 'facts$' | 'samples$' | 'exceptions$' | 'resets$'
>;

/** The hooks of one test, attached. */
export interface AttachedHooks {
  /** Tells that a run begins; what its users wait for, undefined for nothing. */
  begin(run: number): Promise<void> | undefined;
  /** Tells that the process is about to end; through once the callbacks of this and of the last run's end are. */
  quit(): Promise<void>;
}

/** How long callbacks may take whose promises are waited for, ms. */
const PATIENCE_MS = 30_000;

/** Hooks before their test exists: `attach` them to it once it does. */
export class TestHooks implements AttachedHooks {
  readonly #callbacks = new Map<HookName, Callback[]>();
  readonly #streams = new Map<HookName, Subject<unknown>>();
  readonly #log: Log;
  #open: Promise<unknown>[] = [];
  #test: HookedTest | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  attach(hooks: readonly Hooks[], test: HookedTest): void {
    this.#test = test;
    if (hooks.length === 0) return;
    for (const { attach } of hooks) this.#guarded('defineHooks()', () => attach(this.#eventsOf(test)));
    test.facts$.subscribe((fact) => {
      if (fact.type === 'run.reached') {
        this.#tell('spawningComplete', { run: fact.run, userCount: test.userCount });
      } else if (fact.type === 'run.ended') {
        this.#open.push(...this.#tell('testStop', { run: fact.run, reason: fact.reason }));
      }
    });
    test.exceptions$.subscribe((exception) => this.#tell('userError', exception));
    test.resets$.subscribe(() => this.#tell('reset', { run: test.plan?.run ?? 0 }));
    // Every request passes here: nothing is asked of it where nobody listens.
    if (this.#isHeard('request')) test.samples$.subscribe((sample) => this.#tell('request', sample));
  }

  begin(run: number): Promise<void> | undefined {
    const open = this.#tell('testStart', { run, host: this.#test?.host ?? '' });
    return open.length === 0 ? undefined : this.#settled(open, 'testStart');
  }

  async quit(): Promise<void> {
    const open = [...this.#open, ...this.#tell('quitting', {})];
    if (open.length > 0) await this.#settled(open, 'quitting');
    for (const stream of this.#streams.values()) stream.complete();
  }

  #eventsOf(test: HookedTest): HookEvents {
    const streams = Object.fromEntries(NAMES.map((name) => [`${name}$`, this.#streamOf(name)]));
    return {
      ...(streams as never as HookEvents),
      test: test.id,
      options: (declared) => readOptions(declared, test.options),
      on: (name, callback) => {
        this.#callbacks.set(name, [...(this.#callbacks.get(name) ?? []), callback as Callback]);
      },
    };
  }

  #streamOf(name: HookName): Subject<unknown> {
    const known = this.#streams.get(name) ?? new Subject<unknown>();
    this.#streams.set(name, known);
    return known;
  }

  #isHeard(name: HookName): boolean {
    return this.#callbacks.has(name) || (this.#streams.get(name)?.observed ?? false);
  }

  /** Tells all who listen; gives the promises of callbacks that are not through yet. */
  #tell<Name extends HookName>(name: Name, fact: HookFacts[Name]): Promise<unknown>[] {
    this.#streams.get(name)?.next(fact);
    return (this.#callbacks.get(name) ?? []).flatMap((callback) => {
      const given = this.#guarded(name, () => callback(fact as never));
      return given instanceof Promise ? [given.catch((error) => this.#failed(name, error))] : [];
    });
  }

  #guarded(name: string, call: () => unknown): unknown {
    try {
      return call();
    } catch (error) {
      this.#failed(name, error);
      return undefined;
    }
  }

  #failed(name: string, error: unknown): void {
    this.#log(`The hook ${name} threw: ${messageOf(error)}`, error);
  }

  async #settled(open: readonly Promise<unknown>[], name: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), PATIENCE_MS);
    });
    const outcome = await Promise.race([Promise.all(open), late]);
    clearTimeout(timer);
    if (outcome === 'late')
      this.#log(`The hook ${name} is not through after ${PATIENCE_MS / 1000} s`, undefined);
  }
}

const NAMES: readonly HookName[] = [
  'testStart',
  'testStop',
  'spawningComplete',
  'request',
  'userError',
  'reset',
  'quitting',
];
