import type { TemplateArgs } from '../../server/locust/wire.ts';

/** What stands in the form of a load before anything is typed. */
export interface SwarmValues {
  readonly users: string;
  readonly spawnRate: string;
  readonly runTime: string;
}

let last: SwarmValues | undefined;

/** Keeps what was started from this page for the next form. With a shape users and rate were not typed. */
export function submitted(fields: URLSearchParams, shapeDecides: boolean): void {
  if (shapeDecides) return;
  const text = (name: string): string => fields.get(name)?.trim() ?? '';
  last = { users: text('user_count'), spawnRate: text('spawn_rate'), runTime: text('run_time') };
}

/**
 * The first values: what this page started last; else what runs; else what the command line says; else 1. An
 * edit leaves the run time empty, since an empty one stays as it is.
 */
export function firstValues({
  edits,
  users,
  args: { num_users, spawn_rate, run_time, statestorm },
}: {
  readonly edits: boolean;
  /** Alive now. */
  readonly users: number;
  readonly args: Pick<TemplateArgs, 'num_users' | 'spawn_rate' | 'run_time' | 'statestorm'>;
}): SwarmValues {
  if (last) return edits ? { ...last, runTime: '' } : last;
  const { present } = statestorm;
  const count = present?.user_count ?? (edits && users > 0 ? users : (num_users ?? 1));
  return {
    users: String(count),
    spawnRate: String(present?.spawn_rate ?? spawn_rate ?? 1),
    runTime: edits || run_time === null ? '' : `${run_time}s`,
  };
}
