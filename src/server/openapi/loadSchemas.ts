import type { TaskRatio } from '../../authoring/taskRatios.ts';
import type { TaskRatios } from '../../engine/userClasses.ts';
import type { HistoryItem } from '../../metrics/timeline.ts';
import type { ExtraOption } from '../locust/extraOptions.ts';
import type { OptionInput, PageArgs, TemplateArgs } from '../locust/wire.ts';
import type { Schema } from './openApi.ts';
import { amount, count, listOf, nullable, objectOf, ref, text } from './schema.ts';
import { stateSchema } from './stateSchema.ts';

type UserSettings = NonNullable<TemplateArgs['users']>[string];

/** The schemas of `/tasks` and of what the page is given. `chart`: the percentiles of the history. */
export function loadSchemas(chart: readonly number[]): Record<string, Schema> {
  return {
    TaskRatios: objectOf<TaskRatios>({
      per_class: tree(
        'Each class with its share of the users alive; below, each task with its share in its set.',
      ),
      total: tree('The same with all shares multiplied through from the top.'),
    }),
    TaskRatio: objectOf<TaskRatio>(
      {
        ratio: amount('0 to 1.', { maximum: 1.000001 }),
        tasks: tree('What is below.'),
      },
      { optional: ['tasks'] },
    ),
    HistoryItem: historyItem(chart),
    UserSettings: objectOf<UserSettings>({
      host: nullable(text('Where the class aims; null where the test says.')),
      weight: amount('Its share among the classes.'),
      fixed_count: count('Exactly so many users of it; 0 for none fixed.'),
      tasks: listOf({ type: 'string' }, 'The tasks that it does now.'),
    }),
    ExtraOption: objectOf<ExtraOption>({
      default_value: {
        type: ['string', 'number', 'boolean', 'null'],
        description: 'Its present value; empty for a secret one.',
      },
      is_secret: { type: 'boolean', description: 'Whether its value is shown nowhere.' },
      is_required: { type: 'boolean', description: 'Whether a start has to give it.' },
      help_text: nullable(text('One sentence.')),
      is_multiple: { type: 'boolean', description: 'Always false.' },
      choices: nullable(listOf({ type: 'string' }, 'What can be chosen; null for free values.')),
    }),
    TemplateArgs: templateArgs(),
  };
}

function tree(description: string): Schema {
  return { type: 'object', additionalProperties: ref('TaskRatio'), description };
}

function historyItem(chart: readonly number[]): Schema {
  const point = (description: string): Schema => ({
    type: 'array',
    description,
    prefixItems: [{ type: 'string', format: 'date-time' }, { type: 'number' }],
    minItems: 2,
    maxItems: 2,
  });
  return objectOf<HistoryItem>(
    { time: text('ISO 8601.', { format: 'date-time' }) },
    {
      description: 'A point of the charts, every 5 s: each number with its time.',
      more: {
        current_rps: point('Requests per second over the last 10 s.'),
        current_fail_per_sec: point('Failures per second over the last 10 s.'),
        total_avg_response_time: point('Mean response time since the start, ms.'),
        user_count: point('Users alive.'),
        ...Object.fromEntries(
          chart.map((share) => [
            `response_time_percentile_${share}`,
            point(`The ${share * 100}th percentile of the last 10 s, ms.`),
          ]),
        ),
      },
    },
  );
}

function templateArgs(): Schema {
  const flag = (description: string): Schema => ({ type: 'boolean', description });
  const names = (description: string): Schema => listOf({ type: 'string' }, description);
  const byClass = (of: Schema, description: string): Schema => ({
    type: ['object', 'null'],
    additionalProperties: of,
    description,
  });
  return objectOf<TemplateArgs>(
    {
      locustfile: nullable(text('The load file; null for the shipped load.')),
      state: stateSchema,
      is_distributed: flag('Whether several processes share the load.'),
      user_count: count('Users alive now.'),
      version: text('The version of Statestorm.'),
      host: nullable(text('Where the load aims.')),
      history: listOf(ref('HistoryItem'), 'What the charts draw.'),
      override_host_warning: flag('Whether the classes aim at different hosts.'),
      missing_host_warning: flag('Whether a class has no host to aim at.'),
      is_host_required: flag('Whether a start has to name a host.'),
      num_users: nullable(count('First value of the form.')),
      spawn_rate: nullable(amount('First value of the form, users per second.')),
      run_time: nullable(amount('First value of the form, seconds.')),
      worker_count: count('Workers that are connected.'),
      hide_common_options: nullable(flag('True where a shape rules users and rate.')),
      shape_use_common_options: nullable(flag('Whether the shape takes users and rate from the form.')),
      stats_history_enabled: nullable(flag('True where the full history can be downloaded.')),
      tasks: text('Always "{}".'),
      extra_options: {
        type: 'object',
        additionalProperties: ref('ExtraOption'),
        description: 'Options that the load file declares, by their fields.',
      },
      show_userclass_picker: flag('Whether classes and shapes can be chosen.'),
      available_user_classes: nullable(names('The classes; null where they cannot be chosen.')),
      available_shape_classes: names('The shapes, `Default` first.'),
      available_user_tasks: byClass(
        names('Its tasks.'),
        'The tasks of each class; null where classes cannot be chosen.',
      ),
      users: byClass(ref('UserSettings'), 'The settings of each class; null where classes cannot be chosen.'),
      percentiles_to_chart: listOf({ type: 'number' }, 'Each between 0 and 1.'),
      percentiles_to_statistics: listOf({ type: 'number' }, 'Each between 0 and 1.'),
      profile: nullable(text('The name that groups runs.')),
      statestorm: { ...pageArgs(), description: 'What our own page needs besides.' },
    },
    { description: 'What the page is given as `window.templateArgs`; scripts read it there.' },
  );
}

function pageArgs(): Schema {
  return objectOf<PageArgs>({
    role: text('Whose port it is.', { enum: ['web', 'recipes'] }),
    base_path: text('What stands before every Locust-native path; empty for none.'),
    can_log_out: { type: 'boolean', description: 'Whether people came in by a login or a token.' },
    recipe_users: listOf(
      objectOf<PageArgs['recipe_users'][number]>({
        identifier: text('What a spawn names.'),
        description: text('One line for people; may be empty.'),
      }),
      'The users that can be spawned on port 81.',
    ),
    present: {
      ...objectOf<NonNullable<PageArgs['present']>>({
        user_count: count('Users asked for.'),
        spawn_rate: amount('Users per second.'),
      }),
      type: ['object', 'null'],
      description: 'What the load that runs was asked for; null where none runs, or a shape decides.',
    },
    options: {
      type: 'object',
      additionalProperties: objectOf<OptionInput>({
        label: text('What the form calls it.'),
        kind: text('What it takes.', { enum: ['integer', 'number', 'text', 'flag', 'choice'] }),
        is_given: { type: 'boolean', description: 'Whether it has a value now.' },
      }),
      description: 'How the options of load files are asked for, by their fields.',
    },
  });
}
