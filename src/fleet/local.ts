import type { FleetCommand, FleetInput } from '../../machines/spawner.machine.ts';
import { spawnerMachine } from '../../machines/spawner.machine.ts';
import type { Provided } from '../../machines/support/provided.ts';
import type { createPopulation } from '../engine/population.ts';

/** The fleet of one process: its spawner itself, which speaks the fleet's words. */
export function localFleet(
  population: ReturnType<typeof createPopulation>,
): Provided<FleetCommand, FleetInput> {
  return spawnerMachine.provide({ actors: { population: population as never } }) as never;
}
