import { type AnyStateMachine, createMachine } from 'xstate';
import { shoppingMachine } from '../../machines/journeys/shopping.machine.ts';
import { loadTestMachine } from '../../machines/loadTest.machine.ts';
import { memberMachine } from '../../machines/member.machine.ts';
import { runMachine } from '../../machines/run.machine.ts';
import { spawnerMachine } from '../../machines/spawner.machine.ts';
import { workerMachine } from '../../machines/worker.machine.ts';
import { userLogic } from '../../src/engine/userLogic.ts';

/** What a chart can hold that those of the program do not: history, tags, descriptions, names that mean something elsewhere. */
export const oddMachine = createMachine({
  id: 'odd: "one"',
  description: 'A chart of oddities',
  initial: 'state',
  on: { '*': { actions: 'shrug' }, 'go.home': { target: '.state' } },
  states: {
    state: {
      tags: ['calm'],
      description: 'Named as a word of Mermaid',
      entry: [{ type: 'greet', params: { loud: true } }],
      on: { 'a:b;c -- [*]': [{ guard: { type: 'weighted', params: { weight: 3 } }, target: 'end' }] },
      after: { 1500: { target: 'note "left" of' } },
    },
    end: {
      type: 'parallel',
      onDone: 'note "left" of',
      invoke: { id: 'clock', src: 'clock', onDone: 'done', onError: { actions: 'weep' }, onSnapshot: {} },
      states: {
        left: { initial: 'in', states: { in: { on: { next: 'out' } }, out: { type: 'final' } } },
        right: { initial: 'in', states: { in: { on: { next: 'out' } }, out: { type: 'final' } } },
      },
    },
    'note "left" of': {
      initial: 'one',
      states: {
        one: { always: [{ guard: 'isLate', target: 'two' }] },
        two: {},
        back: { type: 'history', history: 'deep', target: 'one' },
      },
      on: {
        return: { target: '.back' },
        both: { target: ['#odd: "one".end.left.out', '#odd: "one".end.right.out'] },
      },
    },
    done: { type: 'final' },
  },
} as never) as AnyStateMachine;

export const MACHINES: readonly AnyStateMachine[] = [
  loadTestMachine,
  runMachine,
  spawnerMachine,
  userLogic,
  workerMachine,
  memberMachine,
  shoppingMachine,
  oddMachine,
] as never;
