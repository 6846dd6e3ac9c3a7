import { describe, expect, it } from 'vitest';
import type { FollowedEvent, Recording } from '../../../src/inspect/wire.ts';
import {
  activeBefore,
  activeOf,
  eventOf,
  heardMore,
  held,
  type Playback,
  recordingOf,
  shownAt,
  stepped,
} from '../../../src/ui/machines/follow/playback.ts';

function event(seq: number): FollowedEvent {
  return { seq, at: seq, kind: 'state', event: `event ${seq}`, active: ['', `state${seq}`] };
}

function recording(seqs: readonly number[], id = 'one'): Recording {
  const events = seqs.map(event);
  return {
    following: { id, user: 'User-1', userClass: 'User' },
    status: 'following',
    machine: 'user',
    active: events.at(-1)?.active ?? [],
    session: null,
    context: null,
    events,
    dropped: 0,
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
const live = (heard: Recording): Playback => ({ heard, held: null, at: null });
const seqs = ({ events }: Recording): number[] => events.map(({ seq }) => seq);

describe('what was heard of a user', () => {
  it('grows by what a stream brings, each event once', () => {
    const heard = heardMore(recording([1, 2, 3]), recording([3, 4]));
    expect(seqs(heard)).toEqual([1, 2, 3, 4]);
  });

  it('holds the last 200 events and counts those that fell out', () => {
    const heard = heardMore(recording(range(1, 195)), recording(range(196, 210)));
    expect([heard.events.length, heard.events[0]!.seq, heard.dropped]).toEqual([200, 11, 10]);
  });

  it('begins anew with another user', () => {
    expect(seqs(heardMore(recording([1, 2]), recording([1], 'two')))).toEqual([1]);
  });
});

describe('a recording that is shown', () => {
  it('shows the present states while it is live', () => {
    expect(activeOf(live(recording([1, 2])))).toEqual(['', 'state2']);
  });

  it('steps back and forth through the states of its events, not past its ends', () => {
    const back = stepped(stepped(live(recording([4, 5, 6])), -1), -1);
    expect([activeOf(back), activeBefore(back)]).toEqual([['', 'state4'], []]);
    expect(eventOf(stepped(back, -1))?.seq).toBe(4);
    const forth = stepped(back, 1);
    expect([activeOf(forth), activeBefore(forth)]).toEqual([
      ['', 'state5'],
      ['', 'state4'],
    ]);
    expect(eventOf(stepped(stepped(forth, 1), 1))?.seq).toBe(6);
  });

  it('stands still while it is held, and shows what came when it goes on', () => {
    const paused = held(live(recording([1, 2])), true);
    const later = { ...paused, heard: heardMore(paused.heard, recording([3])) };
    expect(seqs(recordingOf(later))).toEqual([1, 2]);
    expect(seqs(recordingOf(held(later, false)))).toEqual([1, 2, 3]);
  });

  it('is held by a look at one of its events', () => {
    expect(recordingOf(shownAt(live(recording([1, 2])), 1))).toEqual(recording([1, 2]));
    expect(eventOf(shownAt(live(recording([1, 2])), 1))?.seq).toBe(1);
  });

  it('takes no step where nothing happened', () => {
    const nothing = live(recording([]));
    expect(stepped(nothing, 1)).toBe(nothing);
  });
});
