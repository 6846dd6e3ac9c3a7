/** Round numbers from 0 to at least `most`, about `count` steps. The last one is the top of the axis. */
export function valueTicks(most: number, count = 4): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough)!;
  const ticks: number[] = [];
  for (let at = 0; at <= Math.ceil(most / step - 1e-9); at++) ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Round moments between two, ms since the epoch, at most `count` of them. `offset`: local time minus UTC, ms. */
export function timeTicks(from: number, to: number, count: number, offset = 0): number[] {
  const seconds = (to - from) / 1000 / Math.max(1, count);
  const step = (STEPS.find((each) => each >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400) * 1000;
  const ticks: number[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** The index of the time nearest to `time` in ascending `times`; -1 where there is none. */
export function nearest(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle;
    else high = middle;
  }
  return Math.abs(times[low]! - time) <= Math.abs(times[high]! - time) ? low : high;
}
