import type { Chart, ChartEdge, ChartNode } from './wire.ts';

/**
 * A chart as a Mermaid state diagram (stateDiagram-v2, https://mermaid.js.org/syntax/stateDiagram.html). States
 * go by numbered names and carry theirs as a label, so that no key of a chart can be a word of the language.
 * Transitions from a state into itself are told in a note, since Mermaid draws no such arrow.
 */
export function mermaidOf({ title, nodes, edges }: Chart): string {
  const [root, ...rest] = nodes as [ChartNode, ...ChartNode[]];
  const names = new Map(rest.map(({ path }, index) => [path, `s${index}`]));
  const nameOf = (path: string): string => names.get(path) as string;
  const childrenOf = (path: string): ChartNode[] => rest.filter(({ parent }) => parent === path);

  const within = (node: ChartNode, indent: string): string[] => {
    const children = childrenOf(node.path);
    const begin = node.initial === null ? [] : [`${indent}[*] --> ${nameOf(node.initial)}`];
    const parts = children.map((child) => state(child, indent));
    const heard = edges.filter((edge) => edge.source === node.path && leadsInto(edge));
    const lines =
      node.type === 'parallel'
        ? parts.flatMap((part, index) => (index === 0 ? part : [`${indent}--`, ...part]))
        : [...begin, ...parts.flat()];
    return heard.length === 0 || children[0] === undefined
      ? lines
      : [...lines, ...note(nameOf(node.initial ?? children[0].path), heard, indent)];
  };
  const state = (node: ChartNode, indent: string): string[] => {
    const name = nameOf(node.path);
    const label = node.type === 'history' ? `${node.key} (${node.history} history)` : node.key;
    const lines = [`${indent}state "${escaped(label)}" as ${name}`];
    if (childrenOf(node.path).length > 0) {
      lines.push(`${indent}state ${name} {`, ...within(node, `${indent}  `), `${indent}}`);
    }
    if (node.type === 'final') lines.push(`${indent}${name} --> [*]`);
    return lines;
  };
  const arrows = edges
    .filter((edge) => !leadsInto(edge))
    .map((edge) => `  ${nameOf(edge.source)} --> ${nameOf(edge.target ?? edge.source)} : ${labelOf(edge)}`);
  return `${[
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'stateDiagram-v2',
    ...within(root, '  '),
    ...arrows,
  ].join('\n')}\n`;
}

/** Whether a transition leads from a state into it; what the machine itself hears always does. */
function leadsInto({ source, target }: ChartEdge): boolean {
  return source === '' || (target?.startsWith(`${source}.`) ?? false);
}

function note(beside: string, heard: readonly ChartEdge[], indent: string): string[] {
  const lines = heard.map((edge) => {
    const target = edge.target === null ? '' : ` → ${escaped(edge.target.split('.').at(-1) as string)}`;
    return `${indent}  anywhere here: ${labelOf(edge)}${target}`;
  });
  return [`${indent}note right of ${beside}`, ...lines, `${indent}end note`];
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
