import { CHART_PERCENTILES, STATISTICS_PERCENTILES } from '../../src/metrics/percentiles.ts';
import { describePort } from '../../src/server/openapi/describePort.ts';
import type { OpenApi, Operation, Schema } from '../../src/server/openapi/openApi.ts';
import { MOST_USERS } from '../../src/server/options.ts';
import { code, page, plain, prose, table } from './markdown.ts';

const INTRODUCTION = `# HTTP API

Port 80 (or 8089) is for people, port 81 (or 8090) for [SRE recipes](recipes.md). Each runs a test of its own; what
happens on one does not touch the other. This page is written from the OpenAPI documents that the program serves.

\`\`\`sh
curl http://localhost:8089/openapi.json   # port 80
curl http://localhost:8090/openapi.json   # port 81
\`\`\`

They are OpenAPI 3.1 and describe each field of each answer, with units; the [glossary](glossary.md) has the words. Paths stand there below \`--web-base-path\`
and \`--web-base-path-sre-recipe\`; \`/api/…\`, \`/healthz\`, \`/readyz\`, \`/metrics\` and \`/openapi.json\` never move. What a
load file adds by \`initSreRecipeApi\` is not in them.

HEAD works wherever GET does. OPTIONS and a 405 name the methods of a path in \`Allow\`. What is wrong is told in plain
text, below \`/api\` as \`{"err": "…"}\`. Forms may be urlencoded, multipart or a JSON object, up to 1 MiB.`;

/** docs/api.md. */
export function apiPage(): string {
  const web = documentOf(false);
  const recipes = documentOf(true);
  const shared = new Set(Object.keys(web.paths));
  const own = Object.keys(recipes.paths).filter((path) => !shared.has(path));
  return page(
    INTRODUCTION,
    '## Both ports',
    ...tables(web, [...shared]),
    '### Fields of /swarm',
    fieldTable('SwarmForm', web, recipes),
    'The answer has `success`, `message` and `host`. It is 200 also where `success` is false: nothing changed then.',
    '### Fields of /user',
    fieldTable('UserForm', web, recipes),
    '## Port 81 alone',
    ...tables(recipes, own),
    '### Fields of /api/spawn',
    fieldTable('SpawnForm', recipes),
    (recipes.paths['/api/spawn/{identifier}']?.post?.description ?? '').split('\n\n').at(-1) ?? '',
  );
}

function documentOf(recipes: boolean): OpenApi {
  return describePort({
    recipes,
    version: '0',
    basePath: '',
    percentiles: { chart: CHART_PERCENTILES, statistics: STATISTICS_PERCENTILES },
    picksClasses: recipes,
    mostUsers: MOST_USERS,
    shapes: [],
    options: [],
    access: [],
    identifiers: [],
  });
}

/** A table for each tag of the paths. */
function tables({ tags, paths }: OpenApi, wanted: readonly string[]): string[] {
  const calls = wanted.flatMap((path) =>
    Object.entries(paths[path] ?? {}).map(([method, operation]) => ({ method, path, operation })),
  );
  return tags.flatMap(({ name }) => {
    const rows = calls.filter(({ operation }) => operation.tags.includes(name));
    if (rows.length === 0) return [];
    return [
      `### ${name}`,
      table(
        ['call', 'what it does', 'answers'],
        rows.map(({ method, path, operation }) => [
          code(`${method.toUpperCase()} ${path}`),
          prose(operation.summary),
          answersOf(operation),
        ]),
      ),
    ];
  });
}

/** The statuses with what they carry; 405 and the unforeseen are said above. */
function answersOf({ responses }: Operation): string {
  return Object.entries(responses)
    .filter(([status]) => status !== '405' && status !== 'default')
    .map(([status, { content = {} }]) => [status, ...Object.keys(content)].map(plain).join(' '))
    .join('<br>');
}

/** The fields of a form; where two ports describe one differently, both are told. */
function fieldTable(form: string, first: OpenApi, second: OpenApi = first): string {
  const { properties = {}, required = [] } = first.components.schemas[form] as Schema;
  const others = second.components.schemas[form]?.properties ?? {};
  return table(
    ['field', 'value', 'what it is'],
    Object.entries(properties).map(([name, schema]) => {
      const here = prose(schema.description ?? '');
      const there = prose(others[name]?.description ?? '');
      const value = valueText(schema);
      return [
        code(name),
        required.includes(name) ? `${value}, required` : value,
        here === there ? here : `Port 80: ${here}<br>Port 81: ${there}`,
      ];
    }),
  );
}

/** The kind of a value and its bounds, in words. */
function valueText({ type, minimum, exclusiveMinimum, maximum }: Schema): string {
  const kinds: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', array: 'texts' };
  const bounds = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum.toLocaleString('en')}`]),
  ];
  const kind = [type ?? []].flat().map((each) => kinds[each] ?? each);
  return [kind.join(' or '), ...bounds].join(' ');
}
