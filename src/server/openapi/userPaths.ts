import { bodyProblems, jsonAnswer, problem } from './answers.ts';
import type { Paths, Schema } from './openApi.ts';
import { count, listOf, nullable, ref, text } from './schema.ts';

/** The schemas of the calls about user classes and their tasks. */
export function userSchemas(mostUsers: number): Record<string, Schema> {
  return {
    UserForm: {
      type: 'object',
      description: 'Fields that are null or left out stay as they are.',
      required: ['user_class_name'],
      properties: {
        user_class_name: text('The class to change.'),
        host: nullable(text('Where the class aims; only hosts of --allowed-hosts are taken.')),
        weight: {
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1_000_000,
          description: 'Its share among the classes.',
        },
        fixed_count: nullable(
          count('Exactly so many users of it; 0 for none fixed.', { maximum: mostUsers }),
        ),
        tasks: {
          ...nullable(listOf({ type: 'string' }, 'Names of the tasks and sets that are left.')),
          minItems: 1,
        },
      },
      additionalProperties: true,
    },
    Changed: { type: 'object', description: 'Empty.', properties: {} },
  };
}

/** User classes and their tasks. */
export function userPaths(): Paths {
  const content = {
    'application/json': {
      schema: ref('UserForm'),
      example: { user_class_name: 'PurchasingUser', weight: 3 },
    },
  };
  return {
    '/user': {
      post: {
        operationId: 'changeUser',
        tags: ['Load'],
        summary: 'Change host, weight, fixed count or tasks of a user class',
        description: 'Users made from now on have it; those alive go on as they are.',
        requestBody: { required: true, content },
        responses: {
          201: jsonAnswer('Changed.', ref('Changed'), {}),
          ...bodyProblems('text', content),
          400: problem('text', 'The body is no JSON object, or a field is not what it must be.'),
          404: problem('text', 'There is no such user class.', 'Unknown user class: Nope'),
        },
      },
    },
    '/tasks': {
      get: {
        operationId: 'tasks',
        tags: ['Load'],
        summary: 'The share of each class and task',
        description:
          'Of the users alive. Port 80 shows all its classes, with ratio 0 where none runs; port 81 those that were spawned.',
        responses: { 200: jsonAnswer('By class, and in total.', ref('TaskRatios')) },
      },
    },
  };
}
