/**
 * What single parts cost, each at several sizes, so that growth is seen: a user that comes or goes with others alive,
 * an iteration of its loop, a request through one layer more each time, a sample, a delta, a plan.
 *
 *   npm run bench:micro [-- words]
 *
 * With words, parts alone whose name holds one of them. No socket is in any of it. Costs are CPU time, those of the
 * quicker quarter of the samples.
 */
import { loops } from './micro/loops.ts';
import { numbers } from './micro/numbers.ts';
import { costsOf } from './micro/part.ts';
import { plans } from './micro/plans.ts';
import { requests } from './micro/requests.ts';
import { head, rowsOf } from './micro/table.ts';
import { users } from './micro/users.ts';

const words = process.argv.slice(2);
const wanted = (what: string): boolean => words.length === 0 || words.some((word) => what.includes(word));

const startedAt = performance.now();
console.log(head());
for (const group of [...users, ...loops, ...requests, ...numbers, ...plans]) {
  for (const [what, costs] of await costsOf(group, wanted)) {
    for (const row of rowsOf(what, group.of, costs)) console.log(row);
  }
}
console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(0)} s, Node ${process.version}`);
// Users that still wait would hold the process.
process.exit(0);
