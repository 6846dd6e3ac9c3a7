/**
 * What loads of more than one GET cost: the shop's mix with its forms, cookies and redirects, and a journey beside
 * the same tasks by mix, all without waits, 100 users on core 1 against nginx on core 0. A followed redirect counts as
 * an answer of its own. Ratios are taken within a round.
 *
 *   npm run bench:mixes -- [--rounds 7] [--seconds 3] [--connections 100]
 */
import { parseArgs } from 'node:util';
import { CLIENTS, OURS, ours } from './peers/clients.ts';
import { inTurn } from './peers/measure.ts';
import { startNginx } from './peers/nginx.ts';
import { median } from './peers/stats.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '100' },
  },
});
const PORT = 18_098;
const SHOP = "the shop's basic mix";
const MIX = 'two tasks by mix';
const JOURNEY = 'two tasks by a journey';

const TWO_TASKS = `
    async home({ http }) { await http.get('/'); },
    async product({ http }) { await http.get('/product/OLJCESPC7Z'); },
`;

const clients = [
  ...CLIENTS.filter(({ name }) => name === OURS),
  ours(
    SHOP,
    'shop',
    `import { BrowsingUser, PurchasingUser, WishlistUser, constant, defineUser } from 'statestorm';
const hasty = (user) => defineUser(user.name, { ...user, waitTime: constant(0) });
export const [Buyer, Wisher, Browser] = [hasty(PurchasingUser), hasty(WishlistUser), hasty(BrowsingUser)];
`,
  ),
  ours(
    MIX,
    'mix',
    `import { defineUser } from 'statestorm';
export default defineUser('Mixed', { tasks: {${TWO_TASKS}}, mix: { home: 1, product: 1 } });
`,
  ),
  ours(
    JOURNEY,
    'journey',
    `import { defineUser } from 'statestorm';
export default defineUser('Traveller', {
  tasks: {${TWO_TASKS}},
  journey: {
    initial: 'home',
    states: {
      home: { on: { 'task.completed': 'product' } },
      product: { on: { 'task.completed': 'home' } },
    },
  },
});
`,
  ),
];

const nginx = await startNginx(PORT);
const rounds = await inTurn(clients, nginx, {
  rounds: Number(values.rounds),
  connections: Number(values.connections),
  seconds: Number(values.seconds),
});
nginx.close();

const rows = [...rounds].map(([name, each]) => [
  name,
  Math.round(median(each.map(({ rate }) => rate))).toLocaleString('en'),
  median(each.map(({ cpuUs }) => cpuUs)).toFixed(1),
]);
const head = ['load', 'answers/s, median', 'CPU an answer, µs'];
for (const cells of [head, head.map(() => '---'), ...rows]) console.log(`| ${cells.join(' | ')} |`);

/** How much of the CPU of `name` the other would need, medians within a round. */
function share(of: string, name: string): string {
  const [one, other] = [rounds.get(of) ?? [], rounds.get(name) ?? []];
  return median(one.map(({ cpuUs }, index) => cpuUs / (other[index]?.cpuUs ?? Number.NaN))).toFixed(2);
}
console.log(`\nThe shop's mix against the plain GET, CPU per answer: ${share(OURS, SHOP)}`);
console.log(`The journey against the mix of its two tasks: ${share(MIX, JOURNEY)}`);
process.exit(0);
