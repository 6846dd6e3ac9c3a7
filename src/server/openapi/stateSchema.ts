import type { TestState } from '../../engine/loadTest.ts';
import type { Schema } from './openApi.ts';

/** Each state with what it means; a state that is not here does not compile. */
const STATES = {
  ready: 'nothing ran yet',
  spawning: 'users are being started or stopped towards the number asked for',
  running: 'the number asked for is reached',
  stopping: 'users are leaving',
  stopped: 'the last run is over',
} satisfies Record<TestState, string>;

/** The state of a test. */
export const stateSchema: Schema = {
  type: 'string',
  enum: Object.keys(STATES),
  description: `${Object.entries(STATES)
    .map(([state, meaning]) => `${state}: ${meaning}`)
    .join('; ')}.`,
};
