import { expect } from 'vitest';
import type { OpenApi } from '../../src/server/openapi/openApi.ts';
import { Contract } from '../server/support/contract.ts';
import { getsOf, readAll } from '../server/support/described.ts';
import { it } from './support/it.ts';
import type { Port } from './support/port.ts';
import { until } from './support/until.ts';

async function contractOf(port: Port): Promise<{ contract: Contract; gets: string[] }> {
  const document = (await port.get('/openapi.json')).body as unknown as OpenApi;
  return { contract: new Contract(document), gets: getsOf(document) };
}

it('answers on both ports as the documents there say, while a load runs and fails', async ({ lab }) => {
  const shop = await lab.shop(['--error-rate', '0.5']);
  const { web, recipes } = await lab.serve(['--host', shop.url]);
  await web.swarm({ user_count: 10, spawn_rate: 100 });
  await recipes.spawn('BasicPurchasingUser', { user_count: 10, spawn_rate: 100 });
  for (const port of [web, recipes]) {
    const { contract, gets } = await contractOf(port);
    expect(gets.length).toBeGreaterThan(15);
    await until('requests failed', async () => (await port.total()).num_failures > 0);
    expect(await readAll(port, contract, gets)).toEqual([]);
    expect((await port.get('/stop')).status).toBe(200);
    expect(await readAll(port, contract, gets)).toEqual([]);
  }
});

it('describes the login, the token and the base path that it was started with', async ({ lab }) => {
  const shop = await lab.shop();
  const env = {
    LOCUST_WEB_USER: 'ada',
    LOCUST_WEB_PASSWORD: 'hush-hush-hush',
    LOCUST_SRE_TOKEN: 'hush-hush-hush-hush',
  };
  const flags = ['--host', shop.url, '--web-login', '--web-base-path', '/load'];
  const { web, recipes } = await lab.serve(flags, { env });
  const ask = async (port: Port, authorization: string): Promise<OpenApi> => {
    const answer = await fetch(`${port.url}/openapi.json`, { headers: { authorization } });
    expect(answer.status).toBe(200);
    return (await answer.json()) as OpenApi;
  };
  const basic = Buffer.from('ada:hush-hush-hush').toString('base64');
  const ofWeb = await ask(web, `Basic ${basic}`);
  const ofRecipes = await ask(recipes, 'Bearer hush-hush-hush-hush');
  expect(Object.keys(ofWeb.paths)).toEqual(expect.arrayContaining(['/load/swarm', '/healthz']));
  expect(Object.keys(ofRecipes.paths)).toEqual(expect.arrayContaining(['/swarm', '/api/spawn/{identifier}']));
  expect(Object.keys(ofWeb.components.securitySchemes ?? {})).toContain('basic');
  expect(Object.keys(ofRecipes.components.securitySchemes ?? {})).toContain('bearer');
});
