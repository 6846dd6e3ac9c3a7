/** What `interrupt()` throws, so that the task ends there; no exception that is counted. */
export class Interrupt extends Error {
  override readonly name = 'Interrupt';
}

/** One for all: it is thrown to be caught, and nobody reads its trace. */
export const INTERRUPT = new Interrupt('the user leaves its task set');
