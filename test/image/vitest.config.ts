import { defineConfig } from 'vitest/config';

/** Where run.sh reads the counts. */
const report = process.env.STATESTORM_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/image/**/*.check.ts'],
    // All of them use the image's own ports.
    fileParallelism: false,
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    reporters: [
      'verbose',
      ...(report ? [['json', { outputFile: report }] as ['json', { outputFile: string }]] : []),
    ],
  },
});
