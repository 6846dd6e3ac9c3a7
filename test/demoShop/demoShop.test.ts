import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type DemoShop, type DemoShopOptions, startDemoShop } from '../../src/demoShop/demoShop.ts';
import { visitor } from './visitor.ts';

const open: DemoShop[] = [];

async function shopOf(options: DemoShopOptions = {}): Promise<DemoShop> {
  const shop = await startDemoShop({ latencyMs: { mean: 0 }, ...options });
  open.push(shop);
  return shop;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((shop) => shop.close()));
});

async function statuses(shop: DemoShop, count: number): Promise<string> {
  const all: number[] = [];
  for (let k = 0; k < count; k++) all.push((await fetch(`${shop.url}/`)).status);
  return all.join(' ');
}

describe('what the shop received', () => {
  it('is counted by method and route', async () => {
    const shop = await shopOf();
    const guest = visitor(shop.url);
    await guest.get('/');
    await guest.get('/', { method: 'HEAD' });
    await guest.get('/product/OLJCESPC7Z');
    await guest.get('/product/NOPE');
    await guest.post('/cart', { product_id: 'OLJCESPC7Z', quantity: '1' });
    await guest.get('/nowhere');
    await guest.get('/setCurrency');
    const expected = {
      requests: 7,
      byRoute: { 'GET /': 1, 'HEAD /': 1, 'GET /product/:id': 2, 'POST /cart': 1, other: 2 },
      sessions: 1,
      inFlight: 0,
    };
    await expect.poll(() => shop.stats).toEqual(expected);
    expect(await (await fetch(`${shop.url}/_stats`)).json()).toEqual(expected);
  });

  it('leaves out control, stats and health', async () => {
    const shop = await shopOf({ errorRate: 1, latencyMs: { mean: 60_000 } });
    for (const path of ['/_control', '/_stats', '/_healthz']) {
      expect((await fetch(shop.url + path)).status).toBe(200);
      expect((await fetch(shop.url + path, { method: 'PUT' })).status).toBe(405);
    }
    expect((await fetch(`${shop.url}/_nothing`)).status).toBe(404);
    expect(shop.stats.requests).toBe(0);
  });

  it('is counted as the head arrives, and is in flight until it is answered or given up', async () => {
    const shop = await shopOf({ latencyMs: { mean: 60_000 } });
    const leaving = new AbortController();
    const gone = fetch(`${shop.url}/`, { signal: leaving.signal }).catch(() => 'gone');
    await expect.poll(() => shop.stats).toMatchObject({ requests: 1, inFlight: 1 });
    leaving.abort();
    await gone;
    await expect.poll(() => shop.stats).toMatchObject({ requests: 1, inFlight: 0 });
  });
});

describe('latency', () => {
  it('holds an answer back by the mean, give or take the spread', async () => {
    const shop = await shopOf({ latencyMs: { mean: 60, spread: 20 } });
    const times: number[] = [];
    for (let k = 0; k < 8; k++) {
      const began = performance.now();
      await (await fetch(`${shop.url}/`)).text();
      times.push(performance.now() - began);
    }
    expect(Math.min(...times)).toBeGreaterThan(38);
    expect(new Set(times.map(Math.round)).size).toBeGreaterThan(1);
  });

  it('is about 20 ms, give or take 10, unless told otherwise', async () => {
    const shop = await startDemoShop();
    open.push(shop);
    expect(shop.behaviour).toEqual({ latencyMs: { mean: 20, spread: 10 }, errorRate: 0 });
  });
});

describe('errors', () => {
  it('come for every request at a rate of 1, without an effect', async () => {
    const shop = await shopOf({ errorRate: 1 });
    const guest = visitor(shop.url);
    expect((await guest.post('/setCurrency', { currency_code: 'EUR' })).status).toBe(500);
    expect([...guest.cookies.keys()]).toEqual([]);
    expect(shop.stats.sessions).toBe(0);
  });

  it('come for about the share that was asked for, the same ones for a seed', async () => {
    const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => shopOf({ errorRate: 0.3, seed })));
    const first = await statuses(one!, 100);
    expect(await statuses(same!, 100)).toBe(first);
    expect(await statuses(other!, 100)).not.toBe(first);
    const failed = first.split(' ').filter((status) => status === '500').length;
    expect(failed).toBeGreaterThan(15);
    expect(failed).toBeLessThan(45);
  });
});

