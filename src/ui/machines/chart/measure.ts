import type { Measure } from '../layout/sizes.ts';

/** Measures texts by the fonts of this browser. */
export function measureBy(family: string): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (context === null) return text.length * 7;
    context.font = `${font} ${family}`;
    // What is drawn is rounded to whole px by some browsers.
    return Math.ceil(context.measureText(text).width) + 1;
  };
}
