import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { type OutputAsset, type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { messageOf, StatestormError } from '../domain/errors.ts';
import { filesOf } from './loadFiles.ts';

/** Load files with all that they import, as modules that need no other file. */
export interface LoadBundle {
  /** By paths relative to one folder, with `/` between their parts. */
  readonly files: readonly BundledFile[];
  /** The modules that stand for the load files, in the order of these. */
  readonly entries: readonly string[];
}

export interface BundledFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Ends the id of a file that is named by `new URL(…, import.meta.url)`: the same file may be imported, too. */
const NAMED = '?named';

/** What finds a native addon when it runs, so that no import names the file. */
const ADDON_FINDERS = /^(bindings|node-gyp-build|@mapbox\/node-pre-gyp|node-pre-gyp)$/;
const PACKAGE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/**
 * Bundles load files with their own modules, their npm packages and the files that they name by
 * `new URL('people.csv', import.meta.url)`. The program itself is left out, and rxjs and xstate where the load files
 * have none of their own: the program that runs them lends them.
 * @throws StatestormError those of `loadFiles` for a path, `loadFile.nativeAddon` naming a package that cannot
 *   travel, `loadFile.notBundled` with what the bundler says.
 */
export async function bundleLoadFiles(paths: readonly string[], cwd: string): Promise<LoadBundle> {
  const files = paths.flatMap((path) => filesOf(path, cwd)).map((path) => resolve(cwd, path));
  const root = commonFolder(files);
  const names = files.map((file) => moduleName(relative(root, file)));
  // Nothing is written there.
  const out = join(root, 'out');
  const refused: StatestormError[] = [];
  try {
    const bundle = await rolldown({
      input: Object.fromEntries(files.map((file, index) => [names[index] as string, file])),
      cwd: root,
      platform: 'node',
      external: ['statestorm'],
      // Node.js knows nothing of it either.
      tsconfig: false,
      experimental: { resolveNewUrlToAsset: true },
      plugins: [refuseAddons((file) => refused.push(nativeAddon(file))), keepNamedFiles],
      // What cannot be resolved here is left to who runs it; the load files were imported once before.
      logLevel: 'silent',
    });
    const { output } = await bundle.generate({
      format: 'esm',
      // Errors name the lines of the load files.
      sourcemap: true,
      sourcemapExcludeSources: true,
      sourcemapPathTransform: (source, map) =>
        // As if the modules lay in the folder of the load files.
        relative(dirname(map.replace(out, root)), resolve(dirname(map), source)),
      dir: out,
      entryFileNames: '[name].js',
      chunkFileNames: 'shared/[name]-[hash].js',
      assetFileNames: 'files/[name]-[hash][extname]',
    });
    await bundle.close();
    return { files: output.map(bundled), entries: names.map((name) => `${name}.js`) };
  } catch (cause) {
    if (refused[0] !== undefined) throw refused[0];
    throw new StatestormError(
      'loadFile.notBundled',
      `The load files cannot be bundled for the workers: ${messageOf(cause)}`,
      { hint: 'Import only what a bundler can follow.', cause },
    );
  }
}

function bundled(output: OutputChunk | OutputAsset): BundledFile {
  const content = output.type === 'chunk' ? output.code : output.source;
  return { path: output.fileName, content: typeof content === 'string' ? Buffer.from(content) : content };
}

/** The innermost folder that holds all of them. */
function commonFolder(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => dirname(file).split(sep));
  const common = first.findIndex((part, index) => others.some((each) => each[index] !== part));
  return (common === -1 ? first : first.slice(0, common)).join(sep) || sep;
}

/** `shop/cart.user` of `shop/cart.user.ts`. */
function moduleName(path: string): string {
  return join(dirname(path), basename(path, extname(path)))
    .split(sep)
    .join('/');
}

/** A file that is named by its URL travels as it is, whether or not it is a module besides. */
const keepNamedFiles: Plugin = {
  name: 'keep-named-files',
  async resolveId(source, importer, { kind }) {
    if (kind !== 'new-url') return undefined;
    const found = await this.resolve(source, importer, { kind, skipSelf: true });
    return found && { ...found, id: `${found.id}${NAMED}` };
  },
};

/** Compiled code runs on machines such as it was compiled for. */
function refuseAddons(refuse: (file: string) => void): Plugin {
  const seen = new Map<string, boolean>();
  const stop = (file: string): never => {
    refuse(file);
    throw new Error(`${file} is a native addon`);
  };
  return {
    name: 'refuse-native-addons',
    resolveId(source, importer) {
      if (ADDON_FINDERS.test(source)) stop(importer ?? source);
    },
    load(id) {
      if (id.endsWith('.node') || id.endsWith(`.node${NAMED}`)) stop(id);
      const folder = PACKAGE.exec(id)?.[1];
      if (folder === undefined) return;
      if (!seen.has(folder)) seen.set(folder, isAddon(folder));
      if (seen.get(folder)) stop(id);
    },
  };
}

function isAddon(folder: string): boolean {
  return (
    existsSync(join(folder, 'binding.gyp')) ||
    globSync('**/*.node', { cwd: folder, exclude: (name) => name === 'node_modules' }).length > 0
  );
}

function nativeAddon(file: string): StatestormError {
  const folder = PACKAGE.exec(file)?.[1];
  const name = folder === undefined ? file : nameOf(folder);
  return new StatestormError(
    'loadFile.nativeAddon',
    `The load files import ${name}, a native addon, which cannot travel to workers`,
    {
      hint: `Do without ${name}, or use --processes: the processes of one machine read the load files themselves.`,
    },
  );
}

function nameOf(folder: string): string {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string }).name;
  } catch {
    return basename(folder);
  }
}
