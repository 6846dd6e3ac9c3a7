import type { StopReason } from '../../domain/stopReason.ts';
import type { ToMember } from '../messages.ts';

type PlanMessage = Extract<ToMember, { type: 'plan' }>;

/**
 * What a test should be doing, as one value under one key: a member that missed any number of changes reads the
 * newest and knows all.
 */
export interface Desired {
  /** Which coordinator wrote it: rises with each that takes over. */
  readonly epoch: number;
  readonly plan: PlanMessage | undefined;
  readonly resets: number;
  /** The last run that is over in all members. */
  readonly ended: { readonly run: number; readonly reason: StopReason } | undefined;
}

/** The value after a message to all members. */
export function withMessage(desired: Desired, message: ToMember): Desired {
  switch (message.type) {
    case 'plan':
      return { ...desired, plan: message, resets: message.resets };
    case 'reset':
      return { ...desired, resets: message.resets };
    case 'ended':
      return { ...desired, ended: { run: message.run, reason: message.reason } };
    case 'quit':
      return desired;
  }
}

/** Whether the load that runs under one value is that of the other, though another coordinator may have written it. */
export function goesOn(before: Desired | undefined, after: Desired): boolean {
  if (before === undefined) return false;
  if (before.epoch === after.epoch) return true;
  const [old, now] = [before.plan?.plan, after.plan?.plan];
  return old !== undefined && old.run === now?.run && old.startAt === now.startAt;
}

/** What a member has to hear to come from one value to the next, whatever lay between. */
export function messagesBetween(test: string, before: Desired | undefined, after: Desired): ToMember[] {
  const messages: ToMember[] = [];
  const { plan, resets, ended } = after;
  if (resets !== (before?.resets ?? 0)) messages.push({ type: 'reset', test, resets });
  const newer = !goesOn(before, after) || plan?.plan.generation !== before?.plan?.plan.generation;
  if (plan !== undefined && newer) messages.push(plan);
  if (ended !== undefined && ended.run !== before?.ended?.run)
    messages.push({ type: 'ended', test, ...ended });
  return messages;
}
