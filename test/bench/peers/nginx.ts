import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BENCH } from './clients.ts';

/** nginx as a target. */
export interface Nginx {
  readonly url: string;
  /** Requests answered so far. */
  requests(): Promise<number>;
  /** Connections that are open now. */
  connections(): Promise<number>;
  close(): void;
}

export interface NginxOptions {
  /** Each has 20,000 descriptors. One alone runs on core 0. */
  readonly workers?: number;
  /** It listens on 127.0.0.1, 127.0.0.2 and so on. */
  readonly hosts?: number;
}

/** Starts it. @throws Error where there is no nginx on the PATH, or the port is taken. */
export async function startNginx(
  port: number,
  { workers = 1, hosts = 1 }: NginxOptions = {},
): Promise<Nginx> {
  // Workers that listen each for themselves get an even share of the connections.
  const shared = workers > 1 ? ' reuseport' : '';
  const listens = Array.from({ length: hosts }, (_, host) => `listen 127.0.0.${host + 1}:${port}${shared};`);
  const folder = join(BENCH, 'nginx');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes ${workers}; daemon off; pid ${folder}/pid; error_log ${folder}/errors; worker_rlimit_nofile 20000;
events { worker_connections 19000; }
http {
  map $http_cookie $session { default ""; "" "shop_session-id=8a2d3c07-2f5b-4f6e-9c39-0a34e0bb31a5; Path=/; Max-Age=172800"; }
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300s;
  server {
    ${listens.join(' ')}
    location / { default_type text/plain; return 200 "a small body, as an API would answer\\n"; }
    location /status { stub_status; }
    # Forms as the shop answers them: cookies and redirects.
    location = /setCurrency { add_header Set-Cookie "shop_currency=EUR; Path=/; Max-Age=172800"; return 302 /; }
    location = /cart { if ($request_method = POST) { return 302 /cart; } return 200 "a cart\\n"; }
    location /product { add_header Set-Cookie $session; return 200 "a product\\n"; }
  }
}
`,
  );
  const path = `${process.env.PATH}:/usr/sbin`;
  const cores = workers > 1 ? `0-${availableParallelism() - 1}` : '0';
  const child = spawn('taskset', ['-c', cores, 'nginx', '-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path },
  });
  const url = `http://127.0.0.1:${port}`;
  const status = async (): Promise<string> => (await fetch(`${url}/status`)).text();
  const requests = async (): Promise<number> => Number(/\n\s*\d+ \d+ (\d+)/.exec(await status())?.[1]);
  const connections = async (): Promise<number> =>
    Number(/^Active connections: (\d+)/.exec(await status())?.[1]);
  const close = (): void => void child.kill('SIGTERM');
  process.once('exit', close);
  await answering(child, requests);
  return { url, requests, connections, close };
}

async function answering(child: ChildProcess, requests: () => Promise<number>): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    if (child.exitCode !== null) break;
    try {
      await requests();
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('nginx does not answer: install it (apt-get install nginx-light), or free its port');
}
