import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { type Actor, createActor, fromCallback } from 'xstate';
import { type WorkerEvent, type WorkerInput, workerMachine } from '../../machines/worker.machine.ts';
import type { Coordinator } from './coordinator.ts';
import { Crew } from './crew.ts';
import type { FromMember, ToMember } from './messages.ts';

/** Tells a process that it is a member, and which one. */
export const MEMBER_VARIABLE = 'STATESTORM_MEMBER';

/** A process's place in its fleet. */
export interface MemberPlace {
  readonly id: string;
}

export interface ProcessesOptions {
  readonly coordinator: Coordinator;
  /** -1 for one a core. */
  readonly count: number;
  /** The program, and how this process was called. */
  readonly script: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly log: (severity: 'INFO' | 'WARNING' | 'ERROR', message: string) => void;
}

/** The processes that carry the load. */
export interface Processes {
  /** What runs the chart of each process. */
  readonly crew: Crew;
  /** Once all of them are ready, or given up. */
  readonly ready: Promise<void>;
  /** Ends them; resolves once they are gone. */
  close(): Promise<void>;
}

/** What a process that was told to quit is given before it is killed, ms. */
const QUIT_MS = 5000;
/** With which this program ends where it cannot start: what it was given is the same the next time. */
const CANNOT_START = 2;

export function processCount(count: number): number {
  return count === -1 ? availableParallelism() : count;
}

/** The place that the environment names; undefined where this process is no member. */
export function memberPlace(env: ProcessesOptions['env']): MemberPlace | undefined {
  const id = env[MEMBER_VARIABLE];
  return id === undefined || process.send === undefined ? undefined : { id };
}

/** Starts processes of this program as members of a fleet, and starts those anew that end. */
export function startProcesses(options: ProcessesOptions): Processes {
  const { coordinator, log } = options;
  const count = processCount(options.count);
  const children = new Set<ChildProcess>();
  const workers: Actor<typeof workerMachine>[] = [];
  const crew = new Crew(workerMachine);
  const begun: Promise<void>[] = [];

  for (let ordinal = 0; ordinal < count; ordinal++) {
    const id = `worker-${ordinal + 1}`;
    const connection = fromCallback<{ type: 'none' }, WorkerInput>(({ input, sendBack }) =>
      connect({ ...options, place: input, children, sendBack }),
    );
    const worker = createActor(workerMachine.provide({ actors: { connection: connection as never } }), {
      id,
      input: { id },
    });
    begun.push(
      new Promise((resolve) => {
        worker.on('worker.joined', () => resolve());
        worker.on('worker.abandoned', () => resolve());
      }),
    );
    worker.on('worker.left', ({ why }) => {
      coordinator.lose(id);
      log('ERROR', `The process ${id} is gone (${why}): its users go to the others, and it is started anew`);
    });
    worker.on('worker.abandoned', ({ why }) => {
      coordinator.lose(id);
      log(
        'ERROR',
        `The process ${id} is gone (${why}): its users go to the others, and it is not started any more`,
      );
    });
    workers.push(worker);
    crew.add(worker);
    worker.start();
  }

  return {
    crew,
    ready: Promise.all(begun).then(() => {}),
    async close() {
      for (const worker of workers) worker.send({ type: 'worker.retire' });
      await Promise.all([...children].map(ended));
    },
  };
}

interface ConnectOptions extends ProcessesOptions {
  readonly place: MemberPlace;
  readonly children: Set<ChildProcess>;
  readonly sendBack: (event: WorkerEvent) => void;
}

/** Forks a process and listens to it; gives what ends it. */
function connect({
  coordinator,
  script,
  argv,
  env,
  cwd,
  place,
  children,
  sendBack,
}: ConnectOptions): () => void {
  const { id } = place;
  const child = fork(script, [...argv], {
    cwd,
    env: { ...env, [MEMBER_VARIABLE]: id },
    // Maps and byte arrays travel as they are.
    serialization: 'advanced',
    // As many processes as cores, say: one helper each for collection and compilation, not V8's four.
    execArgv: [...process.execArgv, '--v8-pool-size=1'],
  });
  let over = false;
  children.add(child);
  const send = (message: ToMember): void => {
    if (child.connected) child.send(message, () => {});
  };
  const lost = (why: string, hopeless = false): void => {
    if (over) return;
    over = true;
    sendBack({ type: 'worker.lost', why, hopeless });
  };
  child.on('message', (message) => {
    if (over) return;
    if ((message as FromMember).type === 'ready') {
      coordinator.join(id, { send });
      sendBack({ type: 'worker.ready' });
    } else coordinator.hear(id, message as FromMember);
  });
  child.on('error', (error) => lost(error.message));
  child.on('exit', (code, signal) => {
    children.delete(child);
    if (code === CANNOT_START) lost('it cannot start, as it says above', true);
    else lost(signal ?? `exit code ${code}`);
  });
  return () => {
    over = true;
    send({ type: 'quit' });
    const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_MS);
    child.once('exit', () => clearTimeout(timer));
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
