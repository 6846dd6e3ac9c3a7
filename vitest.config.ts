import { defineConfig } from 'vitest/config';

/** Where continuous integration wants the counts; unset elsewhere. */
const report = process.env.STATESTORM_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/buildUi.ts'],
    // Two cores: more workers than that only make the timing of real sockets worse.
    maxWorkers: 2,
    // Real processes, sockets and a browser on a machine that others use, too: what is wrong is so three times.
    retry: process.env.CI ? 2 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [
      'default',
      ...(report ? [['json', { outputFile: report }] as ['json', { outputFile: string }]] : []),
    ],
  },
});
