import type { SpawnOptions } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Port } from './port.ts';
import { type Ended, MAIN, Program, REPOSITORY } from './program.ts';
import { startTarget, type Target, type TargetOptions } from './target.ts';
import { until } from './until.ts';

export interface StartOptions {
  /** Added to an environment that has no more than PATH and a HOME of its own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly spawn?: SpawnOptions;
}

/** A program that serves its ports. */
export interface Service {
  readonly program: Program;
  /** Port 80's. */
  readonly web: Port;
  /** Port 81's. */
  readonly recipes: Port;
}

/** A demo shop in a process of its own. */
export interface Shop {
  readonly url: string;
  readonly program: Program;
  stats(): Promise<{ requests: number; byRoute: Record<string, number>; inFlight: number }>;
  /** Fields as `POST /_control` takes them. */
  set(fields: Readonly<Record<string, string>>): Promise<void>;
}

/** Programs, shops, targets and files of one test; all of them gone at its end. */
export class Lab {
  /** Outside the repository; the programs' working directory. */
  readonly folder: string = mkdtempSync(join(tmpdir(), 'statestorm-e2e-'));
  readonly #programs: Program[] = [];
  readonly #targets: Target[] = [];

  /** The load generator with these arguments. */
  start(args: readonly string[], { env = {}, spawn = {} }: StartOptions = {}): Program {
    return this.launch(process.execPath, [MAIN, ...args], { env, spawn });
  }

  /** The load generator until its own end. */
  run(args: readonly string[], options?: StartOptions): Promise<Ended> {
    return this.start(args, options).ended;
  }

  /** The load generator as a service, on free ports unless `args` say otherwise; once its ports are open. */
  async serve(args: readonly string[], options?: StartOptions): Promise<Service> {
    const ports = ['--web-host', '127.0.0.1', '--web-host-sre-recipe', '127.0.0.1'];
    const free = ['--web-port', '0', '--web-port-sre-recipe', '0'];
    const program = this.start([...ports, ...free, ...args], options);
    const first = await until('the ports are open', () => {
      if (!program.running) throw new Error(`It ended:\n${program.printed}`);
      return program.log.find((line) => typeof line.web === 'string');
    });
    return { program, web: new Port(String(first.web)), recipes: new Port(String(first.recipes)) };
  }

  /** Another program. */
  launch(command: string, args: readonly string[], { env = {}, spawn = {} }: StartOptions = {}): Program {
    const program = new Program(command, args, {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: this.folder, ...env },
      ...spawn,
    });
    this.#programs.push(program);
    return program;
  }

  /** The demo shop with these flags, on a free port; 5 ms an answer unless they say otherwise. */
  async shop(flags: readonly string[] = []): Promise<Shop> {
    const script = `${REPOSITORY}src/demoShop/serve.ts`;
    const quick = ['--port', '0', '--latency', '5', '--spread', '2'];
    const program = this.launch(process.execPath, [script, ...quick, ...flags]);
    const [url] = await program.says(/http:\/\/\S+/);
    return {
      url,
      program,
      stats: async () => (await fetch(`${url}/_stats`)).json() as ReturnType<Shop['stats']>,
      set: async (fields) => {
        await fetch(`${url}/_control`, { method: 'POST', body: new URLSearchParams(fields) });
      },
    };
  }

  /** A server of this process that counts what it receives. */
  async target(options?: TargetOptions): Promise<Target> {
    const target = await startTarget(options);
    this.#targets.push(target);
    return target;
  }

  /** Writes a file into the folder and gives its path. */
  write(name: string, text: string): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.kill()));
    for (const target of this.#targets) target.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
