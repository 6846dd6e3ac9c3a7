import { readFileSync } from 'node:fs';

/** What of Vitest's JSON report is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * `node test/support/counts.ts report.json …`: prints `N passed, N failed` of all the reports together. A file
 * that broke before its first test, a skipped test and a report that is not there count as failed.
 */
const [passed, failed] = process.argv
  .slice(2)
  .map(countsOf)
  .reduce(([allPassed, allFailed], [passes, failures]) => [allPassed + passes, allFailed + failures], [0, 0]);
console.log(`${passed} passed, ${failed} failed`);

function countsOf(path: string): [passed: number, failed: number] {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return [0, 1];
  }
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  return [report.numPassedTests, report.numFailedTests + broken.length + skipped];
}
