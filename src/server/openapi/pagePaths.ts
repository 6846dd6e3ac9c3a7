import { jsonAnswer, problem, redirect, textAnswer } from './answers.ts';
import type { Paths, Schema } from './openApi.ts';
import { count, listOf, objectOf, ref } from './schema.ts';

export const pageSchemas: Record<string, Schema> = {
  Logs: objectOf<{ master: string[]; workers: Record<string, string[]> }>({
    master: listOf({ type: 'string' }, 'The last lines of the log, oldest first.', { maxItems: 500 }),
    workers: {
      type: 'object',
      additionalProperties: listOf({ type: 'string' }, 'Lines of one worker.'),
      description: 'By worker; empty, since there are no workers yet.',
    },
  }),
  WorkerCount: objectOf<{ worker_count: number }>({ worker_count: count('Workers that are connected.') }),
};

/** The page and what it asks for. `basePath` is where the port's paths begin, empty for none. */
export function pagePaths(basePath: string): Paths {
  return {
    '/': {
      get: {
        operationId: 'page',
        tags: ['Page'],
        summary: 'The page for people',
        description: 'It holds `window.templateArgs`, a JSON object of the schema TemplateArgs.',
        responses: { 200: textAnswer('The page.', 'text/html') },
      },
    },
    '/machines': {
      get: {
        operationId: 'machinesPage',
        tags: ['Page'],
        summary: 'The same page, opened at the state machines',
        responses: { 200: textAnswer('The page.', 'text/html') },
      },
    },
    '/login': {
      get: {
        operationId: 'login',
        tags: ['Page'],
        summary: 'Leads to the page, since nobody has to log in',
        responses: { 302: redirect(`${basePath}/`, '') },
      },
    },
    '/assets/{path}': {
      get: {
        operationId: 'asset',
        tags: ['Page'],
        summary: 'A file of the page',
        parameters: [
          {
            name: 'path',
            in: 'path',
            required: true,
            description: 'May hold slashes.',
            schema: { type: 'string' },
          },
        ],
        responses: {
          200: {
            description:
              'The file, by its own type. Its name changes with what is in it, so it may be kept for good.',
            headers: {
              'Cache-Control': {
                description: 'How long it may be kept.',
                required: true,
                schema: { type: 'string', pattern: 'immutable$' },
              },
            },
          },
          404: problem('text', 'There is no such file.', 'Not Found'),
        },
      },
    },
    '/logs': {
      get: {
        operationId: 'logs',
        tags: ['Page'],
        summary: 'The last lines of the log',
        responses: { 200: jsonAnswer('At most 500 lines.', ref('Logs')) },
      },
    },
    '/worker-count': {
      get: {
        operationId: 'workerCount',
        tags: ['Page'],
        summary: 'How many workers are connected',
        responses: { 200: jsonAnswer('0: one process runs the load.', ref('WorkerCount')) },
      },
    },
  };
}

/** The base path without a slash at its end leads to the page. */
export function basePathRedirect(basePath: string): Paths {
  if (basePath === '') return {};
  return {
    [basePath]: {
      get: {
        operationId: 'pageWithoutSlash',
        tags: ['Page'],
        summary: 'Leads to the page',
        responses: { 302: redirect(`${basePath}/`, '') },
      },
    },
  };
}
