import type { Chart, ChartEdge, ChartNode } from '../../../inspect/wire.ts';
import { type Measure, STATE } from './sizes.ts';

/** A line below a state's name. */
export interface FaceLine {
  readonly kind: 'entry' | 'exit' | 'invoke' | 'internal';
  /** What is written bold: `entry`, `invokes`, an event. */
  readonly lead: string;
  readonly text: string;
  /** The transition that stays in its state. */
  readonly edge?: ChartEdge;
}

/** What a state's box says, and how much room that takes, px. */
export interface StateFace {
  readonly title: string;
  readonly lines: readonly FaceLine[];
  /** Whether there is a line for the number of users. */
  readonly hasBadge: boolean;
  readonly width: number;
  readonly height: number;
}

/** The face of a state: its name, its actors and actions, and the transitions that do not leave it. */
export function stateFace(
  chart: Chart,
  node: ChartNode,
  { measure, hasBadge = false }: { readonly measure: Measure; readonly hasBadge?: boolean },
): StateFace {
  const lines = faceLines(chart, node);
  const { fonts } = STATE;
  const widths = [
    measure(node.key, fonts.title) + (node.type === 'parallel' ? 56 : 0),
    hasBadge ? STATE.badgeWidth : 0,
    // Between the lead and the text is a gap, and an actor stands in a chip.
    ...lines.map(
      ({ kind, lead, text }) => measure(`${lead} / ${text}`, fonts.line) + (kind === 'invoke' ? 16 : 8),
    ),
  ];
  return {
    title: node.key,
    lines,
    hasBadge,
    width: Math.max(STATE.least, Math.ceil(Math.max(...widths)) + 2 * STATE.padX),
    height: STATE.title + lines.length * STATE.line + (hasBadge ? STATE.badge : 0) + 2 * STATE.padY,
  };
}

function faceLines(chart: Chart, node: ChartNode): FaceLine[] {
  const internal = chart.edges.filter(({ source, target }) => source === node.path && target === null);
  return [
    ...node.invokes.map(
      ({ id, src }): FaceLine => ({
        kind: 'invoke',
        lead: 'invokes',
        text: id === src ? src : `${src} as ${id}`,
      }),
    ),
    ...node.entry.map((text): FaceLine => ({ kind: 'entry', lead: 'entry', text })),
    ...node.exit.map((text): FaceLine => ({ kind: 'exit', lead: 'exit', text })),
    ...internal.map(
      (edge): FaceLine => ({ kind: 'internal', lead: leadOf(edge), text: deedsOf(edge), edge }),
    ),
  ];
}

function leadOf({ label, guard }: ChartEdge): string {
  return guard === null ? label : `${label} [${guard}]`;
}

function deedsOf({ actions }: ChartEdge): string {
  return actions.length === 0 ? 'ignored' : actions.join(', ');
}
