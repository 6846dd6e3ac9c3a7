/**
 * What watchers cost at full load: users without a wait against a target in its own process, by turns watched by
 * clients in a third process (each polls /stats/requests once a second and holds a /stream) and not.
 *
 *   node test/bench/pollers.ts [--clients 20] [--rounds 8] [--seconds 3] [--users 50]
 *
 * Prints the requests per second of processor time of both and the ratio of their medians; exits 1 where watching costs more than 3 %.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '3' },
    users: { type: 'string', default: '50' },
  },
});
const BOUND = 0.97;

const LOAD = `import { defineUser, noWait } from 'statestorm';
export default defineUser('Visitor', {
  waitTime: noWait,
  tasks: { async home({ http }) { await http.get('/'); } },
});
`;
const CLIENTS = `
const [url, clients] = process.argv.slice(1);
for (let client = 0; client < Number(clients); client++) {
  const poll = async () => {
    await (await fetch(url + '/stats/requests', { headers: { 'accept-encoding': 'br' } })).text();
    setTimeout(poll, 1000);
  };
  setTimeout(poll, (client * 1000) / Number(clients));
  const stream = await fetch(url + '/stream');
  (async () => { for await (const chunk of stream.body) void chunk; })();
}
process.stdout.write('watching\\n');
`;

const root = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'statestorm-pollers-'));
const children: ChildProcess[] = [];
let generator: ChildProcess | undefined;
try {
  process.exitCode = (await compare()) ? 0 : 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}

async function compare(): Promise<boolean> {
  const file = join(folder, 'load.user.ts');
  writeFileSync(file, LOAD);
  const target = await started([`${root}test/bench/target.ts`], /"port": ?(\d+)/);
  const ports = ['--web-port', '0', '--web-port-sre-recipe', '0', '--web-host', '127.0.0.1'];
  const more = ['--web-host-sre-recipe', '127.0.0.1', '--host', `http://127.0.0.1:${target}`, '-f', file];
  const start = ['--autostart', '--users', values.users, '--spawn-rate', '1000'];
  const url = await started([`${root}src/main.ts`, ...ports, ...more, ...start], /"web":"([^"]+)"/);
  generator = children.at(-1);
  await sleep(3000);
  const [alone, watched]: number[][] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    alone!.push(await rate(url));
    const name = ['--input-type=module', '-e', CLIENTS, url, values.clients];
    await started(name, /(watching)/);
    const client = children.at(-1)!;
    await sleep(1000);
    watched!.push(await rate(url));
    client.kill('SIGKILL');
    await sleep(500);
  }
  const ratios = watched!.map((each, index) => each / alone![index]!);
  console.log(
    `alone      ${median(alone!).toFixed(0)} requests per CPU second (${alone!.map(Math.round).join(', ')})`,
  );
  console.log(
    `watched    ${median(watched!).toFixed(0)} requests per CPU second (${watched!.map(Math.round).join(', ')})`,
  );
  const ratio = median(watched!) / median(alone!);
  const shown = ratios.map((each) => each.toFixed(3)).join(', ');
  console.log(
    `ratio      ${ratio.toFixed(3)} (${shown}), bound ${BOUND}: ${ratio >= BOUND ? 'ok' : 'MISSED'}`,
  );
  return ratio >= BOUND;
}

/**
 * Requests that the generator did in a second of processor time: at full load the rate of a core of its own,
 * whatever else this machine does.
 */
async function rate(url: string): Promise<number> {
  const before = await used(url);
  await sleep(Number(values.seconds) * 1000);
  const after = await used(url);
  return (after.requests - before.requests) / (after.cpu - before.cpu);
}

async function used(url: string): Promise<{ requests: number; cpu: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = [...text.matchAll(/^statestorm_requests_total\{[^}]*\} (\S+)/gm)].map(([, n]) => Number(n));
  // Linux: user and system time in hundredths of a second (proc_pid_stat(5)).
  const stat = readFileSync(`/proc/${generator?.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return { requests: counts.reduce((a, b) => a + b, 0), cpu: (Number(stat[11]) + Number(stat[12])) / 100 };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((a, b) => a + b, 0) / middle.length;
}

/** Starts Node.js and gives what the pattern finds in its output. */
async function started(args: readonly string[], pattern: RegExp): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const [, found] = pattern.exec(line) ?? [];
    if (found === undefined) continue;
    child.stdout.resume();
    return found;
  }
  throw new Error(`It ended without printing ${pattern}`);
}
