import { registerHooks } from 'node:module';

/** What load files may import without having it near: the program's own copies stand in. */
const LENT = /^(rxjs|xstate)(\/|$)/;

let resolving = false;

/**
 * From now on `statestorm` is this running program, wherever a load file lies; rxjs and xstate are the program's
 * where the load file finds none of its own.
 */
export function resolveStatestorm(): void {
  if (resolving) return;
  resolving = true;
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = new URL(`../index.${extension}`, import.meta.url).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'statestorm') return { url: program, shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        if (!LENT.test(specifier)) throw error;
        return next(specifier, { ...context, parentURL: program });
      }
    },
  });
}
