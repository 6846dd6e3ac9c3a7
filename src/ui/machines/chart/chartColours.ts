import { alpha, type Theme } from '@mui/material/styles';

/** The colours of a drawing in a theme. */
export interface ChartColours {
  readonly mode: 'light' | 'dark';
  readonly canvas: string;
  readonly grid: string;
  readonly paper: string;
  readonly outer: string;
  readonly line: string;
  readonly faint: string;
  readonly arrow: string;
  readonly text: string;
  readonly quiet: string;
  readonly guard: string;
  readonly active: string;
  readonly activePaper: string;
  readonly glow: string;
}

export function chartColours({ palette }: Theme): ChartColours {
  const { mode, text, primary, background } = palette;
  const isDark = mode === 'dark';
  return {
    mode,
    canvas: isDark ? background.default : '#fafbfe',
    grid: alpha(text.primary, isDark ? 0.1 : 0.13),
    paper: background.paper,
    outer: alpha(text.primary, isDark ? 0.035 : 0.025),
    line: alpha(text.primary, isDark ? 0.34 : 0.3),
    faint: alpha(text.primary, isDark ? 0.2 : 0.16),
    arrow: isDark ? '#77819e' : '#7c849c',
    text: text.primary,
    quiet: text.secondary,
    guard: palette.info.main,
    active: primary.main,
    activePaper: isDark ? '#25264a' : '#ecebfd',
    glow: alpha(primary.main, isDark ? 0.35 : 0.22),
  };
}
