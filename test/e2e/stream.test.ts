import { expect } from 'vitest';
import type { Charts } from '../../src/server/stream/wire.ts';
import { openEvents } from '../server/support/events.ts';
import { it } from './support/it.ts';
import { until } from './support/until.ts';

it('streams a point a second, sends what a client missed, and ends the stream with the process', async ({
  lab,
}) => {
  const shop = await lab.shop();
  const { program, web, recipes } = await lab.serve(['--host', shop.url]);
  await web.swarm({ user_count: 5, spawn_rate: 100, run_time: '1h' });
  const stream = `${web.url}/stream`;
  const first = await openEvents(stream);
  await until('numbers came', () => first.received.some(({ data }) => data.entries['\tAggregated'].rps > 0));
  first.close();
  const last = first.received.at(-1);
  expect(last?.data).toMatchObject({ run: 1, users: 5, progress: { by: 'runTime' } });
  const { startedAt, endsAt } = last!.data.progress;
  expect(endsAt - startedAt).toBe(3_600_000);

  // Away for two seconds or more, by the clock of the program.
  const present = await openEvents(stream);
  await until('the load went on', () => present.received.length >= 4);
  const back = await openEvents(stream, last?.id);
  await until('it was sent what it missed', () => back.received.length >= 4);
  const numbers = [...first.received, ...back.received].map(({ id }) => Number(id.split('.')[1]));
  expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  present.close();

  await recipes.spawn('BasicPurchasingUser', { user_count: 1, spawn_rate: 1, stop_after: 600 });
  const other = await openEvents(`${recipes.url}/stream`);
  await until('port 81 has its own run', () => other.received.at(-1)?.data.progress?.by === 'stopAfter');

  expect((await web.get('/stop')).status).toBe(200);
  const total = await web.total();
  const { body } = await web.get<Charts & Record<string, unknown>>('/stats/charts');
  const { points, phases } = body.entries.at(-1)!;
  const counted = points.reduce((sum, { rps, span }) => sum + (rps * span) / 1000, 0);
  expect(counted).toBeCloseTo(total.num_requests, -1);
  expect(phases.requests).toBe(total.num_requests);

  expect((await program.terminate()).code).toBe(0);
  expect([back.ended, other.ended]).toEqual([true, true]);
}, 60_000);
