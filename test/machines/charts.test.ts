import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type CallExpression, type Expression, type ObjectExpression, parseSync } from '@swc/core';
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, createActor } from 'xstate';
import { runMachine } from '../../machines/run.machine.ts';
import { spawnerMachine } from '../../machines/spawner.machine.ts';
import { userMachine } from '../../machines/user.machine.ts';
import { heldClock } from '../support/heldClock.ts';
import { identity, listener, planOf, request } from './fakes.ts';

const folder = new URL('../../machines/', import.meta.url);
const files = ['', 'journeys/'].flatMap((below) =>
  readdirSync(new URL(below, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => below + name),
);

function syntaxOf(file: string) {
  return parseSync(readFileSync(new URL(file, folder), 'utf8'), { syntax: 'typescript' });
}

/** All calls of `.createMachine()` in a file. */
function charts(file: string): CallExpression[] {
  const found: CallExpression[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const call = node as CallExpression;
    if (
      call.type === 'CallExpression' &&
      call.callee.type === 'MemberExpression' &&
      call.callee.property.type === 'Identifier' &&
      call.callee.property.value === 'createMachine'
    ) {
      found.push(call);
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(syntaxOf(file).body);
  return found;
}

/** What stands in a chart's configuration beyond names and literals, by its path. */
function unnamed(config: ObjectExpression, path = ''): string[] {
  return config.properties.flatMap((property): string[] => {
    if (property.type !== 'KeyValueProperty') return [`${path}: ${property.type}`];
    const key = 'value' in property.key ? String(property.key.value) : property.key.type;
    // Data for the machine or its actors; everything else is drawn, and is a name.
    if (['context', 'input', 'output'].includes(key)) return [];
    return unnamedValue(property.value, `${path}/${key}`);
  });
}

function unnamedValue(value: Expression, path: string): string[] {
  if (value.type === 'ObjectExpression') return unnamed(value, path);
  if (value.type === 'ArrayExpression') {
    return value.elements.flatMap((each) => (each ? unnamedValue(each.expression, path) : []));
  }
  return ['StringLiteral', 'BooleanLiteral', 'NumericLiteral'].includes(value.type)
    ? []
    : [`${path}: ${value.type}`];
}

test('machines/ holds charts, one a file, and what supports them', () => {
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => !/^(journeys\/)?[a-z][A-Za-z]*\.machine\.ts$/.test(file))).toEqual([]);
});

describe.each(files)('%s', (file) => {
  test('can be opened alone: it imports xstate, other charts, their support and domain words only', () => {
    const sources = syntaxOf(file).body.flatMap((item) =>
      item.type === 'ImportDeclaration' ? [item.source.value] : [],
    );
    const allowed = /^(xstate|\.\/support\/\w+\.ts|\.\/\w+\.machine\.ts|\.\.\/src\/domain\/\w+\.ts)$/;
    expect(sources).toContain('xstate');
    expect(sources.filter((source) => !allowed.test(source))).toEqual([]);
  });

  test('has one literal chart, whose guards, actions, delays and actors are names', () => {
    const [chart, ...others] = charts(file);
    expect(others).toEqual([]);
    const config = chart?.arguments[0]?.expression;
    expect(config?.type).toBe('ObjectExpression');
    expect(unnamed(config as ObjectExpression)).toEqual([]);
  });

  test('carries the id that its file is named after', () => {
    const config = charts(file)[0]?.arguments[0]?.expression as ObjectExpression | undefined;
    const id = config?.properties.find(
      (each) => each.type === 'KeyValueProperty' && 'value' in each.key && each.key.value === 'id',
    );
    expect(id).toMatchObject({ value: { value: basename(file, '.machine.ts') } });
  });
});

describe('a chart whose actors were not provided says so, and how to', () => {
  const clock = heldClock();
  const supervisor = listener().ref;
  const life = { id: 'Visitor-0', className: 'Visitor', life: {}, hasOnStop: false, leaveBound: 1 };
  test.each([
    { machine: userMachine, name: 'loop', input: life },
    { machine: spawnerMachine, name: 'population', input: { plan: planOf(), clock, supervisor } },
  ] as { machine: AnyStateMachine; name: string; input: unknown }[])('$name', ({ machine, name, input }) => {
    const actor = createActor(machine, { input, clock: clock as never });
    const errors: unknown[] = [];
    actor.subscribe({ error: (error) => errors.push(error) });
    actor.start();
    expect(errors).toEqual([
      new Error(
        `The actor "${name}" was not provided: give it with machine.provide({ actors: { ${name} } })`,
      ),
    ]);
  });

  test('fleet', () => {
    const actor = createActor(runMachine, {
      input: { identity, request: request(), clock, supervisor },
      clock: clock as never,
    }).start();
    expect(actor.getSnapshot().output?.reason).toBe('failed');
  });
});
