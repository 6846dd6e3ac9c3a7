import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskException } from '../domain/sample.ts';

/**
 * Names the files of an exception as seen from the folder that they lie in: where a process keeps its copy of the
 * load files tells their author nothing, and would make one exception another one in each process.
 */
export function namedFromFolder(folder: string): (exception: TaskException) => TaskException {
  const prefixes = [pathToFileURL(`${folder}${sep}`).href, `${folder}${sep}`];
  const named = (text: string): string =>
    prefixes.reduce((left, prefix) => left.replaceAll(prefix, ''), text);
  return (exception) => ({
    ...exception,
    message: named(exception.message),
    traceback: named(exception.traceback),
  });
}
