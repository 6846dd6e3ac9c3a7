import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, ask, post } from './support/ask.ts';
import { type HeldPort, heldPort } from './support/ports.ts';

/** An answer of the original, as it was recorded. */
interface Sample {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function read(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.http`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
}

function sampleOf(text: string): Sample {
  const [head = '', ...body] = text.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: new Map(headers), body: body.join('\n\n').trim() };
}

/** The parts of a file with several answers, by their titles. */
function parts(name: string): Map<string, Sample> {
  const texts = read(name).split(/^### /m).slice(1);
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('\n');
      return [text.slice(0, at).trim(), sampleOf(text.slice(at + 1))];
    }),
  );
}

function expectHead(answer: Answer, sample: Sample): void {
  expect(answer.status).toBe(sample.status);
  expect(answer.headers.get('content-type')).toBe(sample.headers.get('content-type'));
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
}

/** Each key of the sample is there, with a value of the same kind; more keys may be. */
function expectShape(value: unknown, sample: unknown, path = '$'): void {
  if (Array.isArray(sample)) {
    expect([path, Array.isArray(value)]).toEqual([path, true]);
    const items = value as unknown[];
    if (sample.length > 0) expect([path, items.length > 0]).toEqual([path, true]);
    for (const [index, item] of items.entries()) {
      if (sample.length > 0)
        expectShape(item, sample[Math.min(index, sample.length - 1)], `${path}[${index}]`);
    }
  } else if (typeof sample === 'object' && sample !== null) {
    for (const [key, inner] of Object.entries(sample)) {
      expect([`${path}.${key}`, Object.hasOwn(value as object, key)]).toEqual([`${path}.${key}`, true]);
      expectShape((value as Record<string, unknown>)[key], inner, `${path}.${key}`);
    }
  } else {
    expect([path, value === null ? 'null' : typeof value]).toEqual([
      path,
      sample === null ? 'null' : typeof sample,
    ]);
  }
}

/** The first line of a CSV, and how many columns each other line has. */
function columns(csv: string): string {
  return csv.split(/\r?\n/)[0] ?? '';
}

let web: HeldPort;
beforeAll(async () => {
  web = await heldPort('web', {
    host: 'http://127.0.0.1:19000',
    failing: ['/cart', '/'],
    latency: 5,
    config: { shapes: [] },
  });
  await post(`${web.url}/swarm`, { user_count: 30, spawn_rate: 100 });
  await web.clock.advance(61_000, 100);
});
afterAll(() => web.close());

describe('a replay of what was recorded from the original has the same status, content type, keys and kinds of values', () => {
  test.each([
    ['stats-requests', '/stats/requests'],
    ['exceptions', '/exceptions'],
    ['logs', '/logs'],
    ['tasks', '/tasks'],
    ['worker-count', '/worker-count'],
  ])('%s', async (name, path) => {
    const sample = sampleOf(read(name));
    const answer = await ask(web.url + path);
    expectHead(answer, sample);
    expectShape(answer.json, JSON.parse(sample.body));
  });

  test('tasks, number for number', async () => {
    const sample = JSON.parse(sampleOf(read('tasks')).body, (_, value) =>
      typeof value === 'number' ? expect.closeTo(value, 9) : value,
    );
    expect((await ask(`${web.url}/tasks`)).json).toEqual(sample);
  });

  test.each([
    ['stats-requests-csv', '/stats/requests/csv'],
    ['stats-failures-csv', '/stats/failures/csv'],
    ['exceptions-csv', '/exceptions/csv'],
  ])('%s', async (name, path) => {
    const sample = sampleOf(read(name));
    const answer = await ask(web.url + path);
    expectHead(answer, sample);
    expect(columns(answer.text)).toBe(columns(sample.body));
    const masked = (text: string | null | undefined): string | undefined =>
      text?.replace(/\d{4}-\d\d-\d\d-\d\dh\d\d/, 'TIME');
    expect(masked(answer.headers.get('content-disposition'))).toBe(
      masked(sample.headers.get('content-disposition')),
    );
  });

  test('full-history-csv-disabled', async () => {
    const sample = sampleOf(read('full-history-csv-disabled'));
    const answer = await ask(`${web.url}/stats/requests_full_history/csv`);
    expectHead(answer, sample);
    expect(answer.text).toBe(sample.body);
  });

  test('index-template-args', async () => {
    const sample = sampleOf(read('index-template-args'));
    const answer = await ask(`${web.url}/`);
    expectHead(answer, sample);
    const [, args = ''] = /window\.templateArgs = (\{.*?\})<\/script>/s.exec(answer.text) ?? [];
    const due = JSON.parse(sample.body.slice(sample.body.indexOf('{')));
    expectShape(JSON.parse(args), due);
    // One field of our own, and no other.
    expect(Object.keys(JSON.parse(args)).sort()).toEqual([...Object.keys(due), 'statestorm'].sort());
  });

  test('swarm-stop', async () => {
    const samples = parts('swarm-stop');
    const sample = (title: string): Sample => samples.get(title) as Sample;
    const replay = async (title: string, fields: Record<string, string>): Promise<void> => {
      const answer = await post(`${web.url}/swarm`, fields);
      expectHead(answer, sample(title));
      expect(answer.json).toEqual(JSON.parse(sample(title).body));
    };
    await replay('POST /swarm run_time=bad', { user_count: '1', spawn_rate: '1', run_time: 'bad' });
    await replay('POST /swarm without spawn_rate', { user_count: '1' });
    await replay('POST /swarm run_time=1h20m', { user_count: '1', spawn_rate: '1', run_time: '1h20m' });
    const stop = await ask(`${web.url}/stop`);
    expectHead(stop, sample('GET /stop'));
    expect(stop.json).toEqual(JSON.parse(sample('GET /stop').body));
    const after = (await ask(`${web.url}/stats/requests`)).json;
    expect(after).toMatchObject({ state: 'stopped', user_count: 0 });
    const reset = await ask(`${web.url}/stats/reset`);
    expectHead(reset, sample('GET /stats/reset'));
    expect(reset.text).toBe('ok');
    const report = await ask(`${web.url}/stats/report?download=1`);
    const due = sample('GET /stats/report?download=1 (headers)');
    expectHead(report, due);
    expect(report.headers.get('content-disposition')?.replace(/_[\dh-]+_/, '_')).toBe(
      due.headers.get('content-disposition')?.replace(/_[\dh-]+_/, '_'),
    );
  });

  test('sre-api', async () => {
    const recipes = await heldPort('recipes');
    const samples = parts('sre-api');
    for (const [title, sample] of samples) {
      const [, method, path, form = ''] = /^(GET|POST) (\S+)\s*(.*)$/.exec(title) ?? [];
      const good = title === 'POST good';
      const answer = await ask(recipes.url + (good ? '/api/spawn/BasicPurchasingUser' : path), {
        method: method as string,
        ...(method === 'POST' && { body: new URLSearchParams(good ? 'user_count=2&spawn_rate=1' : form) }),
      });
      if (sample.status === 405) {
        // The original's is HTML; ours is JSON like every other answer here.
        expect([answer.status, answer.headers.get('allow')]).toEqual([405, sample.headers.get('allow')]);
        expect(answer.headers.get('content-type')).toBe('application/json');
        continue;
      }
      if (path === '/api/user_count') await recipes.clock.advance(1100);
      const again = path === '/api/user_count' ? await ask(recipes.url + path) : answer;
      expectHead(again, sample);
      expect([title, again.json]).toEqual([title, JSON.parse(sample.body)]);
    }
    await recipes.close();
  });
});
