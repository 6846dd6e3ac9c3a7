import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { REPOSITORY } from '../../e2e/support/program.ts';

/** Where peers are installed and their scripts are written; git ignores it. */
export const BENCH = `${REPOSITORY}.bench/`;

export interface Aim {
  readonly url: string;
  readonly connections: number;
  /** How long the load lasts, s. */
  readonly seconds: number;
}

/** A load generator under test. */
export interface Client {
  readonly name: string;
  /** How to run it; undefined where it is not there. */
  command(
    aim: Aim,
  ):
    | { readonly file: string; readonly args: readonly string[]; readonly env?: Record<string, string> }
    | undefined;
  /** What to do where it is missing. */
  readonly missing: string;
}

const NODE = process.execPath;
const loops = new URL('./loops.ts', import.meta.url).pathname;

export const OURS = 'Statestorm, a full user';

const PLAIN = `import { defineUser } from 'statestorm';
export default defineUser('Hasty', { tasks: { async home({ http }) { await http.get('/'); } } });
`;

export const CLIENTS: readonly Client[] = [
  ours(OURS, 'ours', PLAIN),
  loop('undici dispatch, one promise a request', 'promise'),
  loop('undici dispatch, one promise, our headers', 'headers'),
  loop('undici dispatch, callbacks only', 'callback'),
  loop('undici request', 'request'),
  {
    name: 'autocannon',
    missing: 'npm run bench:setup installs it',
    command: ({ url, connections, seconds }) =>
      installed('node_modules/.bin/autocannon', (file) => ({
        file: NODE,
        args: [file, '-c', `${connections}`, '-d', `${seconds}`, '-j', url],
      })),
  },
  {
    name: 'wrk',
    missing: 'apt-get install wrk',
    command: ({ url, connections, seconds }) =>
      onPath('wrk', (file) => ({ file, args: ['-t1', `-c${connections}`, `-d${seconds}s`, url] })),
  },
  {
    name: 'oha',
    missing: 'npm run bench:setup builds it by cargo',
    command: ({ url, connections, seconds }) =>
      installed('bin/oha', (file) => ({
        file,
        args: ['-c', `${connections}`, '-z', `${seconds}s`, '--no-tui', url],
      })),
  },
  {
    name: 'vegeta',
    missing: 'npm run bench:setup builds it by go',
    command: ({ url, connections, seconds }) =>
      installed('bin/vegeta', (file) => ({
        file: '/bin/sh',
        args: [
          '-c',
          `echo "GET ${url}/" | ${file} attack -rate=0 -max-workers=${connections} -workers=${connections} -duration=${seconds}s -output=/dev/null`,
        ],
      })),
  },
  {
    name: 'k6',
    missing: 'npm run bench:setup builds it by go',
    command: ({ url, connections, seconds }) =>
      installed('bin/k6', (file) => ({
        file,
        args: [
          ...['run', '--quiet', '--no-usage-report', '--vus', `${connections}`, '--duration', `${seconds}s`],
          script('k6.js', `import http from 'k6/http';\nexport default () => { http.get('${url}/'); };\n`),
        ],
      })),
  },
  locust('Locust FastHttpUser', 'FastHttpUser'),
  locust('Locust HttpUser', 'HttpUser'),
  {
    name: 'Artillery',
    missing: 'npm run bench:setup installs it',
    command: ({ url, connections, seconds }) =>
      installed('node_modules/.bin/artillery', (file) => ({
        file: NODE,
        env: { ARTILLERY_DISABLE_TELEMETRY: 'true' },
        args: [
          file,
          'run',
          '--quiet',
          script(
            'artillery.yml',
            // As many users as connections, each of which asks until the time is over.
            `config:\n  target: ${url}\n  http: { pool: ${connections} }\n  phases: [{ duration: 1, arrivalCount: ${connections} }]\n` +
              `scenarios:\n  - flow:\n      - loop: [{ get: { url: / } }]\n        count: ${seconds * 1000}\n`,
          ),
        ],
      })),
  },
];

/** Clients whose users wait 1 to 10 s between two requests; `connections` are users. */
export const CROWDS: readonly Client[] = [
  ours(
    'Statestorm',
    'crowd',
    `import { between, defineUser } from 'statestorm';
export default defineUser('Patient', {
  waitTime: between('1s', '10s'),
  tasks: { async home({ http }) { await http.get('/'); } },
});
`,
  ),
  {
    name: 'k6',
    missing: 'npm run bench:setup builds it by go',
    command: ({ url, connections, seconds }) =>
      installed('bin/k6', (file) => ({
        file,
        args: [
          ...['run', '--quiet', '--no-usage-report', '--vus', `${connections}`, '--duration', `${seconds}s`],
          script(
            'k6-crowd.js',
            `import http from 'k6/http';\nimport { sleep } from 'k6';\nexport default () => { http.get('${url}/'); sleep(1 + 9 * Math.random()); };\n`,
          ),
        ],
      })),
  },
  locust('Locust FastHttpUser', 'FastHttpUser', '    wait_time = between(1, 10)\n'),
];

/** Users of a load file, which is written as `file`.user.ts. */
export function ours(name: string, file: string, load: string): Client {
  return {
    name,
    missing: '',
    command: ({ url, connections, seconds }) => ({
      file: NODE,
      args: [
        ...[`${REPOSITORY}src/main.ts`, '-f', script(`${file}.user.ts`, load)],
        ...['--headless', '--only-summary', '--host', url],
        ...['-u', `${connections}`, '-r', '1000', '-t', `${seconds}s`],
      ],
    }),
  };
}

function loop(name: string, kind: string): Client {
  return {
    name,
    missing: '',
    command: ({ url, connections, seconds }) => ({
      file: NODE,
      args: [loops, kind, url, `${connections}`, `${seconds}`],
    }),
  };
}

function locust(name: string, kind: string, wait = ''): Client {
  return {
    name,
    missing: 'npm run bench:setup installs it by pip',
    command: ({ url, connections, seconds }) =>
      installed('venv/bin/locust', (file) => ({
        file,
        args: [
          '-f',
          script(
            wait === '' ? `${kind}.py` : `${kind}-crowd.py`,
            `from locust import ${kind}, between, task\n\n\nclass Hasty(${kind}):\n${wait}    @task\n    def home(self):\n        self.client.get("/")\n`,
          ),
          ...['--headless', '--only-summary', '--host', url],
          ...['-u', `${connections}`, '-r', '1000', '-t', `${seconds}s`],
        ],
      })),
  };
}

function script(name: string, text: string): string {
  mkdirSync(BENCH, { recursive: true });
  const path = join(BENCH, name);
  writeFileSync(path, text);
  return path;
}

function installed<T>(path: string, use: (file: string) => T): T | undefined {
  const file = join(BENCH, path);
  return existsSync(file) ? use(file) : undefined;
}

function onPath<T>(name: string, use: (file: string) => T): T | undefined {
  const folder = (process.env.PATH ?? '').split(delimiter).find((each) => existsSync(join(each, name)));
  return folder === undefined ? undefined : use(join(folder, name));
}
