import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { Lab } from './support/lab.ts';
import { visitor } from './support/loads.ts';
import type { Ended } from './support/program.ts';

const REQUESTS =
  'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%';
const HISTORY =
  'Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size';

const LOAD = `import { constant, defineUser } from 'statestorm';

export default defineUser('Mixed', {
  waitTime: constant('100ms'),
  tasks: {
    async both({ http }) {
      await http.get('/well');
      await http.get('/broken');
    },
  },
});
`;

/** Lines of a CSV file, without the empty one at its end. */
function lines(text: string): string[] {
  return text.split('\r\n').slice(0, -1);
}

describe('a headless run with failures', () => {
  const lab = new Lab();
  let ended: Ended;

  beforeAll(async () => {
    const { url } = await lab.target({
      answer: (req, res) => void res.writeHead(req.url === '/broken' ? 503 : 200).end('text'),
    });
    lab.write('mixed.user.ts', LOAD);
    const size = ['-u', '4', '-r', '2', '-t', '4s'];
    const files = ['--csv', 'out/night', '--csv-full-history', '--html', 'out/report_{u}_{r}_{t}.html'];
    ended = await lab.run([
      ...['-f', 'mixed.user.ts', '--host', url, '--headless', ...size, ...files],
      ...['--json-file', 'out/summary'],
    ]);
  });
  afterAll(() => lab.close());

  it('ends by itself with 1, as a request failed', () => {
    expect(ended.code).toBe(1);
  });

  it('prints the table while it runs, one below the other where stdout is no terminal', () => {
    expect(ended.stdout.match(/^(spawning|running): \d users$/gm)?.length).toBeGreaterThanOrEqual(1);
    expect(ended.stdout).not.toContain('\u001b');
  });

  it('prints statistics, percentiles and failures at its end', () => {
    const summary = ended.stdout.slice(ended.stdout.lastIndexOf('# fails'));
    expect(summary).toMatch(/^GET +\/broken +(\d+) +\1\(100\.00%\)/m);
    expect(summary).toMatch(/^GET +\/well +\d+ +0\(0\.00%\)/m);
    expect(summary).toMatch(/^ +Aggregated +\d+ +\d+\([45]\d\.\d\d%\)/m);
    expect(summary).toMatch(/Response time percentiles\nType +Name +50% +66% .*99\.99% +100% +# reqs/);
    expect(summary).toMatch(/Error report\n# occurrences +Error\n/);
    expect(summary).toMatch(
      /^\d+ +GET \/broken: HTTPError\('503 Server Error: Service Unavailable for url: \/broken'\)$/m,
    );
  });

  it('logs as text on stderr, each line once', () => {
    const all = ended.stderr.trimEnd().split('\n');
    // A machine that is busy with other tests is one on which the process may truly be saturated.
    const logged = all.filter((line) => !/: This process is (no longer )?saturated/.test(line));
    expect(logged.length).toBeGreaterThan(1);
    for (const line of logged) expect(line).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] INFO\/\w+: ./);
    expect(new Set(logged).size).toBe(logged.length);
    expect(ended.stderr).toMatch(/INFO\/web: Run 1 ended: the run time was over/);
  });

  it('writes the requests with the exact header and the sum in the last row', () => {
    const [header, ...rows] = lines(lab.read('out/night_stats.csv'));
    expect(header).toBe(REQUESTS);
    expect(rows.map((row) => row.split(',').slice(0, 2).join(' '))).toEqual([
      'GET /broken',
      'GET /well',
      ' Aggregated',
    ]);
    const counts = rows.map((row) => Number(row.split(',')[2]));
    expect(counts[0]! + counts[1]!).toBe(counts[2]);
  });

  it('writes the failures and the exceptions with their exact headers', () => {
    const [header, row, ...more] = lines(lab.read('out/night_failures.csv'));
    expect(header).toBe('Method,Name,Error,Occurrences,First Seen,Last Seen');
    expect(row).toMatch(
      /^GET,\/broken,HTTPError\('503 .*'\),\d+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z,\d{4}-.*Z$/,
    );
    expect(more).toEqual([]);
    expect(lines(lab.read('out/night_exceptions.csv'))).toEqual(['Count,Message,Traceback,Nodes']);
  });

  it('writes the full history once a second, a row for each entry', () => {
    const [header, ...rows] = lines(lab.read('out/night_stats_history.csv'));
    expect(header).toBe(HISTORY);
    const cells = rows.map((row) => row.split(','));
    for (const row of cells) expect(row).toHaveLength(HISTORY.split(',').length);
    const seconds = new Set(cells.map(([time]) => time));
    expect(seconds.size).toBeGreaterThanOrEqual(4);
    expect(new Set(cells.map(([, , , name]) => name))).toEqual(new Set(['/broken', '/well', 'Aggregated']));
    expect(Math.max(...cells.map(([, users]) => Number(users)))).toBe(4);
  });

  it('writes the report under the name that says users, rate and run time', () => {
    const report = lab.read('out/report_4_2_4s.html');
    expect(report).toMatch(/^<!doctype html>/);
    expect(report).toContain('503 Server Error');
    expect(report).toContain('the run time was over');
    expect(report).not.toMatch(/<(script|link|img)\b/);
  });

  it('writes the summary as JSON, whose counts are those of the table', () => {
    const [broken, well] = JSON.parse(lab.read('out/summary.json'));
    expect(broken).toMatchObject({ method: 'GET', name: '/broken', num_none_requests: 0 });
    expect(broken.num_failures).toBe(broken.num_requests);
    expect(ended.stdout).toMatch(new RegExp(`^GET +/well +${well.num_requests} +0\\(0\\.00%\\)`, 'm'));
  });
});

