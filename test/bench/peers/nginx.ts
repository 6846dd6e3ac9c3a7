import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BENCH } from './clients.ts';

/** nginx with one worker on core 0, as a target. */
export interface Nginx {
  readonly url: string;
  /** Requests answered so far. */
  requests(): Promise<number>;
  close(): void;
}

/** Starts it. @throws Error where there is no nginx on the PATH, or the port is taken. */
export async function startNginx(port: number): Promise<Nginx> {
  const folder = join(BENCH, 'nginx');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/errors; worker_rlimit_nofile 20000;
events { worker_connections 15000; }
http {
  map $http_cookie $session { default ""; "" "shop_session-id=8a2d3c07-2f5b-4f6e-9c39-0a34e0bb31a5; Path=/; Max-Age=172800"; }
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300s;
  server {
    listen 127.0.0.1:${port};
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
  const child = spawn('taskset', ['-c', '0', 'nginx', '-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path },
  });
  const url = `http://127.0.0.1:${port}`;
  const requests = async (): Promise<number> => {
    const text = await (await fetch(`${url}/status`)).text();
    return Number(/\n\s*\d+ \d+ (\d+)/.exec(text)?.[1]);
  };
  const close = (): void => void child.kill('SIGTERM');
  process.once('exit', close);
  await answering(child, requests);
  return { url, requests, close };
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
