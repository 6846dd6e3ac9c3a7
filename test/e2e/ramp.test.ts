import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import type { Service } from './support/lab.ts';
import type { Report } from './support/port.ts';
import type { Program } from './support/program.ts';
import { until } from './support/until.ts';

const WHO = `import { between, defineUser } from 'statestorm';
export default defineUser('Who', {
  waitTime: between('1s', '3s'),
  tasks: { async who({ http }) { await http.get('/', { name: 'who' }); } },
});
`;

interface FleetReport extends Report {
  readonly num_unconfirmed?: number;
  readonly workers: readonly { readonly id: string; readonly user_count: number }[];
}

/** The users of a ramp that began at `from` with so many, by now. */
const planned = (from: number, users: number, target: number, rate: number): number => {
  const steps = Math.floor(((Date.now() - from) / 1000) * rate) + 1;
  return users < target ? Math.min(target, users + steps) : Math.max(target, users - steps);
};

describe('1,000 users over 4 workers', { timeout: 150_000 }, () => {
  it('follow the plan through edits and through workers that come, leave and are killed; every request counts', async ({
    lab,
  }) => {
    const target = await lab.target();
    const port = String(await freePort());
    lab.write('who.user.ts', WHO);
    const flags = ['-f', 'who.user.ts', '--host', target.url, '--stop-timeout', '5'];
    const { web, program } = await lab.serve(['--master', '--master-bind-port', port, ...flags]);
    const join = (): Program => lab.start(['--worker', '--master-port', port, '--web-port', '0']);
    const workers = Array.from({ length: 4 }, join);
    const fleet = async (): Promise<FleetReport> => (await web.get<FleetReport>('/stats/requests')).body;
    const shares = async (): Promise<number[]> =>
      (await fleet()).workers.map(({ user_count }) => user_count).sort((a, b) => a - b);
    const settled = (what: string, counts: readonly number[]): Promise<unknown> =>
      until(what, async () => JSON.stringify(await shares()) === JSON.stringify(counts), 30_000);
    await until('4 workers are there', async () => (await fleet()).workers.length === 4, 30_000);

    /** Swarms, and holds the count to the plan while it is under way: a report may be two periods of 200 ms old. */
    const ramp = async (from: number, to: number, rate: number): Promise<void> => {
      await web.swarm({ user_count: to, spawn_rate: rate });
      let begun: number | undefined;
      const slack = Math.max(to, from) * 0.01 + rate * 0.6;
      const end = Date.now() + (Math.abs(to - from) / rate) * 1000 + 5000;
      while (Date.now() < end) {
        const { user_count } = await fleet();
        if (begun === undefined && user_count !== from)
          begun = Date.now() - (Math.abs(user_count - from) / rate) * 1000;
        if (begun !== undefined) {
          expect(Math.abs(user_count - planned(begun, from, to, rate))).toBeLessThanOrEqual(slack);
        }
        if (user_count === to) break;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      expect((await fleet()).user_count).toBe(to);
    };
    await ramp(0, 1000, 250);
    expect(await shares()).toEqual([250, 250, 250, 250]);
    await ramp(1000, 600, 200);
    await ramp(600, 1000, 200);
    workers.push(join());
    await settled('the fifth has its share', [200, 200, 200, 200, 200]);
    expect((await fleet()).user_count).toBe(1000);
    workers[0]!.signal('SIGTERM');
    expect(await workers[0]!.ended).toMatchObject({ code: 0 });
    await settled('four carry it again', [250, 250, 250, 250]);
    expect(await countsAfterStop(web)).toBe(target.requests);

    const before = target.requests;
    await ramp(0, 1000, 500);
    workers[1]!.signal('SIGKILL');
    await program.says(/not heard for 3\.5 s/);
    await settled('three carry it', [333, 333, 334]);
    expect((await fleet()).num_unconfirmed).toBe(250);
    const { text } = await web.get('/stats/report');
    expect(text).toMatch(/The worker \S+ was lost at \S+ with 250 users: .+ may be missing/);
    const missing = target.requests - before - (await countsAfterStop(web));
    expect(missing).toBeGreaterThanOrEqual(0);
    // 250 users with a request each 2 s: at most a second of theirs, and what lay in its second of sending.
    expect(missing).toBeLessThan(250);
  });
});

/** What the fleet counted, once it has stopped; all that began before the stop is answered by then. */
async function countsAfterStop(web: Service['web']): Promise<number> {
  await web.get('/stop');
  return (await web.total()).num_requests;
}
