import type { HistoryItem } from '../../metrics/outputs/wire.ts';

/** What a page is given. Types alone: the web interface imports them, so that both sides are one text. */

/** What the page of Locust is given as `window.templateArgs`; scripts read it too. */
export interface TemplateArgs {
  locustfile: string | null;
  state: string;
  is_distributed: boolean;
  user_count: number;
  version: string;
  host: string | null;
  history: HistoryItem[];
  override_host_warning: boolean;
  missing_host_warning: boolean;
  is_host_required: boolean;
  num_users: number | null;
  spawn_rate: number | null;
  /** Seconds. */
  run_time: number | null;
  worker_count: number;
  hide_common_options: boolean | null;
  shape_use_common_options: boolean | null;
  stats_history_enabled: boolean | null;
  tasks: string;
  extra_options: Record<string, ExtraOption>;
  show_userclass_picker: boolean;
  available_user_classes: string[] | null;
  available_shape_classes: string[];
  available_user_tasks: Record<string, string[]> | null;
  users: Record<string, UserSettings> | null;
  percentiles_to_chart: readonly number[];
  percentiles_to_statistics: readonly number[];
  profile: string | null;
  /** Beyond Locust's. */
  statestorm: PageArgs;
}

/** A class as it stands now. */
export interface UserSettings {
  host: string | null;
  weight: number;
  fixed_count: number;
  tasks: string[];
}

/** One option of a load file, as Locust's page knows it. */
export interface ExtraOption {
  /** Its present value; empty for a secret one. */
  default_value: string | number | boolean | null;
  is_secret: boolean;
  is_required: boolean;
  help_text: string | null;
  is_multiple: boolean;
  choices: string[] | null;
}

/** What our own page needs besides. */
export interface PageArgs {
  /** Whose port it is: the people's, or that of the recipes. */
  role: 'web' | 'recipes';
  /** What stands before every Locust-native path, such as `/load`; empty for none. */
  base_path: string;
  /** Whether people came in by a login or a token, and can end that. */
  can_log_out: boolean;
  /** The port's users; each can be spawned by a recipe. Empty on port 80. */
  recipe_users: { identifier: string; description: string }[];
  /** What the load that runs was asked for; null where none runs, or a shape decides. */
  present: { user_count: number; spawn_rate: number } | null;
  /** How the options of load files are asked for, by their fields. */
  options: Record<string, OptionInput>;
}

/** What an option of a load file looks like in a form. */
export interface OptionInput {
  label: string;
  kind: 'integer' | 'number' | 'text' | 'flag' | 'choice';
  /** Whether it has a value now, for secret ones, whose value is not shown. */
  is_given: boolean;
}
