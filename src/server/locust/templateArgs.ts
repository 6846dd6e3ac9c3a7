import { taskNames } from '../../authoring/taskNames.ts';
import type { LocustPortOptions } from '../options.ts';
import { extraOptions } from './extraOptions.ts';
import { pageArgs } from './pageArgs.ts';
import type { TemplateArgs, UserSettings } from './wire.ts';

export type { TemplateArgs } from './wire.ts';

/** What a page of this port is given. */
export function templateArgs(options: LocustPortOptions): TemplateArgs {
  const { test, config, workers } = options;
  const picks = config.classPicker;
  const hosts = new Set(test.users.names.map((name) => test.users.hostOf(name, test.host)));
  const [only] = hosts;
  const lacksHost = hosts.has('');
  return {
    locustfile: config.locustfile,
    state: test.state,
    is_distributed: workers !== undefined,
    user_count: test.userCount,
    version: config.version,
    host: test.host || (hosts.size === 1 ? only : '') || null,
    history: test.timeline.history(),
    override_host_warning: test.host === '' && hosts.size > 1,
    missing_host_warning: lacksHost,
    is_host_required: lacksHost,
    num_users: config.users,
    spawn_rate: config.spawnRate,
    run_time: config.runTime === null ? null : config.runTime / 1000,
    worker_count: workers?.rows(test.id).length ?? 0,
    hide_common_options: config.defaultShape && !picks ? true : null,
    shape_use_common_options: null,
    stats_history_enabled: config.hasFullHistory || null,
    tasks: '{}',
    extra_options: extraOptions(options),
    show_userclass_picker: picks,
    available_user_classes: picks ? [...test.users.names].sort() : null,
    available_shape_classes: ['Default', ...config.shapes.map((shape) => shape.name)],
    available_user_tasks: picks ? byClass(test, ({ definition }) => taskNames(definition.tasks)) : null,
    users: picks ? byClass(test, userSettings) : null,
    percentiles_to_chart: config.percentiles.chart,
    percentiles_to_statistics: config.percentiles.statistics,
    profile: config.profile,
    statestorm: pageArgs(options),
  };
}

type Configured = ReturnType<LocustPortOptions['test']['users']['all']>[number];

function byClass<T>({ users }: LocustPortOptions['test'], of: (each: Configured) => T): Record<string, T> {
  return Object.fromEntries(users.all().map((each) => [each.definition.name, of(each)]));
}

function userSettings({ definition, settings, leaves }: Configured): UserSettings {
  return {
    host: settings.host ?? definition.host ?? null,
    weight: settings.weight ?? definition.weight,
    fixed_count: settings.fixedCount ?? definition.fixedCount,
    tasks: leaves.map((leaf) => leaf.name),
  };
}
