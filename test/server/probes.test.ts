import { afterEach, describe, expect, test } from 'vitest';
import { ask, post } from './support/ask.ts';
import { type HeldPort, heldPort } from './support/ports.ts';

let port: HeldPort;
afterEach(() => port.close());

describe.each(['web', 'recipes'] as const)('on %s', (role) => {
  test('/healthz is 200 ok', async () => {
    port = await heldPort(role);
    expect(await ask(`${port.url}/healthz`)).toMatchObject({ status: 200, text: 'ok' });
  });

  test('/readyz is 200, or 503 before the process is ready and while it drains', async () => {
    port = await heldPort(role);
    expect((await ask(`${port.url}/readyz`)).status).toBe(200);
    port.flags.ready = false;
    expect((await ask(`${port.url}/readyz`)).status).toBe(503);
    Object.assign(port.flags, { ready: true, draining: true });
    expect(await ask(`${port.url}/readyz`)).toMatchObject({ status: 503, text: 'draining' });
    expect((await ask(`${port.url}/healthz`)).status).toBe(200);
  });

  test('"GET /metrics: users by class, state, requests, failures, aborted, duration histogram per entry, saturation"', async () => {
    port = await heldPort(role, { failing: ['/cart'], latency: 5 });
    const userClass = role === 'web' ? 'WishlistUser' : 'BasicPurchasingUser';
    port.test.start({ users: 20, spawnRate: 100, classes: [userClass] });
    await port.clock.advance(6000);
    port.flags.saturated = true;
    const { headers, text } = await ask(`${port.url}/metrics`);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = text.split('\n');
    expect(lines).toContain(`statestorm_users{test="${role}",user_class="${userClass}"} 20`);
    expect(lines).toContain(`statestorm_state{test="${role}",state="running"} 1`);
    expect(lines).toContain(`statestorm_saturated{test="${role}"} 1`);
    const { total } = port.test.statistics;
    const sum = (name: string): number =>
      lines
        .filter((line) => line.startsWith(`${name}{`))
        .reduce((all, line) => all + Number(line.split(' ').at(-1)), 0);
    expect(sum('statestorm_requests_total')).toBe(total.requests);
    expect(sum('statestorm_failures_total')).toBe(total.failures);
    expect(total.failures).toBeGreaterThan(0);
    expect(sum('statestorm_request_duration_seconds_count')).toBe(total.requests);
    await post(`${port.url}/api/stop`);
    expect(text).toContain('# TYPE statestorm_request_duration_seconds histogram');
    expect(text).toContain('statestorm_aborted_total');
    // Every class is there before it has users, so that a graph begins at 0.
    const others = port.test.users.names.filter((name) => name !== userClass);
    for (const name of others) expect(text).toContain(`user_class="${name}"} 0`);
  });
});
