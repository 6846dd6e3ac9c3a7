import type { Program } from './program.ts';
import type { Interrupt } from './shutdown.ts';

export async function runService(_program: Program, _interrupt: Interrupt): Promise<number> {
  return 0;
}
