import { describe, expect, it } from 'vitest';
import type { Population } from '../../../src/inspect/wire.ts';
import {
  BETWEEN,
  heatOf,
  journeyBadges,
  placesByClass,
  populationBadges,
  usersOn,
} from '../../../src/ui/machines/live/census.ts';
import { chart } from './support/charts.ts';

const dwelling = (users: number) => ({ users, p50: 10, p95: 20 });

const population: Population = {
  users: 150,
  states: {
    'alive.starting': dwelling(3),
    'alive.running.cruising': dwelling(147),
    'alive.running.observed.executing': dwelling(140),
    'alive.running.observed.waiting': dwelling(7),
  },
  tasks: { Buyer: { browse: dwelling(3), checkout: dwelling(137) } },
  waiting: { Buyer: dwelling(7), Idler: dwelling(0) },
};

describe('the users on the chart', () => {
  const badges = populationBadges(chart('user'), population);

  it('add up to all of them, those that nobody watches counted where their loops are', () => {
    expect(usersOn(badges)).toBe(150);
    expect(badges.get('alive.running.cruising')).toMatchObject({ note: 'not watched', users: 0 });
  });

  it('stand on every leaf, and on no state around others', () => {
    const leaves = chart('user').nodes.filter(({ type }) => type === 'atomic' || type === 'final');
    expect([...badges.keys()]).toEqual(leaves.map(({ path }) => path));
    expect(badges.get('stopped')).toMatchObject({ users: 0, heat: 0 });
  });

  it('are those of a journey by its steps', () => {
    const badges = journeyBadges(chart('shopping'), { checkout: 4, 'browsing.addToCart': 12 });
    expect(usersOn(badges)).toBe(16);
    expect(badges.get('checkout')!.heat).toBe(0.5);
  });
});

describe('the list of places', () => {
  it('has the fullest first, in each class', () => {
    const [buyer, idler] = placesByClass(population);
    expect(buyer!.places.map(({ name, users }) => [name, users])).toEqual([
      ['checkout', 137],
      [BETWEEN, 7],
      ['browse', 3],
    ]);
    expect(buyer!.users).toBe(147);
    expect(idler).toMatchObject({ name: 'Idler', users: 0 });
  });
});

describe('heat', () => {
  it.each([
    [0, 100, 0],
    [100, 100, 1],
    [25, 100, 0.5],
    [1, 0, 0],
  ])('of %i among %i users is %d', (users, all, heat) => {
    expect(heatOf(users, all)).toBe(heat);
  });
});
