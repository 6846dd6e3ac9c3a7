import { readFileSync, symlinkSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Lab } from '../e2e/support/lab.ts';
import { until } from '../e2e/support/until.ts';
import { it } from './support/it.ts';

const FILE = readFileSync(new URL('../support/load.user.ts', import.meta.url), 'utf8');

/** Lays the load file as Kubernetes mounts a ConfigMap: a link into a link to the folder of the day. */
function mountAsConfigMap(lab: Lab): void {
  lab.write('load/..2026_11_23/load.user.ts', FILE);
  symlinkSync('..2026_11_23', lab.path('load/..data'));
  symlinkSync('..data/load.user.ts', lab.path('load/load.user.ts'));
}

describe('a load file of strict TypeScript, mounted at /load', () => {
  it('runs headless to its end, as a Job would run it', async ({ containers }) => {
    await containers.shop();
    containers.lab.write('load/load.user.ts', FILE);
    const args = [
      '-f',
      'load.user.ts',
      '--headless',
      '-u',
      '5',
      '-r',
      '20',
      '-t',
      '2s',
      '--json',
      '--stop-timeout',
      '5',
    ];
    const { program } = containers.start({ env: { TARGET_HOST: 'shop:8088' }, args });
    const { code, stdout, stderr } = await program.ended;
    expect(stderr).not.toMatch(/ERROR|Warning/);
    expect(code).toBe(0);
    const entries = JSON.parse(stdout) as { name: string; num_requests: number; num_failures: number }[];
    expect(entries.map(({ name }) => name).sort()).toEqual(['/', '/cart']);
    expect(entries.every(({ num_requests, num_failures }) => num_requests > 0 && num_failures === 0)).toBe(
      true,
    );
  });

  it('serves as a service does, from a ConfigMap, named by LOCUST_LOCUSTFILE', async ({ containers }) => {
    await containers.shop();
    mountAsConfigMap(containers.lab);
    const env = { TARGET_HOST: 'shop:8088', LOCUST_LOCUSTFILE: 'load.user.ts' };
    const container = await containers.start({ env }).ready();
    expect((await container.web.swarm({ user_count: 2, spawn_rate: 10 })).body.success).toBe(true);
    await until('its tasks run', async () =>
      (await container.web.report()).stats.some(({ name }) => name === '/cart'),
    );
    expect((await container.web.report()).errors).toEqual([]);
  });
});
