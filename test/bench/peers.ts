/**
 * The load that one core makes, ours beside others: the same nginx on core 0, each client in turn on core 1, 100
 * users or connections without a wait. Rates are nginx's own count, CPU that of the client's processes; both are taken
 * while the load is under way, so that nobody's start counts.
 *
 *   npm run bench:peers -- [--rounds 7] [--seconds 6] [--connections 100] [--only wrk,k6] [--write]
 *
 * Prints a table; with --write into docs/performance.md as well. Peers that are not there are named.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../e2e/support/program.ts';
import { CLIENTS, OURS } from './peers/clients.ts';
import { inTurn } from './peers/measure.ts';
import { startNginx } from './peers/nginx.ts';
import { rowsOf, tableOf } from './peers/stats.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '6' },
    connections: { type: 'string', default: '100' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const PORT = 18_099;

const wanted = values.only?.split(',');
const chosen = CLIENTS.filter(
  ({ name }) => name === OURS || !wanted || wanted.some((each) => name.includes(each)),
);

const there = chosen.filter((each) => each.command({ url: 'http://127.0.0.1', connections: 1, seconds: 1 }));
const nginx = await startNginx(PORT);
const rounds = await inTurn(there, nginx, {
  rounds: Number(values.rounds),
  connections: Number(values.connections),
  seconds,
});
nginx.close();

const missing = chosen
  .filter((each) => !there.includes(each))
  .map((each) => `${each.name} (${each.missing})`);
const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.versions.node}`;
const text = [
  tableOf(rowsOf(rounds, OURS)),
  '',
  `${values.rounds} rounds in turn, ${seconds} s each, ${values.connections} connections; ${machine}.`,
  ...(missing.length > 0 ? [`Missing: ${missing.join(', ')}.`] : []),
].join('\n');
console.log(text);

if (values.write) {
  const path = `${REPOSITORY}docs/performance.md`;
  const [begin, end] = ['<!-- peers -->', '<!-- /peers -->'];
  const page = readFileSync(path, 'utf8');
  const [head, rest] = [page.slice(0, page.indexOf(begin)), page.slice(page.indexOf(end))];
  writeFileSync(path, `${head}${begin}\n\n${text}\n\n${rest}`);
  spawnSync(process.execPath, [`${REPOSITORY}node_modules/.bin/biome`, 'format', '--write', path]);
}
process.exit(0);
