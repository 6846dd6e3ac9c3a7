#!/usr/bin/env node
/**
 * The command `statestorm`: the program on a Node.js that can run it, else one line that says what is needed.
 * Imports nothing of its own, since an older Node.js cannot even read the rest.
 */
const LEAST = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(
    `statestorm needs Node.js ${LEAST.join('.')} or newer, and this is ${process.versions.node}: install a newer one, such as the present LTS.\n`,
  );
  process.exitCode = 2;
} else {
  import('./main.ts');
}

export {};
