import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

/** Who may read the machine's clock, and why. */
const EXCEPTIONS: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /^src\/domain\/clock\.ts$/, reason: 'it is the clock' },
  { path: /^src\/engine\/turn\.ts$/, reason: 'it measures how long the process itself has not turned' },
  { path: /^src\/http\//, reason: 'requests are stamped as they happen, in µs' },
  { path: /^src\/metrics\/saturation\.ts$/, reason: 'it measures the process, not the load' },
  { path: /^src\/demoShop\//, reason: 'the target stands outside the test and lives by its own clock' },
  { path: /^src\/ui\//, reason: 'it runs in the browser' },
];

const CLOCK = /\bDate\.now\b|\bperformance\.(now|timeOrigin)\b|\bnew Date\(\)|\bprocess\.hrtime\b/;
const CHANCE = /\bMath\.random\b|\brandomInt\b/;

/** Source files, by path from the root. */
const sources = ['src', 'machines'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);

/** Lines of code, comments left out, that match. */
function uses(path: string, pattern: RegExp): string[] {
  const code = readFileSync(new URL(path, root), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '');
  return code.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []));
}

test('nothing reads the machine’s clock but who has a reason to', () => {
  expect(sources.length).toBeGreaterThan(40);
  const strict = sources.filter((path) => !EXCEPTIONS.some((each) => each.path.test(path)));
  expect(strict.flatMap((path) => uses(path, CLOCK))).toEqual([]);
});

test('chance comes from a seed, never from Math.random', () => {
  const strict = sources.filter((path) => !path.startsWith('src/ui/') && !path.startsWith('src/demoShop/'));
  expect(strict.flatMap((path) => uses(path, CHANCE))).toEqual([]);
});
