import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Lab } from '../../e2e/support/lab.ts';
import { Port } from '../../e2e/support/port.ts';
import type { Ended, Program } from '../../e2e/support/program.ts';
import { until } from '../../e2e/support/until.ts';

/** What an image says of itself; OCI's names. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir: string;
  readonly StopSignal: string;
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly Labels: Readonly<Record<string, string>>;
}

/** The image under test: its files and its configuration, as run.sh built it. */
export const IMAGE_ROOT = given('STATESTORM_IMAGE_ROOT');
export const IMAGE = readConfig(given('STATESTORM_IMAGE_MANIFEST'));

export interface ContainerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the image's. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
}

/** A container of the image, in the network of the tests, where the image's own ports are free. */
export class Container {
  /** Everything that it prints. Its signals reach the wrapper, not the process within. */
  readonly program: Program;
  readonly web = new Port('http://127.0.0.1:8089');
  readonly recipes = new Port('http://127.0.0.1:8090');

  /** Starts it; `/load` is the folder `load` of the lab, read-only. */
  constructor(lab: Lab, { env = {}, entrypoint = IMAGE.Entrypoint, args = [] }: ContainerOptions = {}) {
    mkdirSync(lab.path('load'), { recursive: true });
    writeFileSync(lab.path('load/hosts'), '127.0.0.1 localhost loadgenerator shop frontend\n');
    const variables = [...IMAGE.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
    this.program = lab.launch('unshare', [
      ...['--mount', '--pid', '--fork', '--', 'sh'],
      ...[new URL('container.sh', import.meta.url).pathname],
      ...[IMAGE_ROOT, lab.path('load'), IMAGE.User, IMAGE.WorkingDir],
      ...variables,
      ...entrypoint,
      ...args,
    ]);
  }

  /** The process that is number 1 within, by its number here. */
  get pid(): number {
    const { pid } = this.program;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
  }

  /** Once its ports are open and its load files are loaded. */
  async ready(): Promise<this> {
    await until('the container is ready', async () => {
      if (!this.program.running) throw new Error(`It ended:\n${this.program.printed}`);
      return (await this.web.get('/readyz').catch(() => undefined))?.status === 200;
    });
    return this;
  }

  /** What `docker stop` and Kubernetes send, to the process itself. */
  signal(): void {
    process.kill(this.pid, IMAGE.StopSignal as NodeJS.Signals);
  }

  stop(): Promise<Ended> {
    this.signal();
    return this.program.ended;
  }

  /** Ends it now. Its number 1 takes all within along; the wrapper's end alone would not. */
  async kill(): Promise<void> {
    if (this.program.running) process.kill(this.pid, 'SIGKILL');
    await this.program.ended;
  }
}

/** Of what `buildah inspect` tells. */
function readConfig(path: string): ImageConfig {
  const { OCIv1 } = JSON.parse(readFileSync(path, 'utf8')) as { OCIv1: { config: ImageConfig } };
  return OCIv1.config;
}

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests by npm run test:image`);
  return value;
}
