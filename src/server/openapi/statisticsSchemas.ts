import type { ErrorRow, ExceptionRow, RequestsReport, StatsRow } from '../../metrics/outputs/json.ts';
import type { Schema } from './openApi.ts';
import { amount, count, listOf, nullable, objectOf, ref, text } from './schema.ts';
import { stateSchema } from './stateSchema.ts';

/** The percentiles whose numbers name keys of the answers, each between 0 and 1. */
export interface NamedPercentiles {
  readonly chart: readonly number[];
  readonly statistics: readonly number[];
}

/** What the server adds to the numbers of `/stats/requests`. */
interface Moment {
  state: string;
  user_count: number;
  saturated: boolean;
  num_crashed: number;
  num_unconfirmed?: number;
}

const ROW_NAME = text(
  'What the requests are counted under: the name that the task gave, else path and query; the last row is "Aggregated".',
);

/** The schemas of `/stats/requests` and `/exceptions`. */
export function statisticsSchemas({ chart, statistics }: NamedPercentiles): Record<string, Schema> {
  return {
    Statistics: statisticsAnswer(chart),
    StatisticsRow: row(statistics),
    Phase: objectOf<{ avg: number; max: number }>(
      { avg: amount('Mean, ms.'), max: amount('Longest, ms.') },
      { description: 'How long one part of the requests took.' },
    ),
    Failure: objectOf<ErrorRow>(
      {
        method: text('HTTP method, or the type of another kind of request.'),
        name: text('The entry that failed.'),
        error: text(
          'Why, in words that name the entry and not the whole URL, so that equal failures group.',
          {
            examples: ["HTTPError('500 Server Error: Internal Server Error for url: /cart')"],
          },
        ),
        occurrences: count('How often.', { minimum: 1 }),
        first_seen: amount('Seconds since the epoch.'),
        last_seen: amount('Seconds since the epoch.'),
      },
      { description: 'One kind of failed requests.' },
    ),
    Exceptions: objectOf<{ exceptions: ExceptionRow[] }>({
      exceptions: listOf(ref('Exception'), 'Each kind of error that tasks threw.'),
    }),
    Exception: objectOf<ExceptionRow>({
      count: count('How often.', { minimum: 1 }),
      msg: text('The message.'),
      traceback: text('The stack.'),
      nodes: text('The processes that it came from, joined by ", ".'),
    }),
  };
}

function statisticsAnswer(chart: readonly number[]): Schema {
  const recent = (share: number): Schema =>
    nullable(
      count(
        `The ${share * 100}th percentile of the last 10 s, ms; null where no request ended in that time.`,
      ),
    );
  return objectOf<RequestsReport & Moment>(
    {
      stats: listOf(ref('StatisticsRow'), 'By name and method, at most 500, then the row "Aggregated".', {
        minItems: 1,
        maxItems: 501,
      }),
      errors: listOf(ref('Failure'), 'At most 500 kinds of failures.', { maxItems: 500 }),
      current_rps: amount('Requests per second over the last 10 s.'),
      current_fail_per_sec: amount('Failures per second over the last 10 s.'),
      total_rps: amount('Requests per second from the start to the last request.'),
      total_fail_per_sec: amount('Failures per second from the start to the last request.'),
      fail_ratio: amount('Failures of all requests.', { maximum: 1 }),
      total_avg_response_time: amount('Mean response time since the start, ms.'),
      current_response_time_percentiles: objectOf<object>(
        {},
        {
          description: 'Response times of the last 10 s.',
          more: Object.fromEntries(
            chart.map((share) => [`response_time_percentile_${share}`, recent(share)]),
          ),
        },
      ),
      current_response_time_percentile_50: recent(0.5),
      current_response_time_percentile_95: recent(0.95),
      state: stateSchema,
      user_count: count('Users alive now.'),
      saturated: {
        type: 'boolean',
        description:
          'Whether this process is itself the bottleneck, so that its times are not to be trusted.',
      },
      num_crashed: count('Users of this run that crashed: their onStart or wait function threw.'),
      num_unconfirmed: count(
        'Users of workers that were lost: they may still run, beside those that are counted, until their lease ends. Only where there are any.',
      ),
    },
    { optional: ['num_unconfirmed'] },
  );
}

function row(percentiles: readonly number[]): Schema {
  const ms = (what: string): Schema => count(`${what}, whole ms; 0 where nothing was recorded.`);
  return objectOf<StatsRow>(
    {
      method: text('HTTP method, or the type of another kind of request; empty in the row "Aggregated".'),
      name: ROW_NAME,
      safe_name: text('The name, escaped for HTML.'),
      num_requests: count('Requests that ended, failed ones included.'),
      num_failures: count('Requests that failed.'),
      min_response_time: ms('Shortest response time'),
      max_response_time: ms('Longest response time'),
      current_rps: amount('Requests per second over the last 10 s.'),
      current_fail_per_sec: amount('Failures per second over the last 10 s.'),
      avg_response_time: amount('Mean response time, ms.'),
      median_response_time: ms('Median response time'),
      ninetieth_response_time: ms('90th percentile of the response times'),
      total_rps: amount('Requests per second from the start to the last request.'),
      total_fail_per_sec: amount('Failures per second from the start to the last request.'),
      avg_content_length: amount('Mean size of the decoded bodies, bytes.'),
      num_aborted: count('Requests cut off by a stop: neither requests nor failures.'),
      num_hops: count('Answers that came: one a request, and one more for each followed redirect.'),
      num_reconnects: count('Times a request was sent again because a kept connection had died.'),
      num_unsent: count('Requests that never left this process, such as those whose connection was refused.'),
      response_times_us: objectOf<StatsRow['response_times_us']>(
        {
          min: count('Shortest.'),
          p50: count('Median.'),
          p95: count('95th percentile.'),
          p99: count('99th percentile.'),
          max: count('Longest.'),
        },
        { description: 'The same response times, µs.' },
      ),
      from_intended_start_us: objectOf<NonNullable<StatsRow['from_intended_start_us']>>(
        {
          count: count('Intended starts, those that late users left out included.'),
          p50: count('Median.'),
          p95: count('95th percentile.'),
          p99: count('99th percentile.'),
          max: count('Longest.'),
        },
        {
          description:
            'Times from the start that a pacing meant to the end of the answer, µs. Only where a pacing starts these requests.',
        },
      ),
      phases: objectOf<StatsRow['phases']>(
        {
          blocked: phase('Waiting for a connection of a pool; not part of the response time.'),
          connecting: phase('Looking up the name and opening the connection.'),
          tls: phase('The TLS handshake.'),
          sending: phase('Sending the request.'),
          waiting: phase('From the request sent to the first byte of the answer.'),
          receiving: phase('From the first byte of the answer to the last.'),
        },
        { description: 'Where the time of the requests went, summed over their hops.' },
      ),
    },
    {
      optional: ['from_intended_start_us'],
      description: 'The numbers of one entry since the start of the run, or of all entries together.',
      more: Object.fromEntries(
        percentiles.map((share) => [
          `response_time_percentile_${share}`,
          ms(`${share * 100}th percentile of the response times`),
        ]),
      ),
    },
  );
}

function phase(description: string): Schema {
  return { ...ref('Phase'), description };
}
