import { afterAll } from 'vitest';
import { defineUser } from '../../../src/authoring/defineUser.ts';
import { getUserClasses, RECIPE_USERS } from '../../../src/catalog/catalog.ts';
import type { OpenApi, Operation } from '../../../src/server/openapi/openApi.ts';
import { ask } from './ask.ts';
import { Contract } from './contract.ts';
import { type HeldPort, heldPort, type PortSetup } from './ports.ts';

export type Role = 'web' | 'recipes';
export const ROLES: readonly Role[] = ['web', 'recipes'];

/** A user that leaves something under /exceptions. */
const Thrower = defineUser('Thrower', {
  tasks: {
    throwing() {
      throw new Error('no such thing');
    },
  },
});
const USERS = { web: [...getUserClasses('basic'), Thrower], recipes: [...RECIPE_USERS, Thrower] };

const open: HeldPort[] = [];
afterAll(async () => {
  await Promise.all(open.map((port) => port.close()));
});

/** A port with the contract that it serves; closed at the end of the test file. */
export async function describedPort(
  role: Role,
  setup: PortSetup = {},
  { seen, init }: { seen?: Set<string>; init?: RequestInit } = {},
): Promise<{ port: HeldPort; contract: Contract }> {
  const port = await heldPort(role, {
    users: USERS[role],
    failing: ['/cart', '/'],
    latency: 5,
    uiFolder: `${import.meta.dirname}/../fixtures/ui`,
    ...setup,
  });
  open.push(port);
  const document = (await ask(`${port.url}/openapi.json`, init)).json as OpenApi;
  return { port, contract: new Contract(document, seen) };
}

/** The paths that can be read as they are, with those of files and recordings that are not there; streams never end. */
export function getsOf({ paths }: OpenApi): string[] {
  const gets = Object.keys(paths).filter((path) => paths[path]?.get && !/\/(stop|stream)$/.test(path));
  const report = gets
    .filter((path) => path.endsWith('/report'))
    .map((path) => `${path}?download=1&theme=dark`);
  // Zeroed last, so that the others have something to tell.
  const reset = gets.filter((path) => path.endsWith('/reset'));
  const asset = gets
    .filter((path) => path.endsWith('/{path}'))
    .map((path) => path.replace('{path}', 'app.js'));
  return [...gets.filter((path) => !reset.includes(path)), ...asset, ...report, ...reset].map((path) =>
    path.replace('{path}', 'js/none.js').replace('follow/{id}', 'follow/none').replace('{id}', 'user'),
  );
}

/** Breaches of the contract by the answers of the paths. */
export async function readAll(
  port: { readonly url: string },
  contract: Contract,
  paths: readonly string[],
  init?: RequestInit,
): Promise<string[]> {
  const breaches: string[] = [];
  for (const path of paths) {
    const answer = await ask(port.url + path, init);
    breaches.push(...contract.breaches('GET', path, answer));
    const [, args] = /window\.templateArgs = (\{.*?\})<\/script>/s.exec(answer.text) ?? [];
    if (args !== undefined) breaches.push(...contract.breachesOf('TemplateArgs', JSON.parse(args)));
  }
  return breaches;
}

/** All operations, at paths that can be asked for as they are. */
export function operationsOf({
  paths,
}: OpenApi): { readonly method: string; readonly path: string; readonly operation: Operation }[] {
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: template.replace(/\{\w+\}/, 'x'),
      operation,
    })),
  );
}
