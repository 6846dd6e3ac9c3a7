import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** What the web interface is made of. */
const SOURCES = [
  'src/ui/**/*.*',
  'src/server/**/wire.ts',
  'src/metrics/outputs/wire.ts',
  'package-lock.json',
];

/** Builds the web interface before the tests, if what is built is older than its sources. */
export default function buildUi(): void {
  const built = statSync(join(ROOT, 'dist/ui/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = globSync(SOURCES, { cwd: ROOT }).map((path) => statSync(join(ROOT, path)).mtimeMs);
  if (Math.max(...changed) < built) return;
  execFileSync('npm', ['run', '--silent', 'build:ui'], { cwd: ROOT, stdio: 'inherit' });
}
