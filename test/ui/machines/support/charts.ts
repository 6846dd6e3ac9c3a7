import { shoppingMachine } from '../../../../machines/journeys/shopping.machine.ts';
import { loadTestMachine } from '../../../../machines/loadTest.machine.ts';
import { runMachine } from '../../../../machines/run.machine.ts';
import { spawnerMachine } from '../../../../machines/spawner.machine.ts';
import { userMachine } from '../../../../machines/user.machine.ts';
import { chartOf } from '../../../../src/inspect/chart.ts';
import type { Chart } from '../../../../src/inspect/wire.ts';
import type { Measure } from '../../../../src/ui/machines/layout/sizes.ts';

/** The charts of the program, read from the machines that run. */
export const CHARTS: readonly Chart[] = [
  loadTestMachine,
  runMachine,
  spawnerMachine,
  userMachine,
  shoppingMachine,
].map((machine) => chartOf(machine as never));

export function chart(id: string): Chart {
  return CHARTS.find((each) => each.id === id)!;
}

/** Stands in for the fonts of a browser: letters of one width. */
export const measure: Measure = (text, font) => text.length * Number.parseFloat(font.split(' ')[1]!) * 0.55;
