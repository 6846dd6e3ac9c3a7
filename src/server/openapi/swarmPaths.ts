import type { LoadOption } from '../../authoring/loadOptions.ts';
import { bodyProblems, formContent, jsonAnswer } from './answers.ts';
import type { Paths, Schema } from './openApi.ts';
import { count, listOf, nullable, objectOf, ref, text } from './schema.ts';

/** What of a port the calls that start a load depend on. */
export interface SwarmFacts {
  /** Whether this is the port of the recipes. */
  readonly recipes: boolean;
  /** Whether `user_classes` counts and is answered. */
  readonly picksClasses: boolean;
  /** The most users of one request. */
  readonly mostUsers: number;
  /** Names of the shapes, besides `Default`. */
  readonly shapes: readonly string[];
  /** Options of load files, which are fields of the form. */
  readonly options: readonly LoadOption[];
}

interface Started {
  success: true;
  message: string;
  host: string | null;
  run_time?: number;
  user_classes?: string[];
}

interface Refused {
  success: false;
  message: string;
  host: string | null;
}

const EDITS = [
  'Starts a load. While one runs, users and rate are changed live and everything counted stays. After a stop the',
  'statistics begin anew; a start that comes while the last load still stops waits for its end.',
  'A form that can be read is always answered with 200: look at `success`. One that is refused changes nothing.',
  'While a load shape runs every start is refused: stop it first. Of several processes, every start is refused while',
  'no worker is there to carry it.',
].join('\n');

export function swarmSchemas(facts: SwarmFacts): Record<string, Schema> {
  const host = nullable(text('Where the load aims; null where each user class says.'));
  return {
    SwarmForm: swarmForm(facts),
    SwarmAnswer: {
      oneOf: [
        objectOf<Started>(
          {
            success: { const: true },
            message: text("`Swarming started`, or `Swarming started using shape class 'X'`."),
            host,
            run_time: count('Seconds; only where the form had a run_time.', { minimum: 1 }),
            user_classes: listOf({ type: 'string' }, 'What runs, sorted; only where classes can be chosen.'),
          },
          { title: 'Started', optional: ['run_time', 'user_classes'] },
        ),
        objectOf<Refused>(
          {
            success: { const: false },
            message: text('What is wrong; it names the field.'),
            host,
          },
          { title: 'Refused' },
        ),
      ],
    },
    Stopped: objectOf<{ success: true; message: string }>({
      success: { const: true },
      message: { const: 'Test stopped' },
    }),
  };
}

function swarmForm({ recipes, picksClasses, mostUsers, shapes, options }: SwarmFacts): Schema {
  const classes = recipes
    ? 'The users to run; where left out, those of the last start. Repeat the field for several.'
    : picksClasses
      ? 'The user classes to run; where left out all, or while a load runs those that run. Repeat the field for several.'
      : 'Counts only with --class-picker.';
  return {
    type: 'object',
    description: [
      'Of a repeated field the first counts, `user_classes` aside; an empty field is as if it were left out.',
      'Options that the load file declares are fields too; those left out stay. Other unknown fields are ignored.',
      'In JSON a number may be written as a text.',
    ].join(' '),
    properties: {
      user_count: count('Users in all. Required unless a shape rules.', {
        maximum: mostUsers,
        examples: [30],
      }),
      spawn_rate: {
        type: 'number',
        exclusiveMinimum: 0,
        description: 'Users started or stopped per second. Required unless a shape rules.',
        examples: [5],
      },
      host: text(
        'Where to aim from now on; `<` and `>` are removed. Only hosts of --allowed-hosts are taken. Left out, it stays.',
        { examples: ['https://shop.example'] },
      ),
      run_time: text(
        'Ends the run after this time: seconds, or hours, minutes and seconds. It counts from the start of the ramp, in an edit from the edit; an edit without it leaves the end as it is.',
        { pattern: '^\\s*(\\d+h)?(\\d+m)?(\\d+s?)?\\s*$', examples: ['20', '20s', '3m', '2h', '1h20m'] },
      ),
      user_classes: listOf({ type: 'string' }, classes),
      shape_class: text(
        'The name of a load shape that rules users and rate. `Default` is what runs without a choice.',
        { examples: ['Default', ...shapes] },
      ),
      profile: text('Taken and ignored.'),
      ...optionFields(options),
    },
    additionalProperties: true,
  };
}

/** The fields of a form by which options of load files are set. */
export function optionFields(options: readonly LoadOption[]): Record<string, Schema> {
  return Object.fromEntries(options.map((option) => [option.field, optionSchema(option)]));
}

/** A field for an option of a load file; the value of a secret one is told nowhere. */
function optionSchema({ kind, type, label, description, choices, secret }: LoadOption): Schema {
  const kinds = {
    text: 'string',
    choice: 'string',
    integer: 'integer',
    number: 'number',
    flag: 'boolean',
  } as const;
  return {
    type: kinds[kind],
    title: label,
    description: `${description || label}: ${type.expects}.`,
    ...(choices && { enum: choices }),
    ...(secret && { format: 'password' }),
  };
}

/** Start and stop. */
export function swarmPaths(): Paths {
  const content = formContent(ref('SwarmForm'), { user_count: 30, spawn_rate: 5, run_time: '10m' });
  return {
    '/swarm': {
      post: {
        operationId: 'swarm',
        tags: ['Load'],
        summary: 'Start a load, or change the one that runs',
        description: EDITS,
        requestBody: { required: true, content },
        responses: {
          200: {
            description: 'Started or refused.',
            content: {
              'application/json': {
                schema: ref('SwarmAnswer'),
                examples: {
                  started: {
                    value: {
                      success: true,
                      message: 'Swarming started',
                      host: 'https://shop.example',
                      run_time: 600,
                    },
                  },
                  refused: {
                    value: {
                      success: false,
                      message: 'Missing user_count or spawn_rate from /swarm request',
                      host: 'https://shop.example',
                    },
                  },
                },
              },
            },
          },
          ...bodyProblems('text', content),
        },
      },
    },
    '/stop': {
      get: {
        operationId: 'stop',
        tags: ['Load'],
        summary: 'Stop the load; answers once no user is left',
        description: 'Answers the same where nothing runs; the state is `stopped` from then on.',
        responses: {
          200: jsonAnswer('No user is left.', ref('Stopped'), { success: true, message: 'Test stopped' }),
        },
      },
    },
  };
}
