import type { LoadOption } from '../../authoring/loadOptions.ts';
import type { RecipeUser } from '../recipes/recipeUsers.ts';
import { bodyProblems, formContent, jsonAnswer, problem } from './answers.ts';
import type { Paths, Schema } from './openApi.ts';
import { count, listOf, objectOf, ref, text } from './schema.ts';
import { optionFields } from './swarmPaths.ts';

const SPAWN = [
  'Answers at once; the spawning follows. A load that runs is replaced: its users stop first, its statistics and its',
  '`stop_after` go with it.',
  '',
  'The fields are checked in this order, and the first failure is answered: user_count is an integer, spawn_rate is',
  'an integer, both are positive, the identifier is known (404), stop_after is an integer and positive; then that',
  'user_count is within the bound, that there is a host to aim at, and the options of the load file. Last of all comes',
  'whether there is a worker to carry the load (503), where that is for others than this process.',
].join('\n');

export function recipeSchemas(mostUsers: number, options: readonly LoadOption[]): Record<string, Schema> {
  const positive = (description: string, more: Schema = {}): Schema => ({
    ...count(description, more),
    minimum: 1,
  });
  return {
    SpawnForm: {
      type: 'object',
      description:
        'Integers are decimal digits with an optional sign, with blanks around them if need be. Options that the load file declares are fields too, and hold for this load; other fields are ignored.',
      required: ['user_count', 'spawn_rate'],
      properties: {
        user_count: positive('Users in all.', { maximum: mostUsers, examples: [20] }),
        spawn_rate: positive('Users started per second.', { examples: [5] }),
        stop_after: positive(
          'Ends the load so many seconds after its start; left out, nothing ends it but a stop or another spawn.',
          { examples: [600] },
        ),
        ...optionFields(options),
      },
      additionalProperties: true,
    },
    Message: objectOf<{ msg: string }>({ msg: text('What was done, for people.') }),
    UserCount: objectOf<{ user_count: number }>({ user_count: count('Users alive now.') }),
    RecipeUsers: objectOf<{ users: RecipeUser[] }>({ users: listOf(ref('RecipeUser'), 'Each of them.') }),
    RecipeUser: objectOf<RecipeUser>({
      identifier: text('What a spawn names.'),
      description: text('One line for people; may be empty.'),
    }),
  };
}

/** The SRE Recipe API. `identifiers`: the users that can be spawned. */
export function recipePaths(identifiers: readonly string[]): Paths {
  const content = formContent(ref('SpawnForm'), { user_count: 20, spawn_rate: 5, stop_after: 600 });
  const message = (description: string, msg: string) => jsonAnswer(description, ref('Message'), { msg });
  return {
    '/api/ping': {
      get: {
        operationId: 'ping',
        tags: ['Recipes'],
        summary: 'Whether the API is there',
        responses: { 200: message('It is.', 'pong') },
      },
    },
    '/api/users': {
      get: {
        operationId: 'recipeUsers',
        tags: ['Recipes'],
        summary: 'The users that can be spawned',
        responses: { 200: jsonAnswer('With a line of description each.', ref('RecipeUsers')) },
      },
    },
    '/api/user_count': {
      get: {
        operationId: 'userCount',
        tags: ['Recipes'],
        summary: 'How many users are alive',
        responses: { 200: jsonAnswer("On this port's test.", ref('UserCount'), { user_count: 20 }) },
      },
    },
    '/api/spawn/{identifier}': {
      post: {
        operationId: 'spawn',
        tags: ['Recipes'],
        summary: 'Start a load of one kind of user, in place of what runs',
        description: SPAWN,
        parameters: [
          {
            name: 'identifier',
            in: 'path',
            required: true,
            description: 'One of /api/users.',
            schema: { type: 'string', examples: identifiers },
          },
        ],
        requestBody: { required: true, content },
        responses: {
          200: message('Begun.', 'Spawn Request Received: spawning 20 users at 5 users/second'),
          ...bodyProblems('json', content),
          400: problem(
            'json',
            'A field is not what it must be, or the body cannot be read.',
            "Query parameter 'user_count' must be positive: 0",
          ),
          404: problem('json', 'There is no such user.', 'Cannot find SRE Recipe Load for: Nope'),
          503: problem(
            'json',
            'The process is about to end, or no worker is there to carry the load.',
            'The process is ending: no load is started any more.',
          ),
        },
      },
    },
    '/api/stop': {
      post: {
        operationId: 'stopRecipes',
        tags: ['Recipes'],
        summary: 'Stop all users; answers once no user is left',
        responses: { 200: message('Also where nothing runs.', 'All users stopped') },
      },
    },
  };
}
