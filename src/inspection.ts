import type { AnyStateMachine } from 'xstate';
import type { LoadTest } from './engine/loadTest.ts';
import { userLogic } from './engine/userLogic.ts';
import type { ChartSource } from './inspect/chartRegistry.ts';
import { Inspector } from './inspect/inspector.ts';
import type { Workers } from './inspect/workers.ts';
import { maskSecrets } from './logging/maskSecrets.ts';
import { textMask } from './logging/maskText.ts';

/** What there is to say of the program's own charts. */
const ABOUT: Readonly<Record<string, string>> = {
  loadTest: 'One load test: outlives its runs, and decides what a start or a stop means now.',
  run: 'One run of a load test: writes the plan and owns every deadline.',
  spawner: 'Brings the users to the plan: paces the ramp and replaces users that crashed.',
  worker: 'A process that has a share of the load, as the one that decides sees it.',
  member: 'A worker that joined over NATS, as its coordinator sees it.',
  user: 'A virtual user. Nobody watches one that is cruising: its loop tells of no task.',
};

export interface InspectionOptions {
  /** Texts that nobody may read. */
  readonly secrets?: readonly string[];
  /** What runs the chart of each worker that has a share of the load; undefined where this process has it alone. */
  readonly workers?: Workers | undefined;
}

/** What can be seen of a test. */
export function inspectorOf(test: LoadTest, { secrets = [], workers }: InspectionOptions = {}): Inspector {
  const maskText = textMask(secrets);
  return new Inspector({
    subject: test,
    workers,
    charts: chartsOf(test, workers),
    userMachine: userLogic,
    mask: (value) => maskSecrets(value, maskText),
  });
}

/** The machines that a test runs: its own with all that they invoke, its users', and the journeys of these. */
function chartsOf({ actor, users }: LoadTest, workers: Workers | undefined): ChartSource[] {
  const own = machinesWithin((actor as { logic?: unknown }).logic as AnyStateMachine);
  const journeys = users.names.flatMap((name): ChartSource[] => {
    const { journey } = users.get(name)?.definition ?? {};
    if (journey === undefined) return [];
    const { machine } = journey;
    return [{ machine, kind: 'journey', description: `The order of the tasks of ${name}.` }];
  });
  const about = (machine: AnyStateMachine) => ({ machine, description: ABOUT[machine.id] ?? '' });
  return [
    ...own.map((machine) => ({ ...about(machine), kind: 'actors' as const })),
    ...(workers === undefined ? [] : [{ ...about(workers.machine), kind: 'workers' as const }]),
    { ...about(userLogic), kind: 'population' },
    ...journeys,
  ];
}

/** A machine and those that it invokes, as it was provided with them. */
function machinesWithin(machine: AnyStateMachine): AnyStateMachine[] {
  const invoked = Object.values(machine.implementations.actors as Record<string, unknown>).filter(
    (logic): logic is AnyStateMachine => typeof logic === 'object' && logic !== null && 'root' in logic,
  );
  return [machine, ...invoked.flatMap(machinesWithin)];
}
