import { describe, expect, it } from 'vitest';
import { leavesOf, stateWords, transitionWords } from '../../../src/ui/machines/chart/words.ts';
import { chart } from './support/charts.ts';

const node = (id: string, path: string) => chart(id).nodes.find((each) => each.path === path)!;
const edge = (id: string, of: string) => chart(id).edges.find((each) => each.id === of)!;

describe('what is said of a chart', () => {
  it('tells what a state is', () => {
    expect(stateWords(node('user', 'alive'))).toBe(
      'alive: state with states within; begins in alive.starting; invokes loop',
    );
    expect(stateWords(node('user', 'stopped'))).toBe('stopped: final state');
    expect(stateWords(node('user', ''))).toContain('user: the machine');
  });

  it('tells where a transition leads, when and with what', () => {
    expect(transitionWords(edge('user', 'alive.running.cruising##0'))).toBe(
      'always [isWatched]: from alive.running.cruising to alive.running.observed',
    );
    expect(transitionWords(edge('user', 'alive#user.watch#0'))).toBe(
      'user.watch / rememberWatched: stays in alive',
    );
  });

  it('tells the deepest of active states', () => {
    expect(leavesOf(['', 'active', 'active.users', 'active.users.running', 'active.shape'])).toEqual([
      'active.users.running',
      'active.shape',
    ]);
  });
});
