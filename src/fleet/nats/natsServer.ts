import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActor, fromCallback } from 'xstate';
import { type WorkerInput, workerMachine } from '../../../machines/worker.machine.ts';
import type { Clock } from '../../domain/clock.ts';
import { StatestormError } from '../../domain/errors.ts';
import { natsUrlAt } from './natsConnection.ts';
import { inUse, runNatsServer } from './natsProcess.ts';

export interface NatsServerOptions {
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** Where it keeps what it holds; undefined for a folder that is gone afterwards. */
  readonly folder: string | undefined;
  /** Told where the server ends before its time, and where it runs again. */
  readonly log: (severity: 'INFO' | 'ERROR', message: string) => void;
}

/** A NATS server that this process started, starts anew where it is lost, and ends. */
export interface NatsServer {
  readonly url: string;
  /** Whether it answers, as far as is known. */
  readonly running: boolean;
  close(): Promise<void>;
}

/** Where a server is reached from its own machine that listens on every interface. */
const LOOPBACKS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Starts the nats-server found on PATH, with JetStream. Where it is lost later it is started anew as a worker is, with
 * what it held.
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
  if (await isTaken(host, port)) throw cannotBegin(inUse(port), port);
  const folder = given ?? mkdtempSync(join(tmpdir(), 'statestorm-nats-'));
  const local = LOOPBACKS[host] ?? host;
  let gone: () => Promise<void> = async () => {};
  const connection = fromCallback<{ type: 'none' }, WorkerInput>(({ sendBack }) => {
    const end = runNatsServer({ clock, host, local, port, folder, tell: sendBack });
    gone = end;
    return () => void end();
  });
  const actor = createActor(workerMachine.provide({ actors: { connection: connection as never } }), {
    id: 'nats-server',
    input: { id: 'nats-server' },
    clock,
  });
  const begun = new Promise<void>((resolve, reject) => {
    const fail = ({ why }: { readonly why: string }): void => reject(cannotBegin(why, port));
    actor.on('worker.joined', () => resolve());
    actor.on('worker.left', fail);
    actor.on('worker.abandoned', fail);
  });
  const close = async (): Promise<void> => {
    actor.stop();
    await gone();
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  };
  actor.start();
  try {
    await begun;
  } catch (error) {
    await close();
    throw error;
  }
  actor.on('worker.joined', () => log('INFO', 'The NATS server of this master runs again'));
  actor.on('worker.left', ({ why }) =>
    log('ERROR', `The NATS server of this master is gone (${why}): it is started anew`),
  );
  actor.on('worker.abandoned', ({ why }) =>
    log(
      'ERROR',
      `The NATS server of this master is gone (${why}): it is not started any more. Workers end with their leases; start this master again`,
    ),
  );
  return {
    url: natsUrlAt(local, port),
    get running() {
      return actor.getSnapshot().matches({ connected: 'ready' });
    },
    close,
  };
}

function cannotBegin(why: string, port: number): StatestormError {
  if (why === inUse(port)) {
    return new StatestormError(
      'fleet.portInUse',
      `--master: ${why}, so no NATS server can be started there`,
      {
        hint:
          'Choose another by --master-bind-port, since each master has a server of its own, or end what listens there ' +
          '(a second master on one server goes on in place of the first).',
      },
    );
  }
  return new StatestormError('fleet.noNatsServer', `--master: ${why}`, {
    hint:
      'Install it (Debian: apt-get install nats-server; else from nats.io), choose another address by ' +
      '--master-bind-host and --master-bind-port, or name a running server by --nats nats://host:4222.',
  });
}

/** Whether something listens there already. What else may be wrong with the address is the server's to say. */
function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE'));
    probe.listen({ host, port }, () => probe.close(() => resolve(false)));
  });
}
