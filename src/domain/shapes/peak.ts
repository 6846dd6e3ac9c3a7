import { MOST_USERS } from '../loadRequest.ts';
import type { LoadShape, ShapePeak } from '../loadShape.ts';

/** The greatest of some moments of a shape, the first one where several are as great. */
export function highest(moments: readonly ShapePeak[]): ShapePeak {
  return moments.reduce((peak, each) => (each.users > peak.users ? each : peak));
}

/** Why a shape must not be started, in one sentence, where it is known to ask for more than `most` users. */
export function refusalOf({ name, peak }: LoadShape, most: number = MOST_USERS): string | undefined {
  if (peak === undefined || peak.users <= most) return undefined;
  return `The load shape ${name} asks for ${tooMany(peak.users, most)}, at ${Number(peak.at.toFixed(3))} s`;
}

/** More users than are allowed, as a part of a sentence. */
export function tooMany(users: number, most: number): string {
  return `${users} users, more than --max-users allows (${most})`;
}
