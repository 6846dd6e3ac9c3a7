import type { Plan } from '../../domain/plan.ts';
import type { StopReason } from '../../domain/stopReason.ts';
import type { Statistics } from '../statistics.ts';
import type { Timeline, TimelinePoint } from '../timeline.ts';
import { type ErrorRow, type ExceptionRow, exceptionsReport, requestsReport, type StatsRow } from './json.ts';

/** A run as it is kept: plain JSON, understood by its `version`. Times in ms since the epoch. */
export interface RunRecord {
  readonly version: 1;
  readonly plan: Plan;
  /** Null where the run never began to count. */
  readonly startedAt: number | null;
  readonly endedAt: number;
  readonly stopReason: StopReason;
  /** The row of each entry, all of them, with rates over the whole run. */
  readonly entries: readonly StatsRow[];
  readonly total: StatsRow;
  readonly timeline: { readonly shares: readonly number[]; readonly points: readonly TimelinePoint[] };
  readonly failures: readonly ErrorRow[];
  readonly exceptions: readonly ExceptionRow[];
}

export interface RunRecordInput {
  readonly plan: Plan;
  readonly statistics: Statistics;
  readonly timeline: Timeline;
  readonly endedAt: number;
  readonly stopReason: StopReason;
}

/** The record of a run that ended. */
export function runRecord({ plan, statistics, timeline, endedAt, stopReason }: RunRecordInput): RunRecord {
  const report = requestsReport(statistics, endedAt, { mostRows: Number.POSITIVE_INFINITY });
  return {
    version: 1,
    plan,
    startedAt: statistics.startedAt,
    endedAt,
    stopReason,
    entries: report.stats.slice(0, -1),
    total: report.stats.at(-1)!,
    timeline: { shares: timeline.shares, points: [...timeline.points] },
    failures: report.errors,
    exceptions: exceptionsReport(statistics).exceptions,
  };
}
