import type { AnyStateMachine } from 'xstate';
import { chartOf } from './chart.ts';
import { machineJson } from './machineJson.ts';
import { mermaidOf } from './mermaid.ts';
import type { Chart, ChartListing } from './wire.ts';

/** A machine to be drawn. */
export interface ChartSource {
  readonly machine: AnyStateMachine;
  readonly kind: ChartListing['kind'];
  /** The machine's id where left out. */
  readonly title?: string;
  readonly description?: string;
}

interface Entry {
  readonly chart: Chart;
  readonly kind: ChartListing['kind'];
  readonly machine: AnyStateMachine;
}

/** The charts of one test by their ids. Machines are read once, when they are added. */
export class ChartRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #ids = new Map<AnyStateMachine, string>();

  /**
   * Adds machines. An id is the machine's own, freed of what a path cannot carry and numbered where it is taken;
   * the same machine keeps one entry.
   */
  constructor(sources: readonly ChartSource[]) {
    for (const { machine, kind, title, description } of sources) {
      if (this.#ids.has(machine)) continue;
      const id = this.#free(machine.id.replace(/[^\w-]+/g, '_').replace(/^_+|_+$/g, '') || 'machine');
      const chart = chartOf(machine, { id, title: title ?? machine.id });
      this.#entries.set(id, {
        chart: { ...chart, description: chart.description || (description ?? '') },
        kind,
        machine,
      });
      this.#ids.set(machine, id);
    }
  }

  get ids(): readonly string[] {
    return [...this.#entries.keys()];
  }

  list(): ChartListing[] {
    return [...this.#entries.values()].map(({ chart: { id, title, description, nodes, edges }, kind }) => ({
      id,
      title,
      description,
      kind,
      states: nodes.length,
      transitions: edges.length,
    }));
  }

  /** The id of a machine's chart; undefined where it has none here. */
  idOf(machine: AnyStateMachine): string | undefined {
    return this.#ids.get(machine);
  }

  chart(id: string): Chart | undefined {
    return this.#entries.get(id)?.chart;
  }

  machine(id: string): AnyStateMachine | undefined {
    return this.#entries.get(id)?.machine;
  }

  /** What `createMachine` reads. */
  json(id: string): Record<string, unknown> | undefined {
    const entry = this.#entries.get(id);
    return entry && machineJson(entry.machine);
  }

  /** A Mermaid state diagram. */
  mermaid(id: string): string | undefined {
    const entry = this.#entries.get(id);
    return entry && mermaidOf(entry.chart);
  }

  #free(id: string): string {
    let free = id;
    for (let number = 2; this.#entries.has(free); number++) free = `${id}-${number}`;
    return free;
  }
}
