import { expect } from 'vitest';
import { freePort } from '../e2e/support/freePort.ts';
import { it } from '../e2e/support/it.ts';
import { Port } from '../e2e/support/port.ts';
import { REPOSITORY } from '../e2e/support/program.ts';
import { until } from '../e2e/support/until.ts';

it('npm run demo shows load running without errors, and ends with its shop', async ({ lab }) => {
  const [web, recipes] = [await freePort(), await freePort()];
  const flags = ['--web-port', `${web}`, '--web-port-sre-recipe', `${recipes}`];
  const demo = lab.launch(process.execPath, ['src/demoShop/demo.ts', ...flags], {
    spawn: { cwd: REPOSITORY },
  });
  const [shop] = await demo.says(/http:\/\/127\.0\.0\.1:\d+/);
  const port = new Port(`http://127.0.0.1:${web}`);
  await demo.says(/Statestorm is ready/);
  const report = await until('requests are made', async () => {
    const now = await port.report();
    return now.total_rps > 0 && now.user_count === 30 && now;
  });
  expect(report.errors).toEqual([]);
  expect((await new Port(`http://127.0.0.1:${recipes}`).get('/api/ping')).body).toEqual({ msg: 'pong' });
  expect((await demo.terminate()).code).toBe(0);
  await expect(fetch(`${shop}/_healthz`)).rejects.toThrow();
});
