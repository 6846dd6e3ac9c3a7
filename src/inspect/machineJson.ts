import type { AnyStateMachine } from 'xstate';
import { actionNames, actorName } from './names.ts';

type Json = Record<string, unknown>;

/**
 * The configuration of a machine as JSON that `createMachine` reads: the same states and transitions. Functions
 * stay behind: data for actors (context, input, output) is left out, an inline guard or action becomes its name.
 */
export function machineJson(machine: AnyStateMachine): Json {
  const { context: _context, types: _types, schemas: _schemas, ...config } = machine.config as Json;
  return { ...stateJson(config), id: machine.id };
}

function stateJson({ output: _output, states, invoke, ...config }: Json): Json {
  return {
    ...(plain(config) as Json),
    ...(invoke !== undefined && { invoke: [invoke].flat().map((each) => invokeJson(each as Json)) }),
    ...(states !== undefined && {
      states: Object.fromEntries(
        Object.entries(states as Json).map(([key, state]) => [key, stateJson(state as Json)]),
      ),
    }),
  };
}

function invokeJson({ input: _input, src, ...invoke }: Json): Json {
  return { ...(plain(invoke) as Json), src: actorName(src) };
}

function plain(value: unknown): unknown {
  if (typeof value === 'function') return actionNames(value)[0];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
