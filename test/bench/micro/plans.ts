import { rampSteps, shareUsers } from '../../../src/domain/dispatch.ts';
import { shareOut } from '../../../src/domain/shares.ts';
import type { Group } from './part.ts';

const CLASSES = ['A', 'B', 'C'].map((name, index) => ({ name, weight: index + 1, fixedCount: 0 }));

const ramp: Group = {
  of: 'users',
  sizes: [1000, 10_000, 100_000],
  make: (n) => ({
    parts: { 'plan a ramp of three classes': { run: () => [...rampSteps({}, shareUsers(n, CLASSES))] } },
  }),
};

const share: Group = {
  of: 'workers',
  sizes: [10, 100, 1000],
  make(n) {
    const members = Array.from({ length: n }, (_, index) => `worker-${index}`);
    const users = shareUsers(10_000, CLASSES);
    return { parts: { 'share 10,000 users out': { run: () => shareOut(users, members) } } };
  },
};

export const plans: readonly Group[] = [ramp, share];
