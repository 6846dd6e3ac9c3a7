import mermaid from 'mermaid';
import { describe, expect, test } from 'vitest';
import { chartOf } from '../../src/inspect/chart.ts';
import { mermaidOf } from '../../src/inspect/mermaid.ts';
import { MACHINES, oddMachine } from './machines.ts';

// Mermaid cleans texts by what comes with it, which needs a browser. Nothing is drawn here: texts may pass as they are.
const CLEANER: string = 'dompurify';
const { default: cleaner } = (await import(CLEANER)) as { default: object };
Object.assign(cleaner, { addHook: () => {}, sanitize: (text: string) => text });

describe.each(MACHINES.map((machine) => ({ id: machine.id, machine })))(
  'the diagram of $id',
  ({ machine }) => {
    const chart = chartOf(machine);
    const text = mermaidOf(chart);

    test('is one that Mermaid reads', async () => {
      expect(await mermaid.parse(text)).toMatchObject({ diagramType: 'stateDiagram' });
    });

    test('has each state, and each transition as an arrow or in a note', () => {
      expect(text.match(/^ *state "/gm)).toHaveLength(chart.nodes.length - 1);
      expect(text.match(/ --> \S+ : |^ *anywhere here: /gm) ?? []).toHaveLength(chart.edges.length);
    });
  },
);

test('keys that are words of the language, and labels with its signs, do no harm', () => {
  const text = mermaidOf(chartOf(oddMachine));
  expect(text).toContain('state "note #34;left#34; of" as');
  expect(text).toContain(': a#58;b#59;c -- [#42;] [weighted(weight#58; 3)]');
  expect(text).toContain('anywhere here: #42; / shrug');
});

test('a broken diagram is refused by the same reader', async () => {
  await expect(mermaid.parse('stateDiagram-v2\n  state "a" as s0 {\n')).rejects.toThrow();
});
