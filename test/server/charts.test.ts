import { afterEach, expect, test } from 'vitest';
import type { Charts, EntryChart } from '../../src/server/stream/wire.ts';
import { ask, post } from './support/ask.ts';
import { type HeldPort, heldPort } from './support/ports.ts';

let port: HeldPort;
afterEach(() => port.close());

async function charts(...keys: string[]): Promise<Charts> {
  const query = keys.map((key) => `key=${encodeURIComponent(key)}`).join('&');
  const answer = await ask(`${port.url}/stats/charts?${query}`);
  expect(answer.status).toBe(200);
  return answer.json;
}

const requestsIn = ({ points }: EntryChart): number =>
  points.reduce((sum, { rps, span }) => sum + (rps * span) / 1000, 0);
const heatIn = ({ points }: EntryChart): number =>
  points.reduce((sum, { heat }) => sum + heat.reduce((a, b, at) => a + (at % 2 ? b : 0), 0), 0);

test('the points of an entry add up to its row, however long the run', async () => {
  port = await heldPort('web', { latency: 20, failing: ['/cart'] });
  await post(`${port.url}/swarm`, { user_count: 3, spawn_rate: 100 });
  await port.clock.advance(600_000, 100);
  const rows = (await ask(`${port.url}/stats/requests`)).json.stats as Record<string, string | number>[];
  expect(rows.length).toBeGreaterThan(2);
  const got = await charts(...rows.map((row) => `${row.method}\t${row.name}`));
  expect(got.entries.map(({ method, name }) => [method, name])).toEqual(
    rows.map(({ method, name }) => [method, name]),
  );
  for (const [index, entry] of got.entries.entries()) {
    const row = rows[index]!;
    expect(requestsIn(entry)).toBeCloseTo(Number(row.num_requests), 0);
    expect(heatIn(entry)).toBe(row.num_requests);
    expect(entry.phases.requests).toBe(row.num_requests);
    const { avg } = (row.phases as unknown as Record<string, { avg: number }>).waiting!;
    expect(entry.phases.waiting).toBeCloseTo(avg * Number(row.num_requests), 3);
    expect(entry.points.length).toBeLessThanOrEqual(240);
    expect(entry.points.reduce((sum, { span }) => sum + span, 0)).toBeCloseTo(600_000, -4);
    expect(
      entry.points.every(({ heat }) => heat.every((value, at) => at % 2 || got.bounds.includes(value))),
    ).toBe(true);
  }
});

test('without a key all entries together have points, and the others are listed', async () => {
  port = await heldPort('web', { latency: 20 });
  await post(`${port.url}/swarm`, { user_count: 3, spawn_rate: 100 });
  await port.clock.advance(10_000, 100);
  const got = await charts();
  const [total, ...others] = got.entries.toReversed();
  expect(total).toMatchObject({ key: '\tAggregated', method: '', name: 'Aggregated' });
  expect(total?.points.length).toBeGreaterThan(8);
  expect(others.length).toBeGreaterThan(0);
  expect(others.every(({ points }) => points.length === 0)).toBe(true);
  await ask(`${port.url}/stats/reset`);
  expect((await charts()).entries.at(-1)?.points).toEqual([]);
});

test('more keys than one answer holds are refused', async () => {
  port = await heldPort('web');
  const query = Array.from({ length: 21 }, (_, index) => `key=${index}`).join('&');
  const { status, text } = await ask(`${port.url}/stats/charts?${query}`);
  expect([status, text]).toEqual([400, 'At most 20 entries can be asked for at once.']);
});
