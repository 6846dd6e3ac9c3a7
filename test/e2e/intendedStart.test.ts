import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import type { StatsRow } from '../../src/metrics/outputs/wire.ts';
import { it } from './support/it.ts';
import { visitor } from './support/loads.ts';
import type { Port } from './support/port.ts';
import { until } from './support/until.ts';

/** A target that answers nothing for a while, once, when asked the twentieth time; then all at once. */
async function stalling(ms: number, onTestFinished: (end: () => void) => void): Promise<string> {
  let asked = 0;
  let stall: Promise<void> | undefined;
  const server = createServer(async (_request, response) => {
    if (++asked === 20) stall = sleep(ms);
    await stall;
    response.end('here');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.concurrent('the times from the intended start', () => {
  it('show a stall that kept users from asking, in every output', async ({ lab, onTestFinished }) => {
    const host = await stalling(1500, onTestFinished);
    lab.write('paced.user.ts', visitor("constantPacing('50ms')").replace('constant,', 'constantPacing,'));
    const { code, stdout } = await lab.run([
      ...['-f', 'paced.user.ts', '--host', host, '--headless', '-u', '1', '-r', '1', '-t', '5s'],
      ...['--html', 'report.html'],
    ]);
    expect(code).toBe(0);
    const table = stdout.slice(stdout.indexOf('Percentiles of the times from the intended start'));
    const [starts, p50, p99] = [lastCell(table), cellAt(table, 2), cellAt(table, 10)];
    // 5 s of a schedule of 50 ms is 100 starts; about 71 were made, and 30 of them were due in the stall.
    expect(starts).toBeGreaterThanOrEqual(95);
    expect(starts).toBeLessThanOrEqual(101);
    expect(p50).toBeLessThan(100);
    expect(p99).toBeGreaterThan(1300);
    const service = stdout.slice(stdout.indexOf('Response time percentiles'));
    expect(lastCell(service)).toBeLessThanOrEqual(75);
    const report = lab.read('report.html');
    expect(report).toContain('Times from the intended start');
  });

  it('are beside the response times of /stats/requests and /metrics', async ({ lab, onTestFinished }) => {
    const host = await stalling(1000, onTestFinished);
    lab.write('paced.user.ts', visitor("constantPacing('50ms')").replace('constant,', 'constantPacing,'));
    const { web } = await lab.serve(['-f', 'paced.user.ts', '--host', host]);
    await web.swarm({ user_count: 1, spawn_rate: 1 });
    await until('the stall is over', async () =>
      (await rowsOf(web)).some(({ max_response_time: longest }) => longest > 900),
    );
    await until('it went on', async () => (await web.total()).num_requests > 40);
    await web.get('/stop');
    for (const { from_intended_start_us: times, num_requests, response_times_us: service } of await rowsOf(
      web,
    )) {
      expect(times!.count).toBeGreaterThanOrEqual(num_requests + 15);
      expect(times!.count).toBeLessThanOrEqual(num_requests + 21);
      expect(service.p95).toBeLessThan(100_000);
      expect(times!.p95).toBeGreaterThan(600_000);
      expect(times!.max).toBeGreaterThanOrEqual(service.p99);
    }
    const metrics = (await web.get('/metrics')).text;
    expect(metrics).toMatch(
      /statestorm_request_duration_from_intended_start_seconds_count\{test="web",method="GET",name="\/"\} \d+/,
    );
  });

  it('are nowhere where no pacing is given', async ({ lab }) => {
    const target = await lab.target();
    lab.write('calm.user.ts', visitor("constant('50ms')"));
    const { code, stdout } = await lab.run([
      ...['-f', 'calm.user.ts', '--host', target.url, '--headless', '-u', '1', '-r', '1', '-t', '1s'],
      ...['--html', 'report.html'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('Response time percentiles');
    expect(stdout + lab.read('report.html')).not.toContain('intended start');
  });
});

async function rowsOf(web: Port): Promise<StatsRow[]> {
  const { stats } = JSON.parse((await web.get('/stats/requests')).text) as { stats: StatsRow[] };
  return stats;
}

/** The cells of the table's row for everything. */
function cells(table: string): number[] {
  const row = table.split('\n').find((line) => line.includes('Aggregated'));
  return row!.trim().split(/\s+/).slice(1).map(Number);
}

const lastCell = (table: string): number => cells(table).at(-1)!;
const cellAt = (table: string, at: number): number => cells(table)[at - 2]!;
