import type { ELK } from 'elkjs/lib/elk-api.js';
import type { Chart } from '../../../inspect/wire.ts';
import type { Drawing } from './drawing.ts';
import { flawsOf } from './flawsOf.ts';
import { fromElk } from './fromElk.ts';
import type { Measure } from './sizes.ts';
import { type Direction, toElk } from './toElk.ts';

export interface LayOutOptions {
  readonly measure: Measure;
  /** Reserves room for the number of users in every state. */
  readonly hasBadges?: boolean;
  /** The room there is, px: the chart is laid out so that it can be shown as large as possible. */
  readonly room?: { readonly width: number; readonly height: number };
}

let engine: Promise<ELK> | undefined;

/**
 * Lays a chart out for a room: the directions within its states are tried, and the drawing without flaws that can
 * be shown largest is given. The engine (elkjs) is loaded with the first chart.
 * @throws Error where the engine manages none
 */
export async function layOut(
  chart: Chart,
  { measure, hasBadges = false, room = { width: 940, height: 620 } }: LayOutOptions,
): Promise<Drawing> {
  engine ??= loadEngine();
  const elk = await engine;
  const outer = chart.nodes.filter(({ path }) => chart.nodes.some(({ parent }) => parent === path));
  const failures: unknown[] = [];
  let best: Attempt | undefined;
  const attempt = async (directions: Directions): Promise<void> => {
    try {
      const asked = toElk(chart, { directions, measure, hasBadges });
      const drawing = fromElk(chart, asked, await elk.layout(asked.graph));
      const next = { directions, drawing, worth: worthOf(drawing, room) };
      if (best === undefined || next.worth > best.worth) best = next;
    } catch (error) {
      // The engine has charts that it fails on in one direction and not in another.
      failures.push(error);
    }
  };
  for (const direction of ['DOWN', 'RIGHT'] as const) {
    await attempt(new Map(outer.map(({ path }) => [path, direction])));
  }
  // Twice, since what is best within one state depends on the others.
  for (const { path } of [...outer, ...outer]) {
    const { directions } = best ?? { directions: new Map<string, Direction>() };
    await attempt(new Map([...directions, [path, directions.get(path) === 'DOWN' ? 'RIGHT' : 'DOWN']]));
  }
  if (best === undefined) throw new Error(`The chart ${chart.id} cannot be laid out`, { cause: failures[0] });
  return best.drawing;
}

type Directions = ReadonlyMap<string, Direction>;

interface Attempt {
  readonly directions: Directions;
  readonly drawing: Drawing;
  readonly worth: number;
}

/** How large a drawing can be shown in a room; one with flaws is worth less than any without. */
function worthOf(drawing: Drawing, room: { readonly width: number; readonly height: number }): number {
  const scale = Math.min(room.width / drawing.width, room.height / drawing.height);
  return scale - (flawsOf(drawing).length > 0 ? FLAWED : 0);
}

const FLAWED = 1000;

async function loadEngine(): Promise<ELK> {
  const bundle = await import('elkjs/lib/elk.bundled.js');
  // A CommonJS module, whose default is the class itself, whatever its types say to Node.
  const Elk = bundle.default as unknown as new () => ELK;
  return new Elk();
}
