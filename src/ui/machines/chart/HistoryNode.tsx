import { Box as Block, useTheme } from '@mui/material';
import type { NodeProps } from '@xyflow/react';
import { HISTORY } from '../layout/sizes.ts';
import { chartColours } from './chartColours.ts';
import { Ends } from './Ends.tsx';
import type { StateNodeData } from './StateNode.tsx';

/** A history: the state that was active before is entered again; deep ones, with all within. */
export function HistoryNode({ data: { box } }: NodeProps<StateNodeData>) {
  const colours = chartColours(useTheme());
  return (
    <Block
      data-state={box.node.path}
      sx={{
        boxSizing: 'border-box',
        width: HISTORY,
        height: HISTORY,
        borderRadius: '50%',
        border: `1px solid ${colours.line}`,
        bgcolor: colours.paper,
        color: colours.text,
        fontSize: 12,
        fontWeight: 600,
        lineHeight: `${HISTORY - 2}px`,
        textAlign: 'center',
      }}
    >
      {box.node.history === 'deep' ? 'H*' : 'H'}
      <Ends />
    </Block>
  );
}
