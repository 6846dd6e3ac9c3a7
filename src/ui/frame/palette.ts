/** Colours of lines and bars, by place; each is told from its neighbours and from the paper in its theme. */
export const LINES = {
  light: ['#4a3fd6', '#0c8560', '#c2500a', '#b3246b', '#0b74b5', '#8a6400'],
  dark: ['#a5a0ff', '#4fd1a1', '#ffab6b', '#ff8ac2', '#6cc3ff', '#e2c55a'],
} as const;

/** What has failed. */
export const FAILING = { light: '#c0293b', dark: '#ff8a94' } as const;

/** Phases of a request, in their order. */
export const PHASE_COLOURS = {
  light: ['#8a8fa3', '#b3246b', '#c2500a', '#8a6400', '#4a3fd6', '#0c8560'],
  dark: ['#8d94ad', '#ff8ac2', '#ffab6b', '#e2c55a', '#a5a0ff', '#4fd1a1'],
} as const;
