import {
  type ActorLogic,
  type ActorSystem,
  type ActorSystemInfo,
  type EventObject,
  fromCallback,
  type Snapshot,
} from 'xstate';

/** What a chart names and src brings: takes `TEvent`, is started with `TInput`. */
export type Provided<TEvent extends EventObject, TInput> = ActorLogic<
  Snapshot<unknown>,
  TEvent,
  TInput,
  ActorSystem<ActorSystemInfo>
>;

/**
 * Stands in a chart where src brings the real actor with `machine.provide()`, so that a chart can be opened,
 * drawn and read alone. Throws when it is started, naming what was not provided.
 */
export function provided<TEvent extends EventObject, TInput>(name: string): Provided<TEvent, TInput> {
  const placeholder = fromCallback<TEvent, never>(() => {
    throw new Error(
      `The actor "${name}" was not provided: give it with machine.provide({ actors: { ${name} } })`,
    );
  });
  return placeholder as unknown as Provided<TEvent, TInput>;
}
