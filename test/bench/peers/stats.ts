/** The middle of the numbers; of an even count the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

/** What one client did in one round. */
export interface Round {
  /** Requests per second, by the target's own count. */
  readonly rate: number;
  /** CPU time of the client a request, µs: user and system, all of its processes. */
  readonly cpuUs: number;
}

/** One row of the table: medians, and medians of the ratios to ours within each round. */
export interface Row {
  readonly name: string;
  readonly rate: number;
  readonly lowest: number;
  readonly highest: number;
  readonly cpuUs: number;
  /** Our rate over its rate. */
  readonly faster: number;
  /** Its CPU a request over ours: above 1 where ours needs less. */
  readonly cheaper: number;
}

/** @param rounds By client; the n-th of each was measured in the n-th round. */
export function rowsOf(rounds: ReadonlyMap<string, readonly Round[]>, ours: string): Row[] {
  const mine = rounds.get(ours) ?? [];
  return [...rounds].map(([name, each]) => {
    const rates = each.map(({ rate }) => rate);
    return {
      name,
      rate: median(rates),
      lowest: Math.min(...rates),
      highest: Math.max(...rates),
      cpuUs: median(each.map(({ cpuUs }) => cpuUs)),
      faster: median(each.map(({ rate }, index) => (mine[index]?.rate ?? Number.NaN) / rate)),
      cheaper: median(each.map(({ cpuUs }, index) => cpuUs / (mine[index]?.cpuUs ?? Number.NaN))),
    };
  });
}

/** The rows in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  const lines = rows.map(({ name, rate, lowest, highest, cpuUs, faster, cheaper }) => [
    name,
    `${whole(rate)} (${whole(lowest)} to ${whole(highest)})`,
    cpuUs.toFixed(1),
    faster.toFixed(2),
    cheaper.toFixed(2),
  ]);
  const head = [
    'client',
    'requests/s, median (range)',
    'CPU a request, µs',
    'our rate / its',
    'its CPU / ours',
  ];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
