import { describe, expect, it } from 'vitest';
import { tracedEdges } from '../../../src/ui/machines/live/tracedEdges.ts';
import { chart } from './support/charts.ts';

/** The active states of a leaf and of all around it. */
function at(leaf: string): string[] {
  const parts = leaf.split('.');
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('.'))];
}

describe('the arrows of a transition', () => {
  it('are the one from the active state by the event', () => {
    const taken = {
      event: 'loop.started',
      from: at('alive.starting'),
      to: at('alive.running.observed.waiting'),
    };
    expect(tracedEdges(chart('user'), taken)).toEqual(['alive.starting#loop.started#0']);
  });

  it('go on through states that are left at once', () => {
    const taken = { event: 'user.kill', from: at('alive.starting'), to: at('stopped') };
    expect(tracedEdges(chart('user'), taken)).toEqual(['alive#user.kill#0', 'ended##1', 'left##1']);
  });

  it('are those of the guard that held, told by where it ended', () => {
    const from = at('browsing.addToCart');
    const taken = { event: 'task.completed', from, to: at('viewCart') };
    expect(tracedEdges(chart('shopping'), taken)).toEqual(['browsing.addToCart#task.completed#1']);
  });

  it('are of the inner state where one around it hears the event, too', () => {
    const from = at('alive.finishing');
    expect(tracedEdges(chart('user'), { event: 'user.stop', from, to: from })).toEqual([
      'alive.finishing#user.stop#0',
    ]);
  });

  it('are none for an event that nothing hears', () => {
    const from = at('stopped');
    expect(tracedEdges(chart('user'), { event: 'user.stop', from, to: from })).toEqual([]);
  });
});
