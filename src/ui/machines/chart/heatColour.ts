/** The colour of a heat from 0 to 1, to lie on a paper: from none over yellow to red. */
export function heatColour(heat: number, mode: 'light' | 'dark'): string {
  if (heat <= 0) return 'transparent';
  const hue = Math.round(48 - 42 * heat);
  const alpha = (mode === 'dark' ? 0.14 + 0.46 * heat : 0.16 + 0.5 * heat).toFixed(2);
  return `hsl(${hue} 92% ${mode === 'dark' ? 52 : 55}% / ${alpha})`;
}
