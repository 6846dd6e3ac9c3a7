import type { Config } from './loadConfig.ts';

/** How a worker of this coordinator is started, for those who miss one. The URL of --nats may hold a password. */
export function workerHint({ mode, nats, fleet, sources, masterBindPort }: Config): string {
  if (mode !== 'master') return 'the log says why the processes of --processes ended';
  const named = sources.fleet.kind === 'default' ? '' : ` --fleet ${fleet}`;
  return nats === undefined
    ? `start one by --worker --master-host <this machine> --master-port ${masterBindPort}${named}`
    : `start one by --worker --nats <the server of this coordinator>${named}`;
}
