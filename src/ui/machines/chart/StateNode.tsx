import { Box as Block, useTheme } from '@mui/material';
import type { Node, NodeProps } from '@xyflow/react';
import type { Box } from '../layout/drawing.ts';
import { STATE } from '../layout/sizes.ts';
import type { FaceLine } from '../layout/stateFace.ts';
import { chartColours } from './chartColours.ts';
import { Ends } from './Ends.tsx';
import { HeardOnly } from './HeardOnly.tsx';
import { heatColour } from './heatColour.ts';
import { useMarks } from './MarksContext.ts';
import { UsersBadge } from './UsersBadge.tsx';

export type StateNodeData = Node<{ readonly box: Box }, 'state'>;

/** A state as a box: its name, its actors and actions, the transitions that stay in it, how many users are there. */
export function StateNode({ data: { box } }: NodeProps<StateNodeData>) {
  const { node, face, isOuter, isRegion } = box;
  const { active, badges } = useMarks();
  const colours = chartColours(useTheme());
  const isActive = active.has(node.path);
  const badge = badges.get(node.path);
  const paper = isOuter ? colours.outer : colours.paper;
  return (
    <Block
      data-state={node.path}
      data-active={isActive || undefined}
      title={node.description}
      sx={{
        position: 'relative',
        boxSizing: 'border-box',
        width: box.width,
        height: box.height,
        borderRadius: isOuter ? '10px' : '8px',
        border: `${isActive ? 1.5 : 1}px ${isRegion ? 'dashed' : 'solid'} ${isActive ? colours.active : isOuter ? colours.faint : colours.line}`,
        bgcolor: isActive && !isOuter ? colours.activePaper : paper,
        backgroundImage: badge ? `linear-gradient(${heat(badge.heat, colours.mode)})` : 'none',
        boxShadow: shadow(box, isActive, colours),
        transition: 'border-color .25s, background-color .25s, box-shadow .25s',
        px: `${STATE.padX - 1}px`,
        py: `${STATE.padY - 1}px`,
        color: colours.text,
        overflow: 'hidden',
      }}
    >
      <Block
        sx={{
          font: 'inherit',
          fontSize: 13,
          fontWeight: 600,
          lineHeight: `${STATE.title}px`,
          whiteSpace: 'nowrap',
          textAlign: isOuter || face.lines.length > 0 || face.hasBadge ? 'left' : 'center',
          color: isActive ? colours.active : colours.text,
        }}
      >
        {face.title}
        {node.type === 'parallel' && (
          <Block component="span" sx={{ ml: 1, fontSize: 10.5, fontWeight: 500, color: colours.quiet }}>
            parallel
          </Block>
        )}
        {isActive && <HeardOnly> (active)</HeardOnly>}
      </Block>
      {face.lines.map((line) => (
        <Line key={`${line.kind} ${line.lead} ${line.edge?.id ?? line.text}`} line={line} />
      ))}
      {face.hasBadge && badge && <UsersBadge badge={badge} />}
      {isOuter && (
        <Block
          style={{ top: face.height }}
          sx={{
            position: 'absolute',
            left: 0,
            right: 0,
            borderTop: `1px solid ${colours.faint}`,
            opacity: 0.7,
          }}
        />
      )}
      <Ends />
    </Block>
  );
}

function heat(value: number, mode: 'light' | 'dark'): string {
  const colour = heatColour(value, mode);
  return `${colour}, ${colour}`;
}

function shadow({ node, isOuter }: Box, isActive: boolean, colours: ReturnType<typeof chartColours>): string {
  const parts: string[] = [];
  // A final state has a second line within.
  if (node.type === 'final')
    parts.push(`inset 0 0 0 2.5px ${colours.paper}`, `inset 0 0 0 3.5px ${colours.line}`);
  if (isActive && !isOuter) parts.push(`0 0 0 4px ${colours.glow}`);
  if (!isOuter && !isActive) parts.push(colours.mode === 'dark' ? '0 1px 2px #0006' : '0 1px 2px #161b2e14');
  return parts.join(', ') || 'none';
}

function Line({ line: { kind, lead, text, edge } }: { readonly line: FaceLine }) {
  const colours = chartColours(useTheme());
  const { traced } = useMarks();
  const isTraced = edge !== undefined && traced.has(edge.id);
  return (
    <Block
      data-transition={edge?.id}
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: '5px',
        height: STATE.line,
        fontSize: 11.5,
        lineHeight: `${STATE.line}px`,
        whiteSpace: 'nowrap',
        color: isTraced ? colours.active : colours.quiet,
        transition: 'color .25s',
      }}
    >
      <Block
        component="span"
        sx={{
          fontWeight: kind === 'internal' ? 600 : 400,
          color: isTraced ? colours.active : kind === 'internal' ? colours.text : colours.quiet,
        }}
      >
        {lead}
      </Block>
      {kind === 'invoke' ? (
        <Block
          component="span"
          sx={{
            px: '6px',
            borderRadius: '8px',
            lineHeight: '15px',
            fontWeight: 500,
            color: colours.guard,
            boxShadow: `inset 0 0 0 1px color-mix(in srgb, ${colours.guard} 45%, transparent)`,
          }}
        >
          {text}
        </Block>
      ) : (
        <span>/ {text}</span>
      )}
    </Block>
  );
}
