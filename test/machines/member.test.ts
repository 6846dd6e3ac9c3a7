import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { type MemberEvent, memberMachine } from '../../machines/member.machine.ts';
import { heldClock } from '../support/heldClock.ts';
import { type Inspect, walk } from './walk.ts';

const LEASE_MS = 30_000;

function met(inspect = ((_event) => {}) as Inspect) {
  const clock = heldClock();
  const facts: string[] = [];
  const actor = createActor(memberMachine, {
    input: { id: 'far-1', leaseTime: LEASE_MS },
    clock: clock as never,
    inspect,
  });
  actor.on('*', (fact) => facts.push(fact.type));
  actor.start();
  const send = (...types: MemberEvent['type'][]): void => {
    for (const type of types) actor.send({ type, version: '0.0.1' } as MemberEvent);
  };
  return {
    clock,
    facts,
    actor,
    send,
    get value() {
      return actor.getSnapshot().value;
    },
    get isOver() {
      return actor.getSnapshot().status === 'done';
    },
  };
}

test('one whose first word comes has joined', () => {
  const member = met();
  expect(member.value).toBe('arriving');
  member.send('member.heard');
  expect(member.value).toEqual({ sharing: 'joined' });
  expect(member.facts).toEqual(['member.joined']);
});

describe('one that is silent', () => {
  test('is missing, and has its share again when it comes back', () => {
    const member = met();
    member.send('member.heard', 'member.silent');
    expect(member.value).toBe('missing');
    member.clock.run(LEASE_MS - 1);
    member.send('member.heard');
    expect(member.value).toEqual({ sharing: 'returned' });
    expect(member.facts).toEqual(['member.joined', 'member.missed', 'member.joined']);
    expect(member.actor.getSnapshot().context.absences).toBe(1);
    member.clock.run(LEASE_MS);
    expect(member.isOver).toBe(false);
  });

  test('is forgotten once its lease is over: its users have ended', () => {
    const member = met();
    member.send('member.heard', 'member.silent');
    member.clock.run(LEASE_MS - 1);
    expect(member.isOver).toBe(false);
    member.clock.run(1);
    expect(member.isOver).toBe(true);
    expect(member.facts).toEqual(['member.joined', 'member.missed']);
  });

  test('and then ends in order is not lost twice', () => {
    const member = met();
    member.send('member.heard', 'member.silent', 'member.left');
    expect(member.value).toBe('left');
    expect(member.facts).toEqual(['member.joined', 'member.missed']);
  });
});

test('one that left is shown for 10 s, and joins anew where it is heard meanwhile', () => {
  const member = met();
  member.send('member.heard', 'member.left');
  member.clock.run(9_999);
  expect(member.value).toBe('left');
  member.send('member.heard');
  expect(member.value).toEqual({ sharing: 'joined' });
  member.send('member.left');
  member.clock.run(10_000);
  expect(member.isOver).toBe(true);
  const once = ['member.joined', 'member.ended'];
  expect(member.facts).toEqual([...once, ...once]);
});

describe('one of another version', () => {
  test('is told of once, however long it insists and whatever it says', () => {
    const member = met();
    member.send('member.refused', 'member.heard', 'member.silent', 'member.heard');
    expect(member.value).toEqual({ refused: 'insisting' });
    expect(member.actor.getSnapshot().context.version).toBe('0.0.1');
    expect(member.facts).toEqual(['member.turnedAway']);
  });

  test('is forgotten after a minute of silence', () => {
    const member = met();
    member.send('member.refused', 'member.silent');
    expect(member.value).toEqual({ refused: 'silenced' });
    member.clock.run(60_000, 1000);
    expect(member.isOver).toBe(true);
  });

  test('is so wherever it was', () => {
    const member = met();
    member.send('member.heard', 'member.refused');
    expect(member.facts).toEqual(['member.joined', 'member.turnedAway']);
  });
});

test('every state is entered and every transition is taken by what a coordinator can hear', () => {
  const found = walk(memberMachine, 2000, (inspect) => {
    const member = met(inspect);
    return {
      isOver: () => member.isOver,
      moves: [
        () => member.send('member.heard'),
        () => member.send('member.silent'),
        () => member.send('member.refused'),
        () => member.send('member.left'),
        () => member.clock.run(60_000, 60_000),
      ],
      stop: () => member.actor.stop(),
    };
  });
  expect(found).toEqual({ neverTaken: [], neverEntered: [] });
});
