import { Box, Typography } from '@mui/material';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Recording } from '../../../inspect/wire.ts';
import { Section } from '../live/Section.tsx';
import { EventRow } from './EventRow.tsx';

export interface SequenceProps {
  readonly recording: Recording;
  /** The event that is shown on the chart, by its `seq`. */
  readonly shown: number | null;
  readonly isLive: boolean;
  readonly onShow: (seq: number) => void;
  readonly onStep: (by: 1 | -1) => void;
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** What happened to a user, oldest first; the arrow keys step through it. */
export function Sequence({ recording: { events, dropped }, shown, isLive, onShow, onStep }: SequenceProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = list.current;
    const row = box?.querySelector<HTMLElement>(`[data-seq="${shown}"]`);
    if (!box || !row) return;
    // Not scrollIntoView: it would move the whole page, too.
    const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
    if (isLive || bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    else if (top < box.scrollTop) box.scrollTop = top;
  }, [shown, isLive]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onStep(by);
  };
  return (
    <Section
      title="What happened"
      aside={
        dropped > 0 && (
          <Typography variant="caption" color="text.secondary">
            {dropped} earlier ones are gone
          </Typography>
        )
      }
    >
      <Box
        ref={list}
        role="listbox"
        aria-label="Recorded events; arrow keys step through them"
        aria-activedescendant={shown === null ? undefined : `followed-${shown}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        sx={{
          position: 'relative',
          maxHeight: 340,
          overflowY: 'auto',
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
        }}
      >
        {events.length === 0 && (
          <Typography variant="body2" color="text.secondary" sx={{ p: 1 }}>
            Nothing yet.
          </Typography>
        )}
        {events.map((event) => (
          <EventRow key={event.seq} event={event} isShown={event.seq === shown} onShow={onShow} />
        ))}
      </Box>
    </Section>
  );
}
