import type { ValueType } from './valueTypes.ts';

/** One option: what its flag, its variables, its key in a file, its help and its place in Config come from. */
export interface OptionSpec {
  /** The long flag without dashes; in files the key; in camelCase the name in Config. */
  readonly name: string;
  readonly section: Section;
  readonly type: ValueType<unknown>;
  readonly description: string;
  readonly short?: string;
  /** Environment variables, the first one set wins; `LOCUST_<NAME>` where left out. `STATESTORM_<NAME>` always counts. */
  readonly env?: readonly string[];
  /** Taken where nobody gave a value. Flags are false and lists empty without one. */
  readonly default?: unknown;
  /** The default in words, where the value does not say it. */
  readonly defaultText?: string;
  /** The placeholder of the argument. */
  readonly argument?: string;
  /** Only as an argument: neither from the environment nor from files. */
  readonly argumentOnly?: true;
  /** Given without a flag, at the end. */
  readonly positional?: true;
  readonly hidden?: true;
  /** Whether its value is kept out of errors, the help and the log. */
  readonly secret?: boolean;
  /** Whether an empty text is an error, be it by a variable: what was meant to guard must not leave open. */
  readonly refusesEmpty?: true;
  /** Set where this version takes the option but does not carry it out. */
  readonly later?: Later;
}

/** An option that a load file declares. */
export interface DeclaredSpec extends OptionSpec {
  /** Its name in the load file, and in `Config.custom`. */
  readonly key: string;
  /** Whether a load needs a value of it. */
  readonly required: boolean;
}

/** What is not available yet. */
export interface Later {
  /** What does not work, as a sentence. */
  readonly missing: string;
  /** What to do until then, as a sentence. */
  readonly instead: string;
}

/** The sections of the help, in order. */
export type Section =
  | 'Load'
  | 'Load file'
  | 'Web'
  | 'Limits'
  | 'Distributed'
  | 'Statistics'
  | 'Logging'
  | 'Other';
