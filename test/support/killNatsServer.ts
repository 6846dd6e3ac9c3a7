import { readdirSync, readFileSync } from 'node:fs';

/** Kills the nats-server that listens on a port, as the system may do it. */
export function killNatsServer(port: number): void {
  const ids = readdirSync('/proc').filter((name) => {
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      return words[0] === 'nats-server' && words[words.indexOf('-p') + 1] === String(port);
    } catch {
      return false; // No process, or one that is gone.
    }
  });
  if (ids.length !== 1) throw new Error(`${ids.length} nats-server processes have port ${port}`);
  process.kill(Number(ids[0]), 'SIGKILL');
}
