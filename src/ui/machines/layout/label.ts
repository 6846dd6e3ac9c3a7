import type { ChartEdge } from '../../../inspect/wire.ts';
import { LABEL, type Measure } from './sizes.ts';
import { wrapped } from './wrapped.ts';

/** A line of an arrow's label. */
export interface LabelLine {
  readonly kind: 'event' | 'guard' | 'actions';
  readonly text: string;
}

/** What an arrow says, and how much room that takes, px. */
export interface Label {
  readonly lines: readonly LabelLine[];
  readonly width: number;
  readonly height: number;
}

/** The label of an arrow: its event, its guard in brackets, its actions after a stroke. */
export function labelOf(edge: ChartEdge, measure: Measure): Label {
  const lines = labelLines(edge, measure);
  const widths = lines.map(({ kind, text }) => measure(text, LABEL.fonts[kind]));
  return {
    lines,
    width: Math.ceil(Math.max(...widths)) + 2 * LABEL.padX,
    height: lines.length * LABEL.line + 2 * LABEL.padY,
  };
}

function labelLines({ label, guard, actions }: ChartEdge, measure: Measure): LabelLine[] {
  const lines: LabelLine[] = [{ kind: 'event', text: label }];
  if (guard !== null) lines.push({ kind: 'guard', text: `[${guard}]` });
  if (actions.length > 0) {
    const texts = wrapped(actions, LABEL.widest, (text) => measure(text, LABEL.fonts.actions));
    for (const [index, text] of texts.entries()) {
      lines.push({ kind: 'actions', text: index === 0 ? `/ ${text}` : text });
    }
  }
  return lines;
}
