import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CsvFiles } from '../../../src/metrics/outputs/csvFiles.ts';
import { failureOf, measuring, sampleOf } from '../samples.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statestorm-csv-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the files of --csv', () => {
  it('are kept up to date, and the history grows', () => {
    const { statistics, record, pass, now } = measuring();
    const prefix = join(folder, 'new', 'folder', 'night');
    const files = new CsvFiles({ prefix, statistics });
    files.open(now());
    const read = (suffix: string) => readFileSync(`${prefix}_${suffix}.csv`, 'utf8').trimEnd().split('\r\n');
    expect(['stats', 'stats_history', 'failures', 'exceptions'].map((name) => read(name).length)).toEqual([
      2, 1, 1, 1,
    ]);
    for (let second = 0; second < 3; second++) {
      record(sampleOf(), failureOf());
      pass(1000);
      files.tick(now(), 5);
    }
    files.close(now(), 0);
    files.tick(now(), 5);
    expect(read('stats')[1]).toMatch(/^GET,\/,6,3,/);
    expect(read('stats_history').map((row) => row.split(',')[1])).toEqual(['User Count', '5', '5', '5', '0']);
    expect(read('failures')).toHaveLength(2);
    expect(readdirSync(join(folder, 'new', 'folder'))).toHaveLength(4);
  });

  it('begin anew, but for the history of a run that goes on: its whole rows stay', () => {
    const { statistics, pass, now } = measuring();
    const prefix = join(folder, 'night');
    const history = `${prefix}_stats_history.csv`;
    const usersOf = () =>
      readFileSync(history, 'utf8')
        .trimEnd()
        .split('\r\n')
        .map((row) => row.split(',')[1]);
    const write = (users: number, goesOn: boolean): void => {
      const files = new CsvFiles({ prefix, statistics, goesOn });
      files.open(now());
      pass(1000);
      files.close(now(), users);
    };
    write(1, true);
    // As a process leaves it that is killed while it writes.
    appendFileSync(history, '1790000000,9,,Aggre');
    write(2, true);
    expect(usersOf()).toEqual(['User Count', '1', '2']);
    write(3, false);
    expect(usersOf()).toEqual(['User Count', '3']);
    writeFileSync(history, 'something else\r\n');
    write(4, true);
    expect(usersOf()).toEqual(['User Count', '4']);
  });

  it('say which path cannot be written', () => {
    const { statistics, now } = measuring();
    writeFileSync(join(folder, 'file'), '');
    const files = new CsvFiles({ prefix: join(folder, 'file', 'night'), statistics });
    expect(() => files.open(now())).toThrow(
      expect.objectContaining({
        code: 'csv.notWritable',
        message: expect.stringMatching(/file\/night_stats_history\.csv \(--csv\)/),
      }),
    );
  });
});
