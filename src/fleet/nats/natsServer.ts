import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import { StatestormError } from '../../domain/errors.ts';
import { natsUrlAt } from './natsConnection.ts';

export interface NatsServerOptions {
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** Where it keeps what it holds; undefined for a folder that is gone afterwards. */
  readonly folder: string | undefined;
  /** Told what the server prints where it ends before its time. */
  readonly log: (message: string) => void;
}

/** A NATS server that this process started, and ends. */
export interface NatsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Where a server is reached from its own machine that listens on every interface. */
const LOOPBACKS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
const PATIENCE_MS = 10_000;
const NOT_FOUND = 127;
/** Of what a server says first, characters; NATS's own greeting has a few hundred. */
const LONGEST_GREETING = 65_536;
/** Runs the server as long as our end of the pipe is open: it must not outlive us, however we end. */
const KEEPER = `command -v nats-server > /dev/null || exit ${NOT_FOUND}
exec 3<&0
nats-server "$@" & server=$!
{ cat <&3 > /dev/null; kill $server; } 2> /dev/null &
wait $server`;

/**
 * Starts the nats-server found on PATH, with JetStream.
 * @throws StatestormError `fleet.portInUse`, or `fleet.noNatsServer` where there is none, or it does not begin.
 */
export async function startNatsServer({
  host,
  port,
  clock,
  log,
  folder: given,
}: NatsServerOptions): Promise<NatsServer> {
  // Before the server looks at a folder that another one may have open.
  if (await isTaken(host, port)) throw portInUse(port);
  const folder = given ?? mkdtempSync(join(tmpdir(), 'statestorm-nats-'));
  const forget = (): void => {
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  };
  // Another server may answer on this port: ours is known by its name.
  const name = `statestorm-${randomUUID()}`;
  // A group of its own: a Ctrl-C in the terminal is ours to hand on, after the load has ended.
  const args = ['-js', '-sd', folder, '-a', host, '-p', String(port), '-n', name];
  const child = spawn('/bin/sh', ['-c', KEEPER, 'nats-server', ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-2000);
  });
  let failure: string | undefined;
  child.on('error', (error) => {
    failure = error.message;
  });
  child.on('exit', (code, signal) => {
    const words = printed.trim().split('\n').slice(-2).join(' ');
    failure ??=
      code === NOT_FOUND
        ? 'there is no nats-server on the PATH'
        : `nats-server ended (${signal ?? code}): ${words}`;
    log(failure);
  });
  const local = LOOPBACKS[host] ?? host;
  const end = clock.now() + PATIENCE_MS;
  while (failure === undefined && (await nameAt(local, port)) !== name && clock.now() < end) await sleep(50);
  if (failure !== undefined || clock.now() >= end) {
    child.removeAllListeners('exit');
    await ended(child);
    forget();
    if (printed.includes('address already in use')) throw portInUse(port);
    throw new StatestormError('fleet.noNatsServer', `--master: ${failure ?? 'nats-server does not answer'}`, {
      hint:
        'Install it (Debian: apt-get install nats-server; else from nats.io), free the port or choose another by ' +
        '--master-bind-port, or name a running server by --nats nats://host:4222.',
    });
  }
  return {
    url: natsUrlAt(local, port),
    async close() {
      child.removeAllListeners('exit');
      await ended(child);
      forget();
    },
  };
}

function portInUse(port: number): StatestormError {
  return new StatestormError(
    'fleet.portInUse',
    `--master: port ${port} is in use, so no NATS server can be started there`,
    {
      hint:
        'Choose another by --master-bind-port, since each master has a server of its own, or end what listens there ' +
        '(a second master on one server goes on in place of the first).',
    },
  );
}

/** Whether something listens there already. What else may be wrong with the address is the server's to say. */
function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE'));
    probe.listen({ host, port }, () => probe.close(() => resolve(false)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  const isOver = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (isOver) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.stdin?.end();
  });
}

/** The name by which a NATS server greets; undefined where none does. */
function nameAt(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let greeting = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      greeting += text;
      if (greeting.includes('\n') || greeting.length > LONGEST_GREETING) socket.destroy();
    });
    socket.once('error', () => {});
    socket.once('close', () => resolve(/^INFO .*"server_name":"([^"]*)"/.exec(greeting)?.[1]));
    socket.setTimeout(500, () => socket.destroy());
  });
}
