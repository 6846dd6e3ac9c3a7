import type { Lab } from './lab.ts';
import { MAIN, type Program } from './program.ts';

/**
 * Answers as a system does that keeps the ports below 1,024 to root, and opens any free port in place of 8089
 * and 8090, which may be in use here. Whether the machine's own ports are open to the tests differs from one
 * to the next.
 */
const REFUSING = `
import { appendFileSync } from 'node:fs';
import { Server } from 'node:net';

const { listen } = Server.prototype;
Server.prototype.listen = function (options, ...more) {
  appendFileSync('asked', options.port + '\\n');
  if (options.port >= 1024) return listen.call(this, { ...options, port: 0 }, ...more);
  const refusal = new Error('listen EACCES: permission denied 0.0.0.0:' + options.port);
  setImmediate(() => this.emit('error', Object.assign(refusal, { code: 'EACCES' })));
  return this;
};
`;

/** A load generator that may not bind low ports. */
export function lowPortsRefused(lab: Lab): {
  /** The ports that it asked for, in order. */
  asked(): number[];
  open(args: readonly string[]): Program;
} {
  const preload = lab.write('refusing.mjs', REFUSING);
  return {
    asked: () => lab.read('asked').trim().split('\n').map(Number),
    open: (args) => lab.launch(process.execPath, ['--import', preload, MAIN, ...args]),
  };
}
