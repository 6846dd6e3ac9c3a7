import { messageOf, StatestormError } from './domain/errors.ts';

/** What is printed for an error that ends the start: what failed, what to do, and where in a load file. */
export function explain(error: unknown): string {
  if (!(error instanceof StatestormError)) {
    return `statestorm: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  const { cause } = error;
  const trace = cause instanceof Error ? `\n${foreignFrames(cause.stack ?? messageOf(cause))}` : '';
  return `statestorm: ${error.message}${error.hint ? `\n  ${error.hint}` : ''}${trace}`;
}

/** A trace without the frames of this program and of Node.js: what is left is the load file's. */
function foreignFrames(stack: string): string {
  const own = import.meta.dirname;
  return stack
    .split('\n')
    .filter((line) => !/^\s*at /.test(line) || !(line.includes(own) || /node:|node_modules/.test(line)))
    .join('\n');
}
