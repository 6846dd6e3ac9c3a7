import type {
  ChartPoint,
  Charts,
  EntryChart,
  EntryNumbers,
  PhaseSums,
  Progress,
  StreamPoint,
} from '../stream/wire.ts';
import { jsonAnswer, problem, textAnswer } from './answers.ts';
import type { Paths, Schema } from './openApi.ts';
import { amount, count, listOf, nullable, objectOf, ref, text } from './schema.ts';
import { stateSchema } from './stateSchema.ts';

/** What the charts of the web interface are drawn from. */
export function streamPaths(): Paths {
  return {
    '/stream': {
      get: {
        operationId: 'pointStream',
        tags: ['Statistics'],
        summary: 'What happens now, once a second',
        description: [
          'Server-sent events named `point`: JSON of the schema StreamPoint. A client that names the last `id` that it',
          'got is sent what it missed of the last 300 points; a client that reads too slowly is let go, to come back so.',
        ].join('\n'),
        parameters: [
          {
            name: 'Last-Event-ID',
            in: 'header',
            description: 'The id of the last point that came, as browsers send it.',
            schema: { type: 'string' },
          },
        ],
        responses: {
          200: textAnswer('Until the client leaves or the process ends.', 'text/event-stream'),
          409: problem('text', 'As many watch already as one port feeds.'),
          503: problem('text', 'The process is ending.', 'The process is ending.'),
        },
      },
    },
    '/stats/charts': {
      get: {
        operationId: 'charts',
        tags: ['Statistics'],
        summary: 'The numbers of entries over the whole run',
        description:
          'The last minute by seconds, what is older in coarser columns: at most 240 an entry, however long the run.',
        parameters: [
          {
            name: 'key',
            in: 'query',
            description:
              'An entry whose points are wanted: method and name, a tab between them. At most 20, each as a key of its own; left out, all entries together.',
            schema: { type: 'array', items: { type: 'string' } },
          },
        ],
        responses: {
          200: jsonAnswer('All entries, the points of those that were asked for.', ref('Charts')),
          400: problem('text', 'More than 20 entries were asked for.'),
        },
      },
    },
  };
}

const numbers = {
  rps: amount('Requests per second.'),
  failuresPerSecond: amount('Failures per second.'),
  p50: nullable(amount('Median response time, ms; null where no request ended in that time.')),
  p95: nullable(amount('95th percentile, ms.')),
  p99: nullable(amount('99th percentile, ms.')),
};

/** The schemas of `/stream` and `/stats/charts`. */
export const streamSchemas: Record<string, Schema> = {
  EntryNumbers: objectOf<EntryNumbers>(numbers, { description: 'The numbers of one entry in a short time.' }),
  Progress: {
    ...objectOf<Progress>({
      by: text('What ends the run.', { enum: ['runTime', 'shape', 'stopAfter'] }),
      startedAt: amount('ms since the epoch.'),
      endsAt: amount('ms since the epoch.'),
    }),
    type: ['object', 'null'],
    description: 'How far the run has come; null where nothing runs, or nobody knows when it ends.',
  },
  StreamPoint: objectOf<StreamPoint>({
    time: amount('ms since the epoch.'),
    run: count('Counts the runs; 0 before the first.'),
    state: stateSchema,
    users: count('Users alive.'),
    classes: { type: 'object', additionalProperties: count('Users alive.'), description: 'Users by class.' },
    entries: {
      type: 'object',
      additionalProperties: ref('EntryNumbers'),
      description: 'Entries with traffic in this second by their keys, and `\\tAggregated`.',
    },
    saturated: { type: 'boolean', description: 'Whether this process is itself the bottleneck.' },
    progress: ref('Progress'),
  }),
  ChartPoint: objectOf<ChartPoint>(
    {
      ...numbers,
      time: amount('Its end, ms since the epoch.'),
      span: amount('How long it stands for, ms.'),
      users: count('Users at its end.'),
      heat: listOf(
        { type: 'number' },
        'Pairs in one list: upper bound of a bucket, ms, and how many requests.',
      ),
    },
    { description: 'One column; percentiles of a longer time are those of its slowest second.' },
  ),
  PhaseSums: objectOf<PhaseSums>(
    {
      blocked: amount('Waiting for a connection of a pool, ms.'),
      connecting: amount('Looking up names and opening connections, ms.'),
      tls: amount('TLS handshakes, ms.'),
      sending: amount('Sending, ms.'),
      waiting: amount('From the request sent to the first byte of the answer, ms.'),
      receiving: amount('From the first byte of the answer to the last, ms.'),
      requests: count('Requests that they are summed over.'),
    },
    { description: 'Where the time of the requests went since the start of the run.' },
  ),
  EntryChart: objectOf<EntryChart>({
    key: text('Method and name, a tab between them.'),
    method: text('Empty for all entries together.'),
    name: text('"Aggregated" for all entries together.'),
    phases: ref('PhaseSums'),
    points: listOf(ref('ChartPoint'), 'Oldest first; empty where they were not asked for.', {
      maxItems: 240,
    }),
  }),
  Charts: objectOf<Charts>({
    run: count('Counts the runs; 0 before the first.'),
    time: amount('Now, ms since the epoch.'),
    bounds: listOf({ type: 'number' }, 'Upper bounds of the buckets of the heat map, ms, rising.'),
    entries: listOf(ref('EntryChart'), 'At most 500 by name and method, then all together.', {
      minItems: 1,
      maxItems: 501,
    }),
  }),
};
