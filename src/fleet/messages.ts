import type { FleetReport } from '../../machines/spawner.machine.ts';
import type { Places } from '../domain/places.ts';
import type { SharedPlan } from '../domain/shares.ts';
import type { StopReason } from '../domain/stopReason.ts';
import type { CountedClass } from '../engine/census.ts';
import type { ClassSettings } from '../engine/userClasses.ts';
import type { Health } from '../metrics/saturation.ts';

/** What a coordinator tells a member. `test` is a test's id. */
export type ToMember =
  /** Bring about this member's part of the plan; a newer generation replaces an older one. */
  | {
      readonly type: 'plan';
      readonly test: string;
      readonly plan: SharedPlan;
      /** What was changed of the classes, by their names. */
      readonly settings: Readonly<Record<string, ClassSettings>>;
      /** Values of options that load files declared. */
      readonly options: Readonly<Record<string, unknown>>;
      /** How users are numbered, so that no two of a class have one number. */
      readonly places: Places;
      /** Resets so far: what is measured from now on carries the number. */
      readonly resets: number;
    }
  | { readonly type: 'reset'; readonly test: string; readonly resets: number }
  | { readonly type: 'ended'; readonly test: string; readonly run: number; readonly reason: StopReason }
  | { readonly type: 'quit' };

/** What a member tells its coordinator, in order: what was measured comes before the report that it is through. */
export type FromMember =
  | { readonly type: 'ready' }
  | {
      readonly type: 'report';
      readonly test: string;
      readonly run: number;
      /** Of the plan that it carries out; 0 where it has none. */
      readonly generation: number;
      readonly report: FleetReport;
    }
  /** Its part of a run is prepared: its users can begin. */
  | {
      readonly type: 'prepared';
      readonly test: string;
      readonly run: number;
      readonly generation: number;
    }
  /** Its users now. */
  | {
      readonly type: 'users';
      readonly test: string;
      readonly run: number;
      readonly classes: readonly CountedClass[];
      readonly crashes: number;
    }
  /** What it measured since the last time, as `encodeDelta` writes it. */
  | {
      readonly type: 'measured';
      readonly test: string;
      readonly run: number;
      readonly resets: number;
      readonly delta: Uint8Array;
    }
  /** Once a second. */
  | {
      readonly type: 'health';
      readonly health: Health;
      /** Resident memory, bytes. */
      readonly memory: number;
      /** Lines of its log since the last time. */
      readonly log: readonly string[];
    };
