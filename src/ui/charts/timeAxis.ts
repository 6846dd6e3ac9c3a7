/** A moment on the clock of this machine; with seconds where `step`, ms, is below a minute. */
export function clockText(time: number, step: number): string {
  const date = new Date(time);
  if (step >= 86_400_000) return date.toLocaleDateString([], { month: 'short', day: 'numeric' });
  return date.toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    ...(step < 60_000 && { second: '2-digit' }),
    hour12: false,
  });
}

/** Local time minus UTC, ms. */
export function utcOffset(time: number): number {
  return -new Date(time).getTimezoneOffset() * 60_000;
}
