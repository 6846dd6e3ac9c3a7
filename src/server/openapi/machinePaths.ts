import { bodyProblems, formContent, jsonAnswer, problem, textAnswer } from './answers.ts';
import type { Answer, Operation, Parameter, Paths } from './openApi.ts';
import { listOf, ref } from './schema.ts';

const STREAM = 'text/event-stream';

/** The charts of what runs, what happens in them, and single users. */
export function machinePaths(): Paths {
  const content = formContent(ref('FollowForm'), { pick: 'nextFailure' });
  const unknown = problem('text', 'There is no such machine; known ones are named.');
  const gone = problem('text', 'There is no such recording; known ones are named.');
  return {
    '/machines/list': {
      get: {
        ...called('machineList', 'The charts that there are'),
        responses: { 200: jsonAnswer('All of this port.', listOf(ref('ChartListing'), 'Each of them.')) },
      },
    },
    '/machines/stream': {
      get: {
        ...called('machineStream', 'What happens in the charts now'),
        description: [
          'Server-sent events named `live`, at most four a second: the actors with their active states and last',
          'transitions, users by state and task with how long they dwell there, and users by state of a journey.',
        ].join('\n'),
        responses: { 200: textAnswer('Until the client leaves.', STREAM) },
      },
    },
    '/machines/{id}/chart': chart('machineChart', 'A chart, to be drawn', {
      200: jsonAnswer('Its states and transitions.', ref('Chart')),
      404: unknown,
    }),
    '/machines/{id}.json': chart('machineJson', 'A machine as JSON that XState reads', {
      200: jsonAnswer('Without its functions.', ref('MachineConfig')),
      404: unknown,
    }),
    '/machines/{id}.mmd': chart('machineMermaid', 'A machine as a Mermaid diagram', {
      200: textAnswer('A stateDiagram-v2.', 'text/plain'),
      404: unknown,
    }),
    '/inspect/follow': {
      post: {
        ...called('follow', 'Follow one user'),
        requestBody: { required: false, content },
        responses: {
          201: jsonAnswer('Begun. It ends when nobody asked for it for 60 s.', ref('Following')),
          ...bodyProblems('text', content),
          404: problem('text', 'There is no such class; known ones are named.'),
          409: problem('text', 'No such user is alive, or ten are followed already.'),
        },
      },
    },
    '/inspect/follow/{id}': {
      get: {
        ...called('recording', 'What is recorded of a followed user'),
        parameters: [id('A recording, as `POST /inspect/follow` named it.')],
        responses: { 200: jsonAnswer('Kept for 10 minutes after its end.', ref('Recording')), 404: gone },
      },
      delete: {
        ...called('unfollow', 'Let a followed user go'),
        parameters: [id('A recording, as `POST /inspect/follow` named it.')],
        responses: { 200: jsonAnswer('What was recorded.', ref('Recording')), 404: gone },
      },
    },
    '/inspect/follow/{id}/stream': {
      get: {
        ...called('recordingStream', 'What happens to a followed user'),
        description: [
          'Server-sent events named `followed`: the recording, first with all of its events, then with new ones.',
        ].join('\n'),
        parameters: [id('A recording, as `POST /inspect/follow` named it.')],
        responses: { 200: textAnswer('Until the recording ends or the client leaves.', STREAM), 404: gone },
      },
    },
  };
}

function called(operationId: string, summary: string): Pick<Operation, 'operationId' | 'tags' | 'summary'> {
  return { operationId, tags: ['Machines'], summary };
}

function chart(operationId: string, summary: string, responses: Record<string, Answer>): Paths[string] {
  const parameters = [id('A machine of the list, such as `user`.')];
  return { get: { ...called(operationId, summary), parameters, responses } };
}

function id(description: string): Parameter {
  return { name: 'id', in: 'path', required: true, description, schema: { type: 'string' } };
}
