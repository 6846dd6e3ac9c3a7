import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { exceptionsCsv, failuresCsv, requestsCsv } from '../../metrics/outputs/csv.ts';
import { htmlReport } from '../../metrics/outputs/report.ts';
import { REPORT_STYLE } from '../../metrics/outputs/reportStyle.ts';
import { allowOwnStyle } from '../middleware/headers.ts';
import { html } from '../middleware/reply.ts';
import type { LocustPortOptions } from '../options.ts';
import { fileName } from './fileName.ts';

/** By this the report's style passes its content security policy. */
const REPORT_STYLE_HASH = `sha256-${createHash('sha256').update(REPORT_STYLE).digest('base64')}`;

/** The CSV files and the report. */
export function addDownloads(router: Router, at: (path: string) => string, options: LocustPortOptions): void {
  const { test, clock, config } = options;
  const csv = (ctx: Context, kind: string, body: Context['body']): void => {
    ctx.set('Content-Type', 'text/csv');
    ctx.set('Content-disposition', `attachment;filename=${fileName(options, `_${kind}.csv`)}`);
    ctx.body = body;
  };
  router.get(at('/stats/requests/csv'), (ctx) =>
    csv(ctx, 'requests', requestsCsv(test.statistics, clock.now())),
  );
  router.get(at('/stats/failures/csv'), (ctx) => csv(ctx, 'failures', failuresCsv(test.statistics)));
  router.get(at('/exceptions/csv'), (ctx) => csv(ctx, 'exceptions', exceptionsCsv(test.statistics)));
  router.get(at('/stats/requests_full_history/csv'), async (ctx) => {
    const size = config.hasFullHistory ? await sizeOf(config.historyPath) : 0;
    if (config.historyPath === undefined || size === 0) {
      html(ctx, 'Error: Server was not started with option to generate full history.', 404);
      return;
    }
    // The file grows: what it held when it was asked for is sent.
    csv(ctx, 'requests_full_history', createReadStream(config.historyPath, { end: size - 1 }));
    ctx.length = size;
    // It may be gigabytes, while the load goes on.
    ctx.compress = false;
  });

  router.get(at('/stats/report'), (ctx) => {
    if (ctx.query.download) {
      ctx.set('Content-Disposition', `attachment;filename=${fileName(options, '.html')}`);
    }
    const { theme } = ctx.query;
    const page = htmlReport({
      statistics: test.statistics,
      now: clock.now(),
      timeline: test.timeline,
      theme: theme === 'dark' || theme === 'light' ? theme : undefined,
      facts: [
        ['Target', test.host === '' ? 'by user class' : test.host],
        ['Load', config.locustfile ?? 'as shipped'],
        ['State', test.state],
        ['Users', String(test.userCount)],
        ...test.notes.map((note): [string, string] => ['Note', note]),
      ],
    });
    allowOwnStyle(ctx, REPORT_STYLE_HASH);
    html(ctx, page);
  });
}

async function sizeOf(path: string | undefined): Promise<number> {
  if (path === undefined) return 0;
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
