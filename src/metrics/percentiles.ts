/** The percentiles of the CSV files and the console (Locust's PERCENTILES_TO_REPORT). */
export const REPORTED_PERCENTILES = [0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1] as const;

/** Those of a row of the statistics, unless configured. */
export const STATISTICS_PERCENTILES: readonly number[] = [0.95, 0.99];

/** Those of the charts, unless configured. */
export const CHART_PERCENTILES: readonly number[] = [0.5, 0.95];

/** 0.999 → `99.9%`. */
export function readablePercentile(share: number): string {
  return `${Math.round(share * 1e8) / 1e6}%`;
}

/** Whole ms of a time in µs. */
export function wholeMs(us: number): number {
  return Math.round(us / 1000);
}
