import type {
  Chart,
  ChartEdge,
  ChartListing,
  ChartNode,
  FollowedEvent,
  Following,
  Recording,
} from '../../inspect/wire.ts';
import type { Schema } from './openApi.ts';
import { amount, count, listOf, nullable, objectOf, ref, text } from './schema.ts';

const names = (description: string): Schema => listOf({ type: 'string' }, description);
const paths = (description: string): Schema =>
  listOf({ type: 'string' }, `${description} Paths are keys joined by dots, empty for the machine itself.`);

type StateEvent = Extract<FollowedEvent, { kind: 'state' }>;
type TaskEvent = Extract<FollowedEvent, { kind: 'task' }>;
type RequestEvent = Extract<FollowedEvent, { kind: 'request' }>;

/** What the visualizer is told. */
export const machineSchemas: Record<string, Schema> = {
  ChartListing: objectOf<ChartListing>({
    id: text('What the other calls name.'),
    title: text('For people.'),
    description: text('One line; may be empty.'),
    kind: text(
      'A few actors shown one by one, the workers of a fleet, users as counts, or the order of tasks.',
      {
        enum: ['actors', 'workers', 'population', 'journey'],
      },
    ),
    states: count('State nodes, the machine itself included.'),
    transitions: count('Arrows.'),
  }),
  Chart: objectOf<Chart>({
    id: text('As the listing has it.'),
    title: text('For people.'),
    description: text('One line; may be empty.'),
    nodes: listOf(ref('ChartNode'), 'The machine itself first.'),
    edges: listOf(ref('ChartEdge'), 'One for each target of a transition.'),
  }),
  ChartNode: objectOf<ChartNode>(
    {
      path: text('Keys joined by dots, empty for the machine itself.'),
      key: text('The last of them.'),
      type: text('What it is.', { enum: ['atomic', 'compound', 'parallel', 'final', 'history'] }),
      history: text('Where it is a history.', { enum: ['shallow', 'deep'] }),
      parent: nullable(text('The state around it.')),
      initial: nullable(text('Where it begins; null where there is nothing within, or all of it.')),
      description: text('As the machine has it.'),
      tags: names('As the machine has them.'),
      entry: names('Actions.'),
      exit: names('Actions.'),
      invokes: listOf(
        objectOf<ChartNode['invokes'][number]>({ id: text('The actor.'), src: text('Its logic.') }),
        'Actors that live as long as it is active.',
      ),
    },
    { optional: ['history', 'description'] },
  ),
  ChartEdge: objectOf<ChartEdge>({
    id: text('Stable: `<source>#<event>#<index>`.'),
    source: text('A path.'),
    target: nullable(text('A path; null where the transition stays.')),
    event: text('As the machine has it; empty for one without an event.'),
    label: text('The same for people.'),
    guard: nullable(text('Its name and parameters.')),
    actions: names('Their names.'),
    delay: nullable(text('The name or the ms of an `after`.')),
    reenter: { type: 'boolean', description: 'Whether the state is left and entered anew.' },
  }),
  MachineConfig: {
    type: 'object',
    description: 'A configuration as `createMachine` of XState 5 reads it.',
    required: ['id'],
    properties: { id: text("The machine's own.") },
    additionalProperties: true,
  },
  FollowForm: {
    type: 'object',
    properties: {
      pick: text('Any user, any of a class, or the next one that a request fails for.', {
        enum: ['random', 'class', 'nextFailure'],
        default: 'random',
      }),
      class: text('The name of a class; needed for `class`, narrows `nextFailure`.'),
    },
    additionalProperties: true,
  },
  Following: objectOf<Following>({
    id: text('Names the recording.'),
    user: nullable(text('Null while nobody was picked yet.')),
    userClass: nullable(text('Its class.')),
  }),
  Recording: objectOf<Recording>({
    following: ref('Following'),
    status: text('Whether it waits for its user, goes on, or is over.', {
      enum: ['waiting', 'following', 'ended'],
    }),
    machine: text("The id of the user's chart."),
    active: paths('Where the user is.'),
    session: { description: 'What onStart gave it: secrets masked, shortened.' },
    context: { description: 'The context of its machine: secrets masked, shortened.' },
    events: listOf(ref('FollowedEvent'), 'The last ones, oldest first.', { maxItems: 200 }),
    dropped: count('Events that came before those.'),
  }),
  FollowedEvent: { oneOf: [stateEvent(), taskEvent(), requestEvent()] },
};

function common<Kind extends FollowedEvent['kind']>(kind: Kind) {
  return {
    seq: count('Counts the events of a recording.', { minimum: 1 }),
    at: amount('ms since the epoch.'),
    kind: { const: kind },
    active: paths('Where the user was then.'),
  };
}

function stateEvent(): Schema {
  const event = text('What its machine took in.');
  return objectOf<StateEvent>({ ...common('state'), event }, { title: 'A transition' });
}

function taskEvent(): Schema {
  const more = { task: text('Its name.'), phase: text('Which end.', { enum: ['started', 'ended'] }) };
  return objectOf<TaskEvent>({ ...common('task'), ...more }, { title: 'A task' });
}

function requestEvent(): Schema {
  const method = text('The HTTP method, or the type of another protocol.');
  const status = count('Of the answer; 0 where none came.');
  const phase = amount('ms.');
  return objectOf<RequestEvent>(
    {
      ...common('request'),
      method,
      name: text('What it is counted under.'),
      url: text('The one that answered last.'),
      status,
      duration: amount('ms.'),
      outcome: text('What became of it.', { enum: ['passed', 'failed', 'aborted'] }),
      error: nullable(text('Why it failed.')),
      hops: listOf(
        objectOf<RequestEvent['hops'][number]>({ method, url: text('Where it went.'), status }),
        'Each answer, redirects included, in order.',
      ),
      phases: objectOf<RequestEvent['phases']>({
        blocked: phase,
        connecting: phase,
        tls: phase,
        sending: phase,
        waiting: phase,
        receiving: phase,
      }),
    },
    { title: 'A request' },
  );
}
