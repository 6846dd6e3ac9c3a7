import type { ELK, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Chart } from '../../../inspect/wire.ts';
import type { Drawing } from './drawing.ts';
import { flawsOf } from './flawsOf.ts';
import { fromElk } from './fromElk.ts';
import type { Measure } from './sizes.ts';
import { type Direction, type LayoutSettings, toElk } from './toElk.ts';

export interface LayOutOptions {
  readonly measure: Measure;
  /** Reserves room for the number of users in every state. */
  readonly hasBadges?: boolean;
  /** The room there is, px: the chart is laid out so that it can be shown as large as possible. */
  readonly room?: { readonly width: number; readonly height: number };
}

const WAYS: readonly { readonly direction: Direction; readonly wraps: boolean }[] = [
  { direction: 'DOWN', wraps: false },
  { direction: 'RIGHT', wraps: false },
  { direction: 'DOWN', wraps: true },
  { direction: 'RIGHT', wraps: true },
];

let engine: Promise<ELK> | undefined;

/**
 * Lays a chart out in every way that the engine manages, and gives the one without flaws that fills the room best. The
 * engine (elkjs) is loaded with the first chart. @throws Error where the engine manages none
 */
export async function layOut(
  chart: Chart,
  { measure, hasBadges = false, room = { width: 940, height: 620 } }: LayOutOptions,
): Promise<Drawing> {
  engine ??= loadEngine();
  const elk = await engine;
  const drawings: Drawing[] = [];
  const failures: unknown[] = [];
  for (const way of WAYS) {
    try {
      drawings.push(await attempt(elk, chart, { ...way, measure, hasBadges }));
    } catch (error) {
      // The engine has charts that it fails on in one way and not in another.
      failures.push(error);
    }
  }
  const sound = drawings.filter((drawing) => flawsOf(drawing).length === 0);
  const scale = ({ width, height }: Drawing): number => Math.min(room.width / width, room.height / height);
  const best = (sound.length > 0 ? sound : drawings).toSorted((a, b) => scale(b) - scale(a))[0];
  if (best === undefined) throw new Error(`The chart ${chart.id} cannot be laid out`, { cause: failures[0] });
  return best;
}

async function attempt(elk: ELK, chart: Chart, settings: LayoutSettings): Promise<Drawing> {
  const asked = toElk(chart, settings);
  const laidOut: ElkNode = await elk.layout(asked.graph);
  return fromElk(chart, asked, laidOut);
}

async function loadEngine(): Promise<ELK> {
  const bundle = await import('elkjs/lib/elk.bundled.js');
  // A CommonJS module, whose default is the class itself, whatever its types say to Node.
  const Elk = bundle.default as unknown as new () => ELK;
  return new Elk();
}
