import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../../src/metrics/outputs/report.ts';
import { Timeline } from '../../../src/metrics/timeline.ts';
import { failureOf, measuring, NOON, sampleOf } from '../samples.ts';

function measured({ history = false } = {}) {
  const test = measuring();
  const timeline = new Timeline({ interval: 1000 });
  const hostile = `<script>alert("&'")</script>`;
  for (let second = 0; second < 3; second++) {
    test.record(sampleOf(), failureOf({ name: hostile, method: hostile, error: hostile }));
    test.recorder.recordException({
      userClass: hostile,
      task: hostile,
      message: hostile,
      traceback: hostile,
      at: NOON,
    });
    test.pass(1000);
    timeline.observe(test.statistics, 1, test.now());
    if (history) test.statistics.observe(test.now(), 1);
  }
  return { statistics: test.statistics, now: test.now(), timeline, facts: [[hostile, hostile]] as const };
}

describe('the HTML report', () => {
  it('shows requests, failures, exceptions and the facts of the run', () => {
    const page = htmlReport({ ...measured(), facts: [['Target', 'http://shop.test']], title: 'Night run' });
    for (const text of [
      'Night run',
      'http://shop.test',
      'Aggregated',
      '99.9% (ms)',
      'Exceptions',
      'Failures',
    ]) {
      expect(page).toContain(text);
    }
    expect(page.match(/<svg/g)).toHaveLength(3);
  });

  it('draws rates, response times and heat of each entry and of all, and the phases of a request', () => {
    const page = htmlReport(measured({ history: true }));
    expect(page.match(/<details/g)).toHaveLength(3);
    expect(page.match(/<details open/g)).toHaveLength(1);
    // Three over all, the phases, and three for each of two entries and their sum.
    expect(page.match(/<svg/g)).toHaveLength(13);
    expect(page).toContain('<title>waiting 1.80 ms</title>');
    expect(page.match(/class="h5"/g)?.length).toBe(3);
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(src|href|url\()=?/);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('lets no name become markup', () => {
    const page = htmlReport({ ...measured(), title: '<script>alert(1)</script>' });
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;&amp;&#x27;&quot;)&lt;/script&gt;');
  });

  it('needs nothing from anywhere', () => {
    expect(htmlReport(measured())).not.toMatch(/(src|href)=|@import|url\(/);
  });

  it('is light or dark as asked, else as the system prefers', () => {
    expect(htmlReport({ ...measured(), theme: 'dark' })).toContain('<html lang="en" data-theme="dark">');
    expect(htmlReport(measured())).toContain('<html lang="en">');
  });

  it('shows numbers also before anything ran', () => {
    const { statistics, now } = measuring();
    expect(htmlReport({ statistics, now: now(), timeline: new Timeline() })).not.toMatch(
      /NaN|Infinity|undefined/,
    );
  });
});
