import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, StatestormError } from '../domain/errors.ts';
import type { LoadShape } from '../domain/loadShape.ts';
import { isUserDefinition, type UserDefinition } from './user.ts';

/** The name under which a load file may export a function that adds handlers to port 81. */
const EXTENSION = 'initSreRecipeApi';

/** Adds handlers to port 81; its router and its test are of rooms above this one. */
export type RecipeApiExtension = (router: never, test: never) => void;

/** What load files bring. */
export interface LoadedFiles {
  readonly users: readonly UserDefinition[];
  readonly shapes: readonly LoadShape[];
  readonly extensions: readonly RecipeApiExtension[];
}

let resolving = false;

/** From now on `statestorm` is this running program, wherever a load file lies. */
function resolveStatestorm(): void {
  if (resolving) return;
  resolving = true;
  const program = new URL(import.meta.resolve('../index.ts')).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'statestorm' ? { url: program, shortCircuit: true } : next(specifier, context),
  });
}

/**
 * Imports load files: every export that `defineUser` made is a user class, every one with a `tick` a load
 * shape; a user that goes by several exports counts once.
 * @throws StatestormError `loadFile.missing`, `loadFile.broken` (with the file's own error as cause) or
 *   `loadFile.empty`, each naming the file.
 */
export async function loadFiles(paths: readonly string[], cwd: string): Promise<LoadedFiles> {
  resolveStatestorm();
  const users = new Set<UserDefinition>();
  const shapes = new Set<LoadShape>();
  const extensions: RecipeApiExtension[] = [];
  for (const path of paths) {
    const exported = Object.entries(await importFile(resolve(cwd, path), path));
    const found = exported.filter(([, value]) => isUserDefinition(value));
    if (found.length === 0) {
      throw new StatestormError('loadFile.empty', `${path} exports no user`, {
        hint: "Export what defineUser() gives: export default defineUser('Shopper', { tasks: { … } })",
      });
    }
    for (const [name, value] of exported) {
      if (isUserDefinition(value)) users.add(value);
      else if (isShape(value)) shapes.add(named(value, name));
      else if (name === EXTENSION && typeof value === 'function')
        extensions.push(value as RecipeApiExtension);
    }
  }
  return { users: [...users], shapes: [...shapes], extensions };
}

async function importFile(file: string, shown: string): Promise<object> {
  if (!existsSync(file)) {
    throw new StatestormError('loadFile.missing', `There is no load file ${shown}`, {
      hint: 'Give the path of a file such as my-load.user.ts with -f.',
    });
  }
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
  return { name: exportName, tick: (seconds) => shape.tick(seconds) };
}
