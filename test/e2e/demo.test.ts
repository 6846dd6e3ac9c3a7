import { describe, expect } from 'vitest';
import { freePort } from './support/freePort.ts';
import { it } from './support/it.ts';
import { Port } from './support/port.ts';
import { REPOSITORY } from './support/program.ts';
import { until } from './support/until.ts';

describe('npm run demo', () => {
  it('shows load without errors within 20 s, and SIGTERM ends it and its shop', async ({ lab }) => {
    const [web, recipes] = [new Port(`http://127.0.0.1:${await freePort()}`), await freePort()];
    const ports = ['--web-port', new URL(web.url).port, '--web-port-sre-recipe', `${recipes}`];
    const demo = lab.launch('npm', ['run', 'demo', '--silent', '--', ...ports], {
      spawn: { cwd: REPOSITORY, detached: true },
    });
    // Where the web interface is not built yet, that comes first.
    const [, shop] = await demo.says(/The demo shop is open at +(http:\S+)/, 90_000);
    const report = await until(
      'load is running',
      async () => {
        const now = await web.report().catch(() => undefined);
        return now && now.total_rps > 0 && now.user_count > 0 ? now : undefined;
      },
      20_000,
    );
    expect(report.errors).toEqual([]);
    for (const port of [new URL(web.url).port, recipes]) {
      expect(demo.stdout).toContain(`http://localhost:${port}`);
    }
    expect(await (await fetch(`http://127.0.0.1:${recipes}/api/ping`)).json()).toEqual({ msg: 'pong' });
    expect((await fetch(`${shop}/_healthz`)).status).toBe(200);

    const { stdout } = await demo.terminate();
    expect(stdout).toMatch(/Final statistics: \d+ requests, 0 failed/);
    expect(stdout).not.toContain('ERROR');
    await until('nobody listens any more', async () => {
      const open = [`${shop}/_healthz`, `${web.url}/healthz`].map((url) =>
        fetch(url).then(
          () => true,
          () => false,
        ),
      );
      return (await Promise.all(open)).every((each) => !each);
    });
  }, 130_000);
});
