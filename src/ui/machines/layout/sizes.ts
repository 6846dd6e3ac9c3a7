/** A font as CSS writes it, without the family: `600 13px`. */
export type FontSize = string;

/** The width of a text in px. The page measures by its own fonts. */
export type Measure = (text: string, font: FontSize) => number;

/** Sizes of a state's box, px. The layout reserves what the page then draws. */
export const STATE = {
  padX: 12,
  padY: 7,
  /** The line with the name. */
  title: 20,
  /** Each line below it. */
  line: 17,
  /** The line with the number of users. */
  badge: 22,
  badgeWidth: 128,
  /** Around what is within. */
  inner: 14,
  least: 84,
  fonts: { title: '600 13px', line: '400 11.5px' },
} as const;

/** Sizes of an arrow's label, px. */
export const LABEL = {
  padX: 7,
  padY: 3,
  line: 15,
  /** Actions are broken into lines of this width. */
  widest: 170,
  fonts: { event: '600 11.5px', guard: '500 11px', actions: '400 11px' },
} as const;

/** Diameters of the dot of an initial state and of the circle of a history, px. */
export const DOT = 10;
export const HISTORY = 26;
