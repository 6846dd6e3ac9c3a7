import { describe, expect, it } from 'vitest';
import {
  exceptionsCsv,
  failuresCsv,
  historyHeader,
  historyRows,
  requestsCsv,
} from '../../../src/metrics/outputs/csv.ts';
import { failureOf, measuring, NOON, sampleOf } from '../samples.ts';

const PERCENTILES = '50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%';
const lines = (text: string) => text.split('\r\n');

function measured() {
  const test = measuring({}, { recentPerEntry: true });
  test.pass(1000);
  for (let k = 0; k < 10; k++) test.record(sampleOf({ duration: 2000 }));
  test.record(failureOf({ method: 'POST', name: '/cart', duration: 5500 }));
  test.record(sampleOf({ name: '/aborted', outcome: 'aborted' }));
  test.pass(0);
  return test;
}

describe('the CSV of requests', () => {
  it("has Locust's header", () => {
    const { statistics, now } = measured();
    expect(lines(requestsCsv(statistics, now()))[0]).toBe(
      'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,' +
        `Max Response Time,Average Content Size,Requests/s,Failures/s,${PERCENTILES}`,
    );
  });

  it('has a row per entry, N/A where nothing was recorded, and Aggregated last', () => {
    const { statistics, now } = measured();
    expect(lines(requestsCsv(statistics, now())).slice(1)).toEqual([
      'GET,/,10,0,2,2,2,2,100,10,0,2,2,2,2,2,2,2,2,2,2,2',
      `GET,/aborted,0,0,0,0,0,0,0,0,0,${Array(11).fill('N/A').join(',')}`,
      'POST,/cart,1,1,6,5.5,5.5,5.5,100,1,1,6,6,6,6,6,6,6,6,6,6,6',
      expect.stringMatching(/^,Aggregated,11,1,2,2\.3181818181818\d*,2,5\.5,100,11,1,2,2,2,2,2,6,6,6,6,6,6$/),
      '',
    ]);
  });

  it('quotes names that hold commas, quotes and line breaks', () => {
    const { statistics, record, pass, now } = measuring();
    record(sampleOf({ name: '/a,"b"\r\nGET,/forged' }));
    pass(1000);
    expect(requestsCsv(statistics, now())).toContain('GET,"/a,""b""\r\nGET,/forged",1,0,');
  });
});

describe('the CSVs of failures and exceptions', () => {
  it("have Locust's headers and times", () => {
    const { recorder, statistics, now } = measured();
    expect(lines(failuresCsv(statistics))).toEqual([
      'Method,Name,Error,Occurrences,First Seen,Last Seen',
      'POST,/cart,HTTPError(500),1,2026-11-23T20:09:01Z,2026-11-23T20:09:01Z',
      '',
    ]);
    recorder.recordException({ userClass: 'U', task: 't', message: 'a, b', traceback: 'at\nx', at: NOON });
    statistics.apply(recorder.drain(), now());
    expect(exceptionsCsv(statistics)).toBe('Count,Message,Traceback,Nodes\r\n1,"a, b","at\nx",local\r\n');
  });
});

describe('the CSV of the history', () => {
  it("has Locust's header", () => {
    expect(historyHeader()).toBe(
      `Timestamp,User Count,Type,Name,Requests/s,Failures/s,${PERCENTILES},Total Request Count,` +
        'Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,' +
        'Total Max Response Time,Total Average Content Size\r\n',
    );
  });

  it('has one row for a moment, or one more for each entry', () => {
    const { statistics, now } = measured();
    const rows = (fullHistory: boolean) => lines(historyRows(statistics, now(), { users: 7, fullHistory }));
    expect(rows(false).map((row) => row.split(',').slice(0, 6))).toEqual([
      [`${NOON / 1000 + 1}`, '7', '', 'Aggregated', '11.000000', '1.000000'],
      [''],
    ]);
    expect(rows(true).map((row) => row.split(',')[3])).toEqual([
      '/',
      '/aborted',
      '/cart',
      'Aggregated',
      undefined,
    ]);
    expect(rows(true)[0]).toBe(
      `${NOON / 1000 + 1},7,GET,/,10.000000,0.000000,2,2,2,2,2,2,2,2,2,2,2,10,0,2,2,2,2,100`,
    );
  });
});
