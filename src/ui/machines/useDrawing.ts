import { useTheme } from '@mui/material';
import { useEffect, useState } from 'react';
import type { Chart } from '../../inspect/wire.ts';
import { measureBy } from './chart/measure.ts';
import type { Drawing } from './layout/drawing.ts';
import { layOut } from './layout/layOut.ts';

/** A chart laid out for the room there is. The engine is loaded when it is first needed. */
export function useDrawing(
  chart: Chart | undefined,
  {
    hasBadges,
    room,
  }: { readonly hasBadges: boolean; readonly room: { width: number; height: number } | null },
): { drawing: Drawing | null; problem: string } {
  const { fontFamily = 'sans-serif' } = useTheme().typography;
  const [laidOut, setLaidOut] = useState<{ chart: Chart; drawing: Drawing } | null>(null);
  const [problem, setProblem] = useState('');
  const shape = room && shapeOf(room);
  useEffect(() => {
    if (chart === undefined || shape === null) return;
    let isWanted = true;
    const [width, height] = shape.split('x').map(Number) as [number, number];
    layOut(chart, { measure: measureBy(fontFamily), hasBadges, room: { width, height } }).then(
      (drawing) => {
        if (!isWanted) return;
        setProblem('');
        setLaidOut({ chart, drawing });
      },
      (error: Error) => isWanted && setProblem(error.message),
    );
    return () => {
      isWanted = false;
    };
  }, [chart, hasBadges, shape, fontFamily]);
  return { drawing: laidOut !== null && laidOut.chart === chart ? laidOut.drawing : null, problem };
}

/** A room in steps, so that a drawing is not made anew with every px. */
function shapeOf({ width, height }: { width: number; height: number }): string {
  const step = (size: number): number => Math.max(200, Math.round(size / 200) * 200);
  return `${step(width)}x${step(height)}`;
}
