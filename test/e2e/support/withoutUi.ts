import type { Lab, StartOptions } from './lab.ts';

/** Answers as a system does where the web interface was never built. */
const HIDING = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readFileSync } = fs;
fs.readFileSync = (path, ...more) => {
  if (String(path).includes('/dist/ui/')) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
  return readFileSync(path, ...more);
};
syncBuiltinESMExports();
`;

/** Starts a program as in a clone without a built web interface: it serves the plain page. */
export function withoutUi(lab: Lab): StartOptions {
  return { env: { NODE_OPTIONS: `--import ${lab.write('hiding.mjs', HIDING)}` } };
}
