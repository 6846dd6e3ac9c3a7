import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { homeFolder } from '../config/homeFolder.ts';
import { parse } from '../config/parse.ts';
import { explain } from '../explain.ts';
import { run } from '../run.ts';
import { UI_FOLDER } from '../server/ui/builtUi.ts';
import { buildUi } from './buildUi.ts';

/**
 * `npm run demo`: the demo shop in a process of its own, and the load generator against it with load already
 * running. Takes the load generator's own flags; they win over the demo's.
 */
async function demo(): Promise<number> {
  const flags = ['--web-port', '8089', '--web-port-sre-recipe', '8090', '--autostart'];
  const load = ['--users', '30', '--spawn-rate', '5', '--log-format', 'text'];
  const input = { env: process.env, cwd: process.cwd(), home: homeFolder() };
  const argv = [...flags, ...load, ...process.argv.slice(2)];
  const outcome = parse({ ...input, argv });
  if (outcome.kind !== 'run') return run({ ...input, argv });

  await buildUi(UI_FOLDER, (line) => void process.stdout.write(`${line}\n`));
  const shop = spawn(
    process.execPath,
    [new URL('serve.ts', import.meta.url).pathname, '--port', '0', '--gzip'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  process.on('exit', () => shop.kill());
  endWithNpm();
  const endEarly = (): never => process.exit(0);
  process.once('SIGTERM', endEarly).once('SIGINT', endEarly);
  const [line] = (await once(createInterface({ input: shop.stdout }), 'line')) as [string];
  process.off('SIGTERM', endEarly).off('SIGINT', endEarly);
  const url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
  const { webPort, webPortSreRecipe, users } = outcome.config;
  process.stdout.write(
    [
      `The demo shop is open at     ${url}   (POST ${url}/_control -d errorRate=0.1 makes it fail)`,
      `Page and Locust API:         http://localhost:${webPort}`,
      `SRE Recipe API:              http://localhost:${webPortSreRecipe}   (POST /api/spawn/BasicHomePageViewingUser)`,
      `Load is starting: ${users} users. See it with  curl http://localhost:${webPort}/stats/requests`,
      'Ctrl-C ends it.',
      '',
    ].join('\n'),
  );
  return run({ ...input, argv: ['--host', url, ...argv] });
}

/** The shell between npm and this process hands no signal on: once it is gone, npm was told to end. */
function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { ppid } = process;
  const watch = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

demo().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(2);
  },
);
