/** Why a run ended. */
export type StopReason =
  | 'user' // someone asked: /stop, /api/stop, the command line
  | 'runTime' // run_time or stop_after was over
  | 'shape' // the load shape ended
  | 'replaced' // a newer load took its place
  | 'shutdown' // the process ends
  | 'failed'; // the engine could not go on

const SENTENCES: Record<StopReason, string> = {
  user: 'stopped on request',
  runTime: 'the run time was over',
  shape: 'the load shape ended',
  replaced: 'replaced by a newer load',
  shutdown: 'the process is ending',
  failed: 'the load could not go on',
};

/** The reason as a person reads it. */
export function describeStop(reason: StopReason): string {
  return SENTENCES[reason];
}
