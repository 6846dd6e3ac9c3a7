import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Builds the web interface of this clone into `folder` unless it is there; says so in a line, and in another if it fails. */
export async function buildUi(folder: string, say: (line: string) => void): Promise<void> {
  if (existsSync(join(folder, 'index.html'))) return;
  say('Building the web interface first, once (npm run build:ui) …');
  const failure = await new Promise<string | undefined>((resolve) => {
    execFile('npm', ['run', '--silent', 'build:ui'], { cwd: ROOT }, (error, stdout, stderr) =>
      resolve(error ? firstLine(stderr) || firstLine(stdout) || firstLine(error.message) : undefined),
    );
  });
  if (failure !== undefined) say(`It could not be built, so the plain page is served: ${failure}`);
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
