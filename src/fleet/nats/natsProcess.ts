import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerEvent } from '../../../machines/worker.machine.ts';
import type { Clock } from '../../domain/clock.ts';

export interface NatsProcessOptions {
  readonly clock: Clock;
  /** Where it listens, and where it is reached from this machine. */
  readonly host: string;
  readonly local: string;
  readonly port: number;
  /** Where it keeps what it holds. */
  readonly folder: string;
  /** Told once it answers, and once it is gone or does not answer. */
  readonly tell: (event: WorkerEvent) => void;
}

const PATIENCE_MS = 10_000;
const LOOK_MS = 50;
const ANSWER_MS = 500;
const NOT_FOUND = 127;
/** Of what a server says first, characters; NATS's own greeting has a few hundred. */
const LONGEST_GREETING = 65_536;
/** Runs the server as long as our end of the pipe is open: it must not outlive us, however we end. */
const KEEPER = `command -v nats-server > /dev/null || exit ${NOT_FOUND}
exec 3<&0
nats-server "$@" & server=$!
{ cat <&3 > /dev/null; kill $server; } 2> /dev/null &
wait $server`;

/** The nats-server found on PATH, started once, with JetStream. Gives what ends it; through once it is gone. */
export function runNatsServer({
  clock,
  host,
  local,
  port,
  folder,
  tell,
}: NatsProcessOptions): () => Promise<void> {
  // Another server may answer on this port: ours is known by its name.
  const name = `statestorm-${randomUUID()}`;
  const args = ['-js', '-sd', folder, '-a', host, '-p', String(port), '-n', name];
  // A group of its own: a Ctrl-C in the terminal is ours to hand on, after the load has ended.
  const child = spawn('/bin/sh', ['-c', KEEPER, 'nats-server', ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-2000);
  });
  let over = false;
  const lost = (why: string, hopeless = false): void => {
    if (over) return;
    over = true;
    // Lets the rest of the keeper end, too.
    child.stdin.destroy();
    tell({ type: 'worker.lost', why, hopeless });
  };
  child.on('error', (error) => lost(error.message));
  child.on('exit', (code, signal) => {
    const words = printed.trim().split('\n').slice(-2).join(' ');
    if (code === NOT_FOUND) lost('there is no nats-server on the PATH', true);
    else if (printed.includes('address already in use')) lost(inUse(port));
    else lost(`nats-server ended (${signal ?? code}): ${words}`);
  });
  void (async () => {
    const end = clock.now() + PATIENCE_MS;
    while (!over && (await nameAt(local, port)) !== name) {
      if (clock.now() >= end) lost('nats-server does not answer');
      await sleep(LOOK_MS);
    }
    if (!over) tell({ type: 'worker.ready' });
  })();
  return () => {
    over = true;
    return ended(child);
  };
}

/** Why a server does not begin where another one listens. */
export function inUse(port: number): string {
  return `port ${port} is in use`;
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
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
  });
}