describe('control', () => {
  const post = (shop: DemoShop, body: string, type: string): Promise<Response> =>
    fetch(`${shop.url}/_control`, { method: 'POST', body, headers: { 'content-type': type } });
  const FORM = 'application/x-www-form-urlencoded';
  const JSON_TYPE = 'application/json; charset=utf-8';

  it('changes the shop while it runs, by JSON, by form and by a call', async () => {
    const shop = await shopOf();
    await post(shop, '{"latencyMs": {"mean": 5, "spread": 2}, "errorRate": 1}', JSON_TYPE);
    expect(shop.behaviour).toEqual({ latencyMs: { mean: 5, spread: 2 }, errorRate: 1 });
    expect((await fetch(`${shop.url}/`)).status).toBe(500);

    const response = await post(shop, 'errorRate=0&latencyMs.mean=7', FORM);
    const expected = { latencyMs: { mean: 7, spread: 2 }, errorRate: 0 };
    expect(await response.json()).toEqual(expected);
    expect(await (await fetch(`${shop.url}/_control`)).json()).toEqual(expected);
    expect((await fetch(`${shop.url}/`)).status).toBe(200);

    shop.set({ errorRate: 0.5 });
    expect(shop.behaviour).toEqual({ ...expected, errorRate: 0.5 });
  });

  it('shrinks the spread to a mean that is set below it', async () => {
    const shop = await shopOf({ latencyMs: { mean: 20, spread: 10 } });
    shop.set({ latencyMs: { mean: 4 } });
    expect(shop.behaviour.latencyMs).toEqual({ mean: 4, spread: 4 });
  });

  it.each([
    ['errorRate', 'errorRate=1.1', FORM],
    ['errorRate', 'errorRate=often', FORM],
    ['errorRate', 'errorRate=', FORM],
    ['errorRate', '{"errorRate": null}', JSON_TYPE],
    ['latencyMs.mean', 'latencyMs.mean=-1', FORM],
    ['latencyMs.mean', '{"latencyMs": {"mean": true}}', JSON_TYPE],
    ['latencyMs.spread', '{"latencyMs": {"mean": 5, "spread": 6}}', JSON_TYPE],
    ['latencyMs', '{"latencyMs": 5}', JSON_TYPE],
    ['latency ', 'latency =5', FORM],
    ['JSON', '{', JSON_TYPE],
    ['JSON object', '[]', JSON_TYPE],
  ])('refuses naming %s for %s, and changes nothing', async (field, body, type) => {
    const shop = await shopOf();
    const response = await post(shop, body, type);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(field);
    expect(shop.behaviour).toEqual({ latencyMs: { mean: 0, spread: 0 }, errorRate: 0 });
  });

  it('does not start a shop with options that control would refuse', async () => {
    await expect(startDemoShop({ errorRate: 2 })).rejects.toThrow(/errorRate/);
  });
});

describe('connections', () => {
  async function read(
    url: string,
    agent: Agent,
    headers: Record<string, string> = {},
  ): Promise<[IncomingMessage, Buffer]> {
    const [response] = (await once(get(url, { agent, headers }), 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return [response, Buffer.concat(chunks)];
  }

  it('are kept for 75 seconds unless told otherwise', async () => {
    const agent = new Agent({ keepAlive: true });
    const [response] = await read((await shopOf()).url, agent);
    expect(response.headers['keep-alive']).toBe('timeout=75');
  });

  it('pack pages for those who accept it, once the shop was told to', async () => {
    const agent = new Agent();
    const shop = await shopOf({ gzip: true });
    const [plain, html] = await read(shop.url, agent);
    const [packed, bytes] = await read(shop.url, agent, { 'accept-encoding': 'br, gzip' });
    const [refused] = await read(shop.url, agent, { 'accept-encoding': 'gzip;q=0, identity' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(refused.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers.vary).toBe('Accept-Encoding');
    expect(gunzipSync(bytes)).toEqual(html);
    const [unasked] = await read((await shopOf()).url, agent, { 'accept-encoding': 'gzip' });
    expect(unasked.headers['content-encoding']).toBeUndefined();
  });

  it('are hung up by close, whatever is still waiting', async () => {
    const shop = await shopOf({ latencyMs: { mean: 60_000 } });
    const cut = fetch(`${shop.url}/`).catch(() => 'cut');
    await expect.poll(() => shop.stats.inFlight).toBe(1);
    await Promise.race([
      Promise.all([shop.close(), shop.close()]),
      sleep(2000, undefined, { ref: false }).then(() => expect.fail('close() takes too long')),
    ]);
    expect(await cut).toBe('cut');
    await expect(fetch(shop.url)).rejects.toThrow();
  });
});
