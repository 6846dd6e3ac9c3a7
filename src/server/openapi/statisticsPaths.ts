import { download, jsonAnswer, textAnswer } from './answers.ts';
import type { Answer, Operation, Parameter, Paths } from './openApi.ts';
import { ref } from './schema.ts';

const THEME: Parameter = {
  name: 'theme',
  in: 'query',
  description: 'Colours of the report; left out, those of the reader.',
  schema: { type: 'string', enum: ['light', 'dark'] },
};
const DOWNLOAD: Parameter = {
  name: 'download',
  in: 'query',
  description: 'With any value the report comes as a file to save.',
  schema: { type: 'string', examples: ['1'] },
};

/** The numbers of a test, its files and its report. */
export function statisticsPaths(): Paths {
  return {
    '/stats/requests': get('requestStatistics', 'The numbers of each entry, failures, state and users', {
      200: jsonAnswer('Written once a second at most, and shared by all who ask.', ref('Statistics')),
    }),
    '/stats/reset': get('resetStatistics', 'Zero the numbers; the rows stay', {
      200: textAnswer('Done.', 'text/html', { const: 'ok' }),
    }),
    '/stats/requests/csv': get('requestsCsv', 'A row for each entry, then Aggregated', {
      200: download('Times in ms, sizes in bytes.', 'text/csv'),
    }),
    '/stats/failures/csv': get('failuresCsv', 'A row for each kind of failure', {
      200: download('Times as ISO 8601.', 'text/csv'),
    }),
    '/stats/requests_full_history/csv': get('fullHistoryCsv', 'The history of every entry', {
      200: download('A row a second and entry.', 'text/csv'),
      404: textAnswer('The program was not started with --csv-full-history.', 'text/html', {
        const: 'Error: Server was not started with option to generate full history.',
      }),
    }),
    '/stats/report': get(
      'report',
      'The report: one page that needs nothing else',
      {
        200: {
          ...textAnswer('The report.', 'text/html'),
          headers: {
            'Content-Disposition': {
              description: 'With `download`: Locust_<local time>_<load file>[_<host>].html.',
              schema: { type: 'string' },
            },
          },
        },
      },
      [DOWNLOAD, THEME],
    ),
    '/exceptions': get('exceptions', 'What tasks threw', {
      200: jsonAnswer('Each kind once.', ref('Exceptions')),
    }),
    '/exceptions/csv': get('exceptionsCsv', 'The same as a file', {
      200: download('A row for each kind.', 'text/csv'),
    }),
  };
}

function get(
  operationId: string,
  summary: string,
  responses: Readonly<Record<string, Answer>>,
  parameters: readonly Parameter[] = [],
): { get: Operation } {
  return {
    get: {
      operationId,
      tags: ['Statistics'],
      summary,
      ...(parameters.length > 0 && { parameters }),
      responses,
    },
  };
}
