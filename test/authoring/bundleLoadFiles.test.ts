import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleLoadFiles, type LoadBundle } from '../../src/authoring/bundleLoadFiles.ts';

let folder: string;
let elsewhere: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statestorm-bundle-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'statestorm-elsewhere-'));
});
afterEach(() => {
  for (const each of [folder, elsewhere]) rmSync(each, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>, into = folder): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    writeFileSync(join(into, path), text);
  }
}

const manifest = (name: string, rest: object = {}): string =>
  JSON.stringify({ name, version: '1.0.0', ...rest });

/** Writes the bundle where nothing of its sources is, and imports one of its entries. */
async function imported({ files, entries }: LoadBundle, entry = 0): Promise<Record<string, unknown>> {
  write(
    Object.fromEntries(files.map(({ path, content }) => [path, Buffer.from(content).toString()])),
    elsewhere,
  );
  const href = pathToFileURL(join(elsewhere, entries[entry] as string)).href;
  return (await import(/* @vite-ignore */ href)) as Record<string, unknown>;
}

describe('bundled load files', () => {
  it('hold their own modules, npm packages of both kinds and the files that they name', async () => {
    write({
      'shop.user.ts': `
        import { readFileSync } from 'node:fs';
        import { greet } from './lib/greet.ts';
        import pad from 'old-pad';
        import { twice } from '@scope/new';
        import settings from './settings.json' with { type: 'json' };
        const __dirname = 'mine';
        const require = (name: string) => name;
        export const people: string = readFileSync(new URL('people.csv', import.meta.url), 'utf8');
        export const all = [greet('Ada'), pad('x'), twice(2), settings.level, __dirname, require('y')];`,
      'people.csv': 'name\nAda\n',
      'settings.json': '{"level":7}',
      'lib/greet.ts': `
        import { readFileSync } from 'node:fs';
        const greeting = readFileSync(new URL('../words/hello.txt', import.meta.url), 'utf8');
        export const greet = (name: string): string => greeting + name;`,
      'words/hello.txt': 'Hello ',
      'node_modules/old-pad/package.json': manifest('old-pad', { main: 'main.js' }),
      'node_modules/old-pad/main.js': `const { EOL } = require('node:os'); module.exports = (text) => '_' + text + EOL.length;`,
      'node_modules/@scope/new/package.json': manifest('@scope/new', {
        type: 'module',
        exports: './new.mjs',
      }),
      'node_modules/@scope/new/new.mjs': 'export const twice = (value) => 2 * value;',
    });
    const bundle = await bundleLoadFiles(['shop.user.ts'], folder);
    expect(bundle.entries).toEqual(['shop.user.js']);
    const { all, people } = await imported(bundle);
    expect(all).toEqual(['Hello Ada', '_x1', 4, 7, 'mine', 'y']);
    expect(people).toBe('name\nAda\n');
  });

  it('hold a file that is a module and named by its URL besides, as it is', async () => {
    write({
      'shop.user.ts': `
        import { readFileSync } from 'node:fs';
        import settings from './lib/settings.json' with { type: 'json' };
        import { own } from './lib/own.ts';
        export const text = readFileSync(new URL('./lib/settings.json', import.meta.url), 'utf8');
        export const all = [settings.level, own];`,
      'lib/settings.json': '{ "level": 7 }',
      'lib/own.ts': `
        import { readFileSync } from 'node:fs';
        export const own: number = readFileSync(new URL('own.ts', import.meta.url), 'utf8').split(': number').length;`,
    });
    const { all, text } = await imported(await bundleLoadFiles(['shop.user.ts'], folder));
    expect(text).toBe('{ "level": 7 }');
    expect(all).toEqual([7, 3]);
  });

  it('share what they have in common, and keep their names in folders', async () => {
    const counter = `import { shared } from '../shared.ts'; shared.count++; export { shared };`;
    write({
      'shared.ts': 'export const shared = { count: 0 };',
      'a/load.user.ts': counter,
      'b/load.user.ts': counter,
      'b/notes.ts': 'export {};',
    });
    const bundle = await bundleLoadFiles(['b', 'a/load.user.ts'], folder);
    expect(bundle.entries).toEqual(['b/load.user.js', 'a/load.user.js']);
    const first = await imported(bundle, 0);
    const second = await imported(bundle, 1);
    expect(second.shared).toBe(first.shared);
    expect(first.shared).toEqual({ count: 2 });
  });

  it('leave to the program what is the program', async () => {
    write({
      'shop.user.ts': `import { defineUser } from 'statestorm'; import { map } from 'rxjs';
        export default [defineUser, map];`,
    });
    const { files } = await bundleLoadFiles(['shop.user.ts'], folder);
    const text = Buffer.from(files.find(({ path }) => path === 'shop.user.js')?.content ?? []).toString();
    expect(text).toMatch(/from "statestorm"/);
    expect(text).toMatch(/from "rxjs"/);
  });

  it('are the same bytes for the same files', async () => {
    write({ 'shop.user.ts': `import './lib.ts'; export const n = 1;`, 'lib.ts': 'globalThis.seen = 1;' });
    expect(await bundleLoadFiles(['shop.user.ts'], folder)).toEqual(
      await bundleLoadFiles(['shop.user.ts'], folder),
    );
  });

  it('name the lines of their sources', async () => {
    write({
      'shop/shop.user.ts': `import { boom } from './lib/boom.ts';\n\n\nexport const fail = () => boom();`,
      'shop/lib/boom.ts': `interface Unused { readonly a: string }\nexport function boom(): never {\n  throw new Error('boom');\n}`,
    });
    const bundle = await bundleLoadFiles(['shop'], folder);
    const map = bundle.files.find(({ path }) => path === 'shop.user.js.map');
    const { sources } = JSON.parse(Buffer.from(map?.content ?? []).toString()) as { sources: string[] };
    expect(sources).toEqual(['lib/boom.ts', 'shop.user.ts']);
  });

  it.each([
    [
      'a file of compiled code',
      { 'main.js': `module.exports = require('./build/fast.node');`, 'build/fast.node': 'x' },
    ],
    [
      'compiled code that is looked for when it runs',
      { 'main.js': 'module.exports = 1;', 'prebuilds/linux-x64/fast.node': 'x' },
    ],
    ['code that is to be compiled', { 'main.js': 'module.exports = 1;', 'binding.gyp': '{}' }],
    ['a finder of compiled code', { 'main.js': `module.exports = require('node-gyp-build')(__dirname);` }],
  ])('refuse a package with %s by its name', async (_, files) => {
    const inPackage = Object.entries(files).map(([path, text]) => [`node_modules/@fast/hash/${path}`, text]);
    write({
      'shop.user.ts': `import hash from '@fast/hash'; export default hash;`,
      'node_modules/@fast/hash/package.json': manifest('@fast/hash', { main: 'main.js' }),
      ...Object.fromEntries(inPackage),
    });
    await expect(bundleLoadFiles(['shop.user.ts'], folder)).rejects.toMatchObject({
      code: 'loadFile.nativeAddon',
      message: expect.stringContaining('@fast/hash'),
      hint: expect.stringContaining('--processes'),
    });
  });

  it('refuse what cannot be read as a module, and a file that is not there', async () => {
    write({ 'shop.user.ts': 'export default {' });
    await expect(bundleLoadFiles(['shop.user.ts'], folder)).rejects.toMatchObject({
      code: 'loadFile.notBundled',
    });
    await expect(bundleLoadFiles(['none.user.ts'], folder)).rejects.toMatchObject({
      code: 'loadFile.missing',
    });
  });
});
