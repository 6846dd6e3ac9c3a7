import type { FollowedEvent, Recording } from '../../../inspect/wire.ts';

/** Events that a recording holds. */
const KEPT = 200;

/** A recording as it is shown: live, or held at one of its events. */
export interface Playback {
  /** All that was heard so far. */
  readonly heard: Recording;
  /** What was heard when it was held; null while it is live. */
  readonly held: Recording | null;
  /** The event that is shown while held, by its `seq`. */
  readonly at: number | null;
}

/** A recording with what a stream brought on top of it: known events once, the last 200 of them. */
export function heardMore(before: Recording | null, next: Recording): Recording {
  if (before === null || before.following.id !== next.following.id) return next;
  const last = before.events.at(-1)?.seq ?? -1;
  const events = [...before.events, ...next.events.filter(({ seq }) => seq > last)];
  const surplus = Math.max(0, events.length - KEPT);
  return {
    ...next,
    events: events.slice(surplus),
    dropped: Math.max(next.dropped, before.dropped + surplus),
  };
}

/** Holds what is shown at its last event, or lets it go on. */
export function held({ heard }: Playback, isHeld: boolean): Playback {
  return isHeld
    ? { heard, held: heard, at: heard.events.at(-1)?.seq ?? null }
    : { heard, held: null, at: null };
}

/** Goes to an event; what is live is held by it. */
export function shownAt(playback: Playback, seq: number): Playback {
  return { ...playback, held: playback.held ?? playback.heard, at: seq };
}

/** One event on (1) or back (-1), never past the ends. */
export function stepped(playback: Playback, by: 1 | -1): Playback {
  const { events } = recordingOf(playback);
  if (events.length === 0) return playback;
  const now = playback.at === null ? events.length - 1 : events.findIndex(({ seq }) => seq === playback.at);
  const next = Math.min(events.length - 1, Math.max(0, now + by));
  return shownAt(playback, events[next]!.seq);
}

/** What is shown of it: what was heard when it was held, or all. */
export function recordingOf({ heard, held }: Playback): Recording {
  return held ?? heard;
}

/** The event that is shown; the last one while live. */
export function eventOf(playback: Playback): FollowedEvent | undefined {
  const { events } = recordingOf(playback);
  return playback.at === null ? events.at(-1) : events.find(({ seq }) => seq === playback.at);
}

/** The states that were active at the event that is shown. */
export function activeOf(playback: Playback): readonly string[] {
  return (playback.at !== null && eventOf(playback)?.active) || playback.heard.active;
}

/** The states that were active just before the event that is shown. */
export function activeBefore(playback: Playback): readonly string[] {
  const { events } = recordingOf(playback);
  const event = eventOf(playback);
  const index = event === undefined ? -1 : events.indexOf(event);
  return events[index - 1]?.active ?? [];
}
