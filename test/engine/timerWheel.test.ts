import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { type Sleeper, TimerWheel } from '../../src/engine/timerWheel.ts';
import { heldClock } from '../support/heldClock.ts';

function sleeper(wake: (this: Sleeper) => void): Sleeper {
  return { due: 0, slot: -1, previousSleeper: undefined, nextSleeper: undefined, wake };
}

function held() {
  const clock = heldClock();
  const wheel = new TimerWheel(clock);
  const woken: [string, number][] = [];
  const named = (name: string): Sleeper => sleeper(() => woken.push([name, clock.now()]));
  return { clock, wheel, woken, named };
}

test('who waits is woken in the ms nearest to its time', () => {
  const { clock, wheel, woken, named } = held();
  wheel.add(named('second'), 30);
  wheel.add(named('first'), 2.2);
  wheel.add(named('third'), 29.5);
  clock.run(100, 1);
  expect(woken).toEqual([
    ['first', 2],
    ['second', 30],
    ['third', 30],
  ]);
  expect(clock.pending).toBe(0);
});

test('thousands of waits of any length each end within a ms of their time, and one timer is set', () => {
  const { clock, wheel } = held();
  const random = seededRandom(7);
  const off: number[] = [];
  const wait = (): void => {
    // Mostly seconds, some past the end of the wheel, some of no length.
    const ms = random.next() < 0.1 ? random.next() * 60_000 : random.next() * 3000;
    const at = clock.now() + (random.next() < 0.05 ? 0 : ms);
    wheel.add(
      sleeper(() => {
        off.push(clock.now() - at);
        if (clock.now() < 100_000) wait();
      }),
      at,
    );
  };
  for (let user = 0; user < 500; user++) wait();
  for (let second = 0; second < 200; second++) {
    clock.run(1000, 1);
    expect(clock.pending).toBeLessThanOrEqual(1);
  }
  expect(off.length).toBeGreaterThan(10_000);
  expect(Math.min(...off)).toBeGreaterThanOrEqual(-0.5);
  // A wait of no length ends in the ms after the one in which it began.
  expect(Math.max(...off)).toBeLessThanOrEqual(1);
  const mean = off.reduce((sum, each) => sum + each, 0) / off.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(clock.pending).toBe(0);
});

test('a wait may be hours long', () => {
  const { clock, wheel, woken, named } = held();
  wheel.add(named('patient'), 7_200_000);
  clock.run(7_199_990, 10);
  expect(woken).toEqual([]);
  clock.run(10, 1);
  expect(woken).toEqual([['patient', 7_200_000]]);
});

test('who is removed is not woken, and the last one takes the timer along', () => {
  const { clock, wheel, woken, named } = held();
  const [a, b, c] = [named('a'), named('b'), named('c')];
  for (const each of [a, b, c]) wheel.add(each, 50);
  expect(wheel.remove(b)).toBe(true);
  expect(wheel.remove(b)).toBe(false);
  clock.run(49, 1);
  expect(wheel.remove(a)).toBe(true);
  clock.run(10, 1);
  expect(woken).toEqual([['c', 50]]);
  expect(wheel.remove(c)).toBe(false);
  wheel.add(a, 1000);
  expect(clock.pending).toBe(1);
  wheel.remove(a);
  expect(clock.pending).toBe(0);
});

test('who is woken may remove those of the same ms and wait again', () => {
  const { clock, wheel, woken, named } = held();
  const other = named('other');
  const again = sleeper(function (this: Sleeper) {
    woken.push(['again', clock.now()]);
    wheel.remove(other);
    if (woken.length < 3) wheel.add(this, clock.now() + 10);
  });
  wheel.add(again, 5);
  wheel.add(other, 5);
  clock.run(100, 1);
  expect(woken).toEqual([
    ['again', 5],
    ['again', 15],
    ['again', 25],
  ]);
});

test('a process that stood still wakes all that are due once it goes on', () => {
  const { clock, wheel, woken, named } = held();
  for (let ms = 1000; ms <= 40_000; ms += 1000) wheel.add(named(`${ms}`), ms);
  clock.run(60_000, 60_000);
  expect(woken.map(([name]) => Number(name))).toEqual(
    Array.from({ length: 40 }, (_, index) => (index + 1) * 1000),
  );
});

test('by the real clock nobody is woken a ms early, and none is left', async () => {
  const wheel = new TimerWheel(systemClock);
  const random = seededRandom(3);
  const early: number[] = [];
  let woken = 0;
  for (let user = 0; user < 2000; user++) {
    const at = systemClock.now() + random.next() * 200;
    wheel.add(
      sleeper(() => {
        woken++;
        if (systemClock.now() < at - 1) early.push(at - systemClock.now());
      }),
      at,
    );
  }
  for (let ms = 0; woken < 2000 && ms < 10_000; ms += 50) await sleep(50);
  expect(woken).toBe(2000);
  expect(early).toEqual([]);
});

test('what the one who set the timer keeps in an AsyncLocalStorage does not reach the others', async () => {
  const wheel = new TimerWheel(systemClock);
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const looks = (): Sleeper => sleeper(() => seen.push(storage.getStore()));
  storage.run('mine', () => wheel.add(looks(), systemClock.now() + 5));
  wheel.add(looks(), systemClock.now() + 20);
  for (let ms = 0; seen.length < 2 && ms < 10_000; ms += 10) await sleep(10);
  expect(seen).toEqual([undefined, undefined]);
});
