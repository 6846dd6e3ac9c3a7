/** Of each phase, in order: by light, by dark. */
const PHASE_COLOURS = [
  ['#8a8f98', '#9aa2ab'],
  ['#b7791f', '#e0ab52'],
  ['#7b4fb0', '#b794e6'],
  ['#2f8f9d', '#62c3d0'],
  ['#2867b2', '#6fb1ff'],
  ['#1f7a4d', '#53c98b'],
]
  .map(
    ([light, dark], phase) =>
      `rect.p${phase} { fill: light-dark(${light}, ${dark}); } span.p${phase} { border-color: light-dark(${light}, ${dark}); }`,
  )
  .join('\n');

/** The style of the HTML report: light or dark by the reader's system, or by `data-theme`. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --back: light-dark(#fff, #14171a); --text: light-dark(#1c2024, #e6e8ea);
  --line: light-dark(#d5d9dd, #343a40); --soft: light-dark(#f4f6f8, #1d2226);
  --c0: light-dark(#1f7a4d, #53c98b); --c1: light-dark(#c0392b, #ff7b6b); --c2: light-dark(#2867b2, #6fb1ff); }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; background: var(--back); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top;
  white-space: pre-wrap; overflow-wrap: anywhere; }
th, td.n { white-space: nowrap; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
thead, tfoot { background: var(--soft); }
tfoot { font-weight: 600; }
figure { margin: 1.5rem 0; }
svg { width: 100%; height: auto; background: var(--soft); }
details { margin: .5rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .3rem 0; overflow-wrap: anywhere; }
polyline { fill: none; stroke-linecap: round; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); }
figcaption span { margin-left: 1rem; border-bottom: 2px solid; }
span.c0 { border-color: var(--c0); } span.c1 { border-color: var(--c1); } span.c2 { border-color: var(--c2); }
path { fill: var(--c2); }
.h1 { opacity: .18; } .h2 { opacity: .38; } .h3 { opacity: .58; } .h4 { opacity: .78; }
${PHASE_COLOURS}
figcaption { display: flex; flex-wrap: wrap; row-gap: .2rem; }
svg text { fill: var(--text); font-size: 11px; }
`;
