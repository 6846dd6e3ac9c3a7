import { describe, expect, it } from 'vitest';
import { Coordinator } from '../../../src/fleet/coordinator.ts';
import { Roll } from '../../../src/fleet/nats/roll.ts';
import type { Told } from '../../../src/fleet/nats/wire.ts';
import type { Rebalance } from '../../../src/fleet/sharedTest.ts';
import { heldClock } from '../../support/heldClock.ts';

const LEASE_MS = 30_000;
const HEALTH = { saturated: false, loopDelayP99Ms: 1, cpu: 0.5 };
const beat = (version = '1.0.0'): Told => ({ type: 'health', health: HEALTH, memory: 1, log: [], version });

function opened(rebalance: Rebalance = 'at-once') {
  const clock = heldClock();
  const logged: string[] = [];
  const coordinator = new Coordinator({ clock, rebalance, broadcast: () => {} });
  const roll = new Roll(coordinator, {
    clock,
    version: '1.0.0',
    leaseTime: LEASE_MS,
    rebalance,
    log: (severity, message) => logged.push(`${severity} ${message}`),
  });
  /** Seconds in which the server can be heard, and these members say a word each second. */
  const seconds = (count: number, ...members: string[]): void => {
    for (let second = 0; second < count; second++) {
      clock.run(1000, 1000);
      for (const member of members) roll.told(member, beat());
      roll.echo();
      roll.look();
    }
  };
  return {
    clock,
    coordinator,
    roll,
    logged,
    seconds,
    states: () =>
      Object.fromEntries(roll.crew.present.map((actor) => [actor.id, actor.getSnapshot().value as unknown])),
  };
}

const SHARING = { sharing: 'joined' };

describe('who is there, by what they say', () => {
  it('has joined with its first sign of health, is missed after 3.5 s, and has its share when it is back', () => {
    const { coordinator, logged, seconds, states } = opened();
    seconds(3, 'a', 'b');
    expect(states()).toEqual({ a: SHARING, b: SHARING });
    seconds(3, 'b');
    expect(coordinator.has('a')).toBe(true);
    seconds(1, 'b');
    expect(coordinator.has('a')).toBe(false);
    expect(states()).toEqual({ a: 'missing', b: SHARING });
    seconds(2, 'a', 'b');
    expect(coordinator.has('a')).toBe(true);
    expect(states()).toEqual({ a: { sharing: 'returned' }, b: SHARING });
    expect(logged).toEqual([
      'INFO The worker a has joined',
      'INFO The worker b has joined',
      'WARNING The worker a is gone (not heard for 3.5 s): its users go to the others',
      'INFO The worker a has joined',
    ]);
  });

  it('is not missed where nobody could be heard, and has its time anew after that', () => {
    const { clock, roll, seconds, states } = opened();
    seconds(2, 'a');
    clock.run(60_000, 1000);
    roll.look();
    roll.echo();
    roll.look();
    expect(states()).toEqual({ a: SHARING });
    seconds(3);
    expect(states()).toEqual({ a: SHARING });
    seconds(1);
    expect(states()).toEqual({ a: 'missing' });
  });

  it('is gone at once where it says that it ends', () => {
    const { roll, coordinator, logged, seconds, states } = opened('after-lease');
    seconds(1, 'a');
    roll.told('a', { type: 'leave' });
    expect(coordinator.has('a')).toBe(false);
    expect(states()).toEqual({ a: 'left' });
    expect(logged.at(-1)).toBe('WARNING The worker a is gone (it ends): its users go to the others');
  });

  it('is refused for its version once, whatever it says then', () => {
    const { roll, coordinator, logged, states } = opened();
    roll.told('old', beat('0.9.0'));
    roll.told('old', beat('0.9.0'));
    roll.told('old', { type: 'users', test: 'web', run: 1, classes: [], crashes: 0 });
    roll.told('old', beat());
    expect(coordinator.has('old')).toBe(false);
    expect(states()).toEqual({ old: { refused: 'insisting' } });
    expect(logged).toEqual(['ERROR The worker old is refused: it is version 0.9.0, this is 1.0.0']);
  });

  it('says that shares wait for the lease of one that is missing, where they do', () => {
    const { logged, seconds } = opened('after-lease');
    seconds(1, 'a');
    seconds(4);
    expect(logged.at(-1)).toMatch(/its users go to the others once its lease is over$/);
  });
});

describe('the charts of those who come and go', () => {
  it('hear no heartbeat and no number of users: rare facts are their only events', () => {
    const { roll, seconds } = opened();
    const events: string[] = [];
    roll.crew.onJoin((actor) =>
      actor.system.inspect((event) => {
        if (event.type === '@xstate.event') events.push(event.event.type);
      }),
    );
    seconds(100, 'a');
    for (let each = 0; each < 500; each++)
      roll.told('a', { type: 'users', test: 'web', run: 1, classes: [], crashes: 0 });
    seconds(4);
    expect(events).toEqual(['xstate.init', 'member.heard', 'member.silent']);
  });

  it('leave nothing behind of 1,000 workers, however each of them went', () => {
    const { clock, roll, seconds } = opened();
    const idle = clock.pending;
    const ids = Array.from({ length: 1000 }, (_, index) => `far-${index}`);
    seconds(1, ...ids);
    expect(roll.crew.present).toHaveLength(1000);
    for (const id of ids.slice(0, 400)) roll.told(id, { type: 'leave' });
    for (const id of ids.slice(400, 500)) roll.told(id, beat('0.9.0'));
    seconds(4);
    expect(roll.crew.present).toHaveLength(1000);
    seconds(70);
    expect(roll.crew.present).toEqual([]);
    expect(clock.pending).toBe(idle);
  });

  it('wait for nothing once the roll is closed', () => {
    const { clock, roll, seconds } = opened();
    const idle = clock.pending;
    seconds(1, 'a', 'b');
    roll.told('b', { type: 'leave' });
    seconds(4);
    expect(clock.pending).toBe(idle + 2);
    roll.close();
    expect(clock.pending).toBe(idle);
    expect(roll.crew.present).toEqual([]);
  });
});
