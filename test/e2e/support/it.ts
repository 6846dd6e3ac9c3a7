import { test } from 'vitest';
import { Lab } from './lab.ts';

/** A test with a lab of its own, so that tests of a file can run side by side. */
export const it = test.extend<{ lab: Lab }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads a fixture's needs from this pattern
  lab: async ({}, use) => {
    const lab = new Lab();
    try {
      await use(lab);
    } finally {
      await lab.close();
    }
  },
});
