import { rmSync } from 'node:fs';
import { afterAll, describe, expect } from 'vitest';
import { writeSnippets } from '../docs/guide.ts';
import { it } from './support/it.ts';

const { folder, snippets } = writeSnippets();
afterAll(() => rmSync(folder, { recursive: true }));

interface Entry {
  readonly num_requests: number;
  readonly num_failures: number;
}

describe.concurrent('a load file of the guide for people who come from Locust', () => {
  for (const { path, line } of snippets) {
    it(`runs against the shop without a failure: line ${line}`, { timeout: 60_000 }, async ({ lab }) => {
      const shop = await lab.shop();
      const load = ['-u', '6', '-r', '20', '-t', '3s', '--stop-timeout', '10'];
      const { code, stderr, stdout } = await lab.run([
        ...['-f', path, '--headless', '--host', shop.url, '--json'],
        ...load,
      ]);
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain('ERROR');
      const entries = JSON.parse(stdout) as Entry[];
      expect(entries.reduce((sum, { num_requests }) => sum + num_requests, 0)).toBeGreaterThan(2);
      expect(entries.filter(({ num_failures }) => num_failures > 0)).toEqual([]);
    });
  }
});
