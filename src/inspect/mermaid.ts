import type { Chart, ChartEdge, ChartNode } from './wire.ts';

/**
 * A chart as a Mermaid state diagram (stateDiagram-v2, https://mermaid.js.org/syntax/stateDiagram.html). States
 * go by numbered names and carry theirs as a label, so that no key of a chart can be a word of the language.
 */
export function mermaidOf({ title, nodes, edges }: Chart): string {
  const [root, ...rest] = nodes as [ChartNode, ...ChartNode[]];
  const names = new Map(rest.map(({ path }, index) => [path, `s${index}`]));
  const nameOf = (path: string): string => names.get(path) ?? '[*]';
  const childrenOf = (path: string): ChartNode[] => rest.filter(({ parent }) => parent === path);
  const isEnd = new Set(rest.filter(({ type }) => type === 'final').map(({ path }) => path));

  const within = ({ path, type, initial }: ChartNode, indent: string): string[] => {
    const lines = initial === null ? [] : [`${indent}[*] --> ${nameOf(initial)}`];
    const parts = childrenOf(path).map((child) => state(child, indent));
    if (type !== 'parallel') return [...lines, ...parts.flat()];
    return parts.flatMap((part, index) => (index === 0 ? part : [`${indent}--`, ...part]));
  };
  const state = (node: ChartNode, indent: string): string[] => {
    const name = nameOf(node.path);
    const label = node.type === 'history' ? `${node.key} (${node.history} history)` : node.key;
    const lines = [`${indent}state "${escaped(label)}" as ${name}`];
    if (childrenOf(node.path).length > 0) {
      lines.push(`${indent}state ${name} {`, ...within(node, `${indent}  `), `${indent}}`);
    }
    if (isEnd.has(node.path)) lines.push(`${indent}${name} --> [*]`);
    return lines;
  };
  const arrow = (edge: ChartEdge): string[] => {
    // What the machine itself hears has no state to stand at: it is told in a note below.
    if (edge.source === '') return [];
    return [`  ${nameOf(edge.source)} --> ${nameOf(edge.target ?? edge.source)} : ${labelOf(edge)}`];
  };
  const heard = edges.filter(({ source }) => source === '');
  const first = nameOf(root.initial ?? rest[0]?.path ?? '');
  const note =
    heard.length === 0 || first === '[*]'
      ? []
      : [
          `  note left of ${first}`,
          ...heard.map((edge) => {
            const target = edge.target === null ? '' : ` → ${escaped(edge.target)}`;
            return `    In every state: ${labelOf(edge)}${target}`;
          }),
          '  end note',
        ];
  return `${[
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'stateDiagram-v2',
    ...within(root, '  '),
    ...edges.flatMap(arrow),
    ...note,
  ].join('\n')}\n`;
}

function labelOf({ label, guard, actions }: ChartEdge): string {
  const parts = [
    label,
    guard === null ? '' : `[${guard}]`,
    actions.length > 0 ? `/ ${actions.join(', ')}` : '',
  ];
  return escaped(parts.filter((part) => part !== '').join(' '));
}

/** A text in which Mermaid reads no syntax: its own entities, such as `#58;`, stand for what could be some. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,_/→()[\]-]/gu, (each) => `#${each.codePointAt(0)};`);
}
