import { expect, test } from 'vitest';
import { pathsOf } from '../../src/ui/data/paths.ts';
import { isActive, pointOf, type Report } from '../../src/ui/data/report.ts';
import { AGGREGATED } from '../../src/ui/data/series.ts';
import { FAILING, LINES, PHASE_COLOURS } from '../../src/ui/frame/palette.ts';
import { sorted, turned } from '../../src/ui/tables/sorting.ts';

test.each([
  ['/', '', { base: '', root: '' }],
  ['/machines', '', { base: '', root: '' }],
  ['/load/', '/load', { base: '/load', root: '' }],
  ['/load/machines', '/load', { base: '/load', root: '' }],
  ['/proxy/load/', '/load', { base: '/proxy/load', root: '/proxy' }],
  ['/proxy/', '', { base: '/proxy', root: '/proxy' }],
])('a page at %s of a server at "%s" knows where its calls go', (page, own, due) =>
  expect(pathsOf(page, own)).toEqual(due),
);

test('without the stream a report says what a point would', () => {
  const report = {
    state: 'running',
    user_count: 3,
    saturated: true,
    stats: [{ method: '', name: 'Aggregated', current_rps: 5, current_fail_per_sec: 1 }],
    current_response_time_percentiles: { 'response_time_percentile_0.5': 8 },
  } as unknown as Report;
  expect(pointOf(report, 1000, 2)).toMatchObject({
    time: 1000,
    run: 2,
    users: 3,
    saturated: true,
    entries: { [AGGREGATED]: { rps: 5, failuresPerSecond: 1, p50: 8, p95: null } },
  });
});

test('a load that stops still counts as one', () => {
  expect(['ready', 'spawning', 'running', 'stopping', 'stopped'].filter(isActive)).toEqual([
    'spawning',
    'running',
    'stopping',
  ]);
});

test('a column sorts by its greatest number or first word, and the other way when asked again', () => {
  const first = turned(null, 'rps', true);
  expect(first).toEqual({ by: 'rps', descending: true });
  expect(turned(first, 'rps', true)).toEqual({ by: 'rps', descending: false });
  expect(turned(first, 'name', false)).toEqual({ by: 'name', descending: false });
  const rows = [{ at: 2 }, { at: 9 }, { at: 4 }];
  expect(sorted(rows, ({ at }) => at, true).map(({ at }) => at)).toEqual([9, 4, 2]);
});

/** WCAG 2's relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each(['light', 'dark'] as const)(
  'every colour of a chart stands off the paper of the %s theme by 3 to 1',
  (mode) => {
    const paper = luminance(mode === 'light' ? '#ffffff' : '#161b28');
    for (const colour of [...LINES[mode], ...PHASE_COLOURS[mode], FAILING[mode]]) {
      const ink = luminance(colour);
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      expect([colour, contrast >= 3]).toEqual([colour, true]);
    }
  },
);
