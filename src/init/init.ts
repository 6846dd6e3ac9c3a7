import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { messageOf, StatestormError } from '../domain/errors.ts';
import { LOAD_FILE, TSCONFIG } from './templates.ts';

const USAGE = `Usage: statestorm init [file or folder]

Writes a first load file, load.user.ts unless told otherwise, and beside it a tsconfig.json that checks its types
where there is none. Nothing that is there is overwritten.
`;

/**
 * Carries out `statestorm init` with the words after it; gives what to print.
 * @throws StatestormError `init.exists`, `init.tooManyWords` or `init.unwritable`, naming the file.
 */
export function init(words: readonly string[], cwd: string): string {
  if (words.some((word) => word === '--help' || word === '-h')) return USAGE;
  const [given = '.', ...more] = words;
  if (more.length > 0 || given.startsWith('-')) {
    throw new StatestormError('init.tooManyWords', `statestorm init does not take ${more[0] ?? given}`, {
      hint: 'Give the name of one file or folder, or nothing.',
    });
  }
  const path = resolve(cwd, given);
  const isFolder = extname(path) === '' || (existsSync(path) && statSync(path).isDirectory());
  const file = isFolder ? join(path, 'load.user.ts') : path;
  const shown = relative(cwd, file) || file;
  if (existsSync(file)) {
    throw new StatestormError('init.exists', `${shown} is there already`, {
      hint: 'Give another name: statestorm init other.user.ts',
    });
  }
  const settings = join(dirname(file), 'tsconfig.json');
  const written = [shown];
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, LOAD_FILE, { flag: 'wx' });
    if (!existsSync(settings)) {
      writeFileSync(settings, TSCONFIG, { flag: 'wx' });
      written.push(relative(cwd, settings) || settings);
    }
  } catch (cause) {
    throw new StatestormError('init.unwritable', `${shown} cannot be written: ${messageOf(cause)}`, {
      hint: 'Give a folder that this user may write to.',
      cause,
    });
  }
  return `Written: ${written.join(', ')}

  statestorm -f ${shown} --host http://localhost:8080                                the page, on port 80 or 8089
  statestorm -f ${shown} --host http://localhost:8080 --headless -u 10 -r 2 -t 30s   without it
  npm install --save-dev statestorm typescript && npx tsc -p ${relative(cwd, dirname(file)) || '.'}   checks its types
`;
}
