import { existsSync, globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { LoadShape } from '../domain/loadShape.ts';
import { type Hooks, isHooks } from './hooks.ts';
import { type DeclaredOptions, isDeclaredOptions } from './options.ts';
import { resolveStatestorm } from './resolveStatestorm.ts';
import { isUserDefinition, type UserDefinition } from './user.ts';

/** The name under which a load file may export a function that adds handlers to port 81. */
const EXTENSION = 'initSreRecipeApi';
/** What a folder's load files are called. */
const IN_FOLDERS = '**/*.user.{ts,mts,js,mjs}';

/** Adds handlers to port 81; its router and its test are of rooms above this one. */
export type RecipeApiExtension = (router: never, test: never) => void;

/** What load files bring. */
export interface LoadedFiles {
  readonly users: readonly UserDefinition[];
  readonly shapes: readonly LoadShape[];
  readonly options: readonly DeclaredOptions[];
  readonly hooks: readonly Hooks[];
  readonly extensions: readonly RecipeApiExtension[];
}

/**
 * Imports load files, and those of folders whose names end in `.user.ts` and the like: every export that
 * `defineUser` made is a user class, every one with a `tick` a load shape, and so on for hooks and options. What
 * goes by several exports counts once, under the first.
 * @throws StatestormError `loadFile.missing`, `loadFile.broken` (with the file's own error as cause) or
 *   `loadFile.empty`, each naming the file; `loadFile.sameShape` naming both.
 */
export async function loadFiles(paths: readonly string[], cwd: string): Promise<LoadedFiles> {
  resolveStatestorm();
  const users = new Set<UserDefinition>();
  const shapes = new Map<LoadShape, NamedShape>();
  const options = new Set<DeclaredOptions>();
  const hooks = new Set<Hooks>();
  const extensions = new Set<RecipeApiExtension>();
  for (const path of paths.flatMap((each) => filesOf(each, cwd))) {
    const exported = Object.entries(await importFile(resolve(cwd, path), path));
    if (!exported.some(([, value]) => isUserDefinition(value))) {
      throw new StatestormError('loadFile.empty', `${path} exports no user`, {
        hint: "Export what defineUser() gives: export default defineUser('Shopper', { tasks: { … } })",
      });
    }
    for (const [name, value] of exported) {
      if (isUserDefinition(value)) users.add(value);
      else if (isDeclaredOptions(value)) options.add(value);
      else if (isHooks(value)) hooks.add(value);
      else if (isShape(value) && !shapes.has(value)) {
        shapes.set(value, unique({ shape: named(value, name), path }, shapes.values()));
      } else if (name === EXTENSION && typeof value === 'function')
        extensions.add(value as RecipeApiExtension);
    }
  }
  return {
    users: [...users],
    shapes: [...shapes.values()].map(({ shape }) => shape),
    options: [...options],
    hooks: [...hooks],
    extensions: [...extensions],
  };
}

/** A shape, and the file that it is of. */
interface NamedShape {
  readonly shape: LoadShape;
  readonly path: string;
}

/** The shape itself: a start names the shape that it wants. */
function unique(added: NamedShape, others: Iterable<NamedShape>): NamedShape {
  const { name } = added.shape;
  const other = [...others].find(({ shape }) => shape.name === name);
  if (other === undefined) return added;
  const where =
    other.path === added.path ? `, both in ${added.path}` : `: in ${other.path} and in ${added.path}`;
  throw new StatestormError('loadFile.sameShape', `Two load shapes are named ${name}${where}`, {
    hint: 'Give one of them another name, by its export or its name option.',
  });
}

/** The file itself, or the load files below a folder in the order of their names. */
export function filesOf(path: string, cwd: string): string[] {
  const at = resolve(cwd, path);
  if (!existsSync(at)) {
    throw new StatestormError('loadFile.missing', `There is no load file ${path}`, {
      hint: 'Give the path of a file such as my-load.user.ts with -f, or of a folder with such files.',
    });
  }
  if (!statSync(at).isDirectory()) return [path];
  const found = globSync(IN_FOLDERS, { cwd: at, exclude: (name) => name === 'node_modules' }).sort();
  if (found.length > 0) return found.map((name) => join(path, name));
  throw new StatestormError('loadFile.empty', `The folder ${path} has no load file in it`, {
    hint: 'Name load files like my-load.user.ts, or give a file itself with -f.',
  });
}

async function importFile(file: string, shown: string): Promise<object> {
  try {
    return (await import(pathToFileURL(file).href)) as object;
  } catch (error) {
    throw new StatestormError(
      'loadFile.broken',
      `The load file ${shown} cannot be loaded: ${messageOf(error)}`,
      {
        hint: 'The trace below begins in the load file.',
        cause: error,
      },
    );
  }
}

function isShape(value: unknown): value is LoadShape {
  return typeof value === 'object' && value !== null && typeof (value as LoadShape).tick === 'function';
}

function named(shape: LoadShape, exportName: string): LoadShape {
  if (typeof shape.name === 'string' && shape.name !== '') return shape;
  return {
    ...shape,
    name: exportName,
    tick: (seconds) => shape.tick(seconds),
    // Of a class too, whose methods are not copied.
    ...(shape.nextChangeAt && { nextChangeAt: shape.nextChangeAt.bind(shape) }),
  };
}
