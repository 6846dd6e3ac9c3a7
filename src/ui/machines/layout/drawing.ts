import type { ChartEdge, ChartNode } from '../../../inspect/wire.ts';
import type { Label } from './label.ts';
import type { StateFace } from './stateFace.ts';

/** A place on the canvas, in px from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** A state, laid out. Those around others come before them. */
export interface Box extends Rectangle {
  readonly node: ChartNode;
  readonly face: StateFace;
  /** States around it. */
  readonly depth: number;
  /** Has states within. */
  readonly isOuter: boolean;
  /** One of the regions of a parallel state. */
  readonly isRegion: boolean;
}

/** A transition to a target, laid out. */
export interface Arrow {
  readonly edge: ChartEdge;
  /** From the source to the target, through each bend. */
  readonly points: readonly Point[];
  readonly label: Label & Rectangle;
}

/** The dot that marks an initial state, and its arrow. */
export interface InitialMark extends Rectangle {
  /** The state whose initial state it marks. */
  readonly path: string;
  readonly points: readonly Point[];
}

/** A chart with a place for everything in it. Transitions without a target stand in the faces of their states. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly initials: readonly InitialMark[];
}
