import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that the tests need from the machine. */
export interface Need {
  /** Debian's package. */
  readonly package: string;
  /** The names it may have on PATH, the first found wins. */
  readonly programs: readonly string[];
  /** What the tests do with it, after "to". */
  readonly purpose: string;
}

const chromium: Need = {
  package: 'chromium',
  programs: ['chromium', 'chromium-browser'],
  purpose: 'try the pages in a browser',
};

export const nats: Need = {
  package: 'nats-server',
  programs: ['nats-server'],
  purpose: 'join workers by it',
};

const NEEDS: readonly Need[] = [chromium, nats];

const OLDEST_NODE = [22, 19] as const;

/** The browser that the tests drive. Throws where there is none. */
export function chromiumPath(): string {
  const path = find(chromium);
  if (path === undefined) throw new Error(missing(chromium));
  return path;
}

function find({ programs }: Need): string | undefined {
  // Debian puts daemons where a plain user's PATH does not look.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  for (const program of programs) {
    for (const folder of folders) {
      const path = join(folder, program);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

function missing(need: Need): string {
  return `The tests need ${need.package} to ${need.purpose}. Install it: sudo apt-get install -y --no-install-recommends ${need.package}`;
}

/** Installs the packages with apt-get; gives what apt-get said where it failed. */
function install(packages: readonly string[]): string | undefined {
  for (const args of [
    ['update'],
    ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages],
  ]) {
    const { status, stderr, error } = spawnSync('apt-get', ['-qq', ...args], {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) return (error?.message ?? stderr).trim().split('\n').at(-1);
  }
  return undefined;
}

function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  fail(`Statestorm needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/** Sees that the programs are there: as root on Debian it installs them, elsewhere it names the first and exits with 1. */
export function providePrograms(needs: readonly Need[]): void {
  const absent = needs.filter((need) => find(need) === undefined);
  const apt = { package: 'apt', programs: ['apt-get'], purpose: '' };
  if (absent.length > 0 && process.getuid?.() === 0 && find(apt)) {
    for (const need of absent)
      console.log(`Installing ${need.package}: the tests need it to ${need.purpose}.`);
    const failure = install(absent.map((need) => need.package));
    if (failure !== undefined) console.error(`apt-get failed: ${failure}`);
  }
  const still = absent.find((need) => find(need) === undefined);
  if (still) fail(missing(still));
}

function fail(line: string): never {
  console.error(line);
  process.exit(1);
}

if (import.meta.main) {
  checkNode();
  providePrograms(NEEDS);
}