describe.concurrent('a headless run', () => {
  const short = ['--headless', '-u', '2', '-r', '100', '-t', '1s'];

  it('ends with 0 where nothing failed, and --json leaves stdout to the JSON alone', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write('calm.user.ts', visitor("constant('100ms')"));
    const { code, stdout, stderr } = await lab.run([
      ...['-f', 'calm.user.ts', '--host', url, ...short, '--json', '--print-stats'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ name: '/', method: 'GET', num_failures: 0 }]);
    expect(stderr).toContain('Run 1 begins: 2 users at 100 per second');
  });

  it('ends with the code of --exit-code-on-error where a request failed', async ({ lab }) => {
    const { url } = await lab.target({ answer: (_, res) => void res.writeHead(500).end() });
    expect((await lab.run(['--host', url, ...short, '--exit-code-on-error', '42'])).code).toBe(42);
  });

  it('ends with 0 in spite of failures with --exit-code-on-error 0', async ({ lab }) => {
    const { url } = await lab.target({ answer: (_, res) => void res.writeHead(500).end() });
    expect((await lab.run(['--host', url, ...short, '--exit-code-on-error', '0'])).code).toBe(0);
  });

  it('counts a host that refuses connections as failures that never left', async ({ lab }) => {
    const { url, close } = await lab.target();
    close();
    const { code, stdout } = await lab.run(['--host', url, ...short]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/ECONNREFUSED|refused/i);
  });

  it('prints nothing before its end with --only-summary', async ({ lab }) => {
    const { url } = await lab.target();
    const { code, stdout } = await lab.run(['--host', url, ...short, '-t', '3s', '--only-summary']);
    expect(code).toBe(0);
    expect(stdout.match(/# reqs +# fails/g)).toHaveLength(1);
    expect(stdout).not.toMatch(/^(spawning|running): /m);
  });

  it('forgets what came before all users were there with --reset-stats', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write(
      'start.user.ts',
      visitor("constant('200ms')", "async onStart({ http }) { await http.get('/start'); },"),
    );
    const { code, stdout } = await lab.run([
      ...['-f', 'start.user.ts', '--host', url, ...short, '-t', '3s', '--reset-stats', '--only-summary'],
      ...['-u', '5', '-r', '5'],
    ]);
    expect(code).toBe(0);
    const started = Number(/^GET +\/start +(\d+)/m.exec(stdout)?.[1]);
    // The last user's onStart may come after the reset.
    expect(started).toBeLessThanOrEqual(1);
    expect(Number(/^GET +\/ +(\d+)/m.exec(stdout)?.[1])).toBeGreaterThan(5);
  });

  it('forgets it once under a load shape, however often it moves on, and says where it holds', async ({
    lab,
  }) => {
    const { url } = await lab.target();
    const curve = `import { shape } from 'statestorm';
${visitor("constant('100ms')")}
export const Curve = shape('Curve', (t) => (t < 5 ? { users: Math.min(5, 2 + Math.floor(t)), spawnRate: 100 } : null));
`;
    lab.write('curve.user.ts', curve);
    const { stdout, stderr } = await lab.run([
      ...['-f', 'curve.user.ts', '--headless', '--host', url, '--reset-stats', '--only-summary'],
    ]);
    // 2 to 5 users of about 10 a second each, for 5 s.
    expect(Number(/Aggregated +(\d+)/.exec(stdout)?.[1])).toBeGreaterThan(70);
    expect(stderr.match(/All users are spawned: \d+/g)).toEqual(['All users are spawned: 5']);
  });

  it('prints what it measured on SIGINT too', async ({ lab }) => {
    const { url } = await lab.target();
    lab.write('calm.user.ts', visitor("constant('100ms')"));
    const program = lab.start(['-f', 'calm.user.ts', '--headless', '--host', url, '-u', '2', '-r', '50']);
    await program.says(/All users are spawned: 2/);
    program.signal('SIGINT');
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('Response time percentiles');
    expect(stderr).toContain('SIGINT: stopping');
    expect(stderr).toMatch(/Final statistics: \d+ requests, 0 failed/);
  });

  it('opens the port of the SRE Recipe API where one is given, and never port 80', async ({ lab }) => {
    const { url } = await lab.target();
    const program = lab.start([
      ...['--headless', '--host', url, '-u', '1', '--web-port', '0', '--web-port-sre-recipe', '0'],
      ...['--web-host-sre-recipe', '127.0.0.1'],
    ]);
    const [, recipes] = await program.says(/SRE Recipe API at (http:\S+)/);
    expect(await (await fetch(`${recipes}/api/ping`)).json()).toEqual({ msg: 'pong' });
    expect((await program.terminate()).code).toBe(0);
    expect(program.stderr).not.toContain('page and API');
  });

  it('runs a load file of a folder outside the repository that imports statestorm', async ({ lab }) => {
    const { url, received } = await lab.target();
    lab.write('deep/er/my.user.ts', visitor("between('50ms', '100ms')"));
    expect(existsSync(`${lab.folder}/node_modules`)).toBe(false);
    const { code } = await lab.run(['-f', 'deep/er/my.user.ts', '--host', url, ...short]);
    expect(code).toBe(0);
    expect(received.get('GET /')).toBeGreaterThan(2);
  });
});
