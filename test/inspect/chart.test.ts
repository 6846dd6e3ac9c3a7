import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { getStateNodes, toDirectedGraph } from 'xstate/graph';
import { runMachine } from '../../machines/run.machine.ts';
import { userLogic } from '../../src/engine/userLogic.ts';
import { chartOf, leavesOf } from '../../src/inspect/chart.ts';
import { machineJson } from '../../src/inspect/machineJson.ts';
import { MACHINES, oddMachine } from './machines.ts';

describe.each(MACHINES.map((machine) => ({ id: machine.id, machine })))('the chart of $id', ({ machine }) => {
  test('has every state of the machine, and every transition', () => {
    const { nodes, edges } = chartOf(machine);
    const all = [machine.root, ...getStateNodes(machine)];
    expect(nodes.map(({ path }) => path).sort()).toEqual(all.map(({ path }) => path.join('.')).sort());
    const arrows = all.flatMap((node) =>
      [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map(
        ({ target }) => target?.length ?? 1,
      ),
    );
    expect(edges).toHaveLength(arrows.reduce((sum, each) => sum + each, 0));
    expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
    const paths = new Set(nodes.map(({ path }) => path));
    const ends = edges.flatMap(({ source, target }) => [source, target ?? source]);
    expect(ends.filter((path) => !paths.has(path))).toEqual([]);
  });

  test('is that of the machine which createMachine makes of its JSON', () => {
    const json = JSON.stringify(machineJson(machine));
    const built = createMachine(JSON.parse(json) as never);
    expect(chartOf(built)).toEqual(chartOf(machine));
  });

  test('can be read from its JSON by xstate/graph', () => {
    const built = createMachine(JSON.parse(JSON.stringify(machineJson(machine))) as never);
    const shape = (graph: ReturnType<typeof toDirectedGraph>): unknown => ({
      id: graph.id,
      edges: graph.edges.map(({ label, target }) => [label.text, target.id]),
      children: graph.children.map(shape),
    });
    expect(shape(toDirectedGraph(built))).toEqual(shape(toDirectedGraph(machine)));
  });
});

test('leaves of the user are the states that a user can be in', () => {
  expect(leavesOf(userLogic)).toEqual([
    'alive.starting',
    'alive.running.cruising',
    'alive.running.observed.executing',
    'alive.running.observed.waiting',
    'alive.finishing',
    'ended',
    'leaving',
    'left',
    'stopped',
    'crashed',
  ]);
});

test('delays, actors and transitions without an event are told in words', () => {
  const { edges, nodes } = chartOf(runMachine);
  const labels = edges.map(({ source, label }) => `${source}: ${label}`);
  expect(labels).toEqual(
    expect.arrayContaining([
      ': error: fleet',
      'active.deadline.armed: after untilEnd',
      'active.deadline.deciding: always',
      'active: run.stop',
    ]),
  );
  expect(edges.find(({ delay }) => delay === 'untilEnd')).toMatchObject({
    target: 'stopping',
    guard: 'isOver',
    actions: ['rememberRunTime'],
  });
  expect(nodes[0]).toMatchObject({ path: '', initial: 'active', invokes: [{ id: 'fleet', src: 'fleet' }] });
  expect(nodes.find(({ path }) => path === 'active')).toMatchObject({ type: 'parallel', initial: null });
});

test('history, tags, descriptions and parameters of guards are told', () => {
  const { nodes, edges, description } = chartOf(oddMachine);
  expect(description).toBe('A chart of oddities');
  expect(nodes.find(({ key }) => key === 'back')).toMatchObject({ type: 'history', history: 'deep' });
  expect(nodes.find(({ key }) => key === 'state')).toMatchObject({
    tags: ['calm'],
    description: 'Named as a word of Mermaid',
    entry: ['greet'],
  });
  expect(edges.find(({ guard }) => guard?.startsWith('weighted'))?.guard).toBe('weighted(weight: 3)');
  expect(edges.filter(({ event }) => event === 'both').map(({ target }) => target)).toEqual([
    'end.left.out',
    'end.right.out',
  ]);
});
