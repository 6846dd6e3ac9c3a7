import { Handle, Position } from '@xyflow/react';

const HIDDEN = {
  opacity: 0,
  width: 1,
  height: 1,
  minWidth: 0,
  minHeight: 0,
  border: 0,
  pointerEvents: 'none',
} as const;

/** Where the canvas ties arrows to a node; the arrows themselves run as the layout says. */
export function Ends() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} style={HIDDEN} aria-hidden />
      <Handle type="source" position={Position.Bottom} isConnectable={false} style={HIDDEN} aria-hidden />
    </>
  );
}
