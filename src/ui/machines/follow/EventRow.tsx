import { Box } from '@mui/material';
import { memo } from 'react';
import type { FollowedEvent } from '../../../inspect/wire.ts';
import { timeText } from '../../data/formats.ts';
import { leavesOf, shortName } from '../chart/words.ts';
import { clockText } from '../data/clockText.ts';
import { PhaseStrip } from './PhaseStrip.tsx';

type RequestEvent = Extract<FollowedEvent, { kind: 'request' }>;

/** One event of a followed user. */
export const EventRow = memo(function EventRow({
  event,
  isShown,
  onShow,
}: {
  readonly event: FollowedEvent;
  readonly isShown: boolean;
  readonly onShow: (seq: number) => void;
}) {
  return (
    <Box
      id={`followed-${event.seq}`}
      role="option"
      aria-selected={isShown}
      data-seq={event.seq}
      data-kind={event.kind}
      onClick={() => onShow(event.seq)}
      sx={{
        px: 1,
        py: 0.5,
        fontSize: 12.5,
        cursor: 'pointer',
        borderLeft: 3,
        borderColor: isShown ? 'primary.main' : 'transparent',
        bgcolor: isShown ? 'action.selected' : 'transparent',
        '&:hover': { bgcolor: isShown ? 'action.selected' : 'action.hover' },
      }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
        <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          {event.kind === 'request' ? <RequestName event={event} /> : <Name event={event} />}
        </Box>
        <Box component="span" sx={{ color: 'text.secondary', fontSize: 11, whiteSpace: 'nowrap' }}>
          {clockText(event.at)}
        </Box>
      </Box>
      {event.kind === 'request' && <RequestDetails event={event} />}
    </Box>
  );
});

function Name({ event }: { readonly event: Exclude<FollowedEvent, RequestEvent> }) {
  if (event.kind === 'task') {
    return (
      <>
        <b>{event.task}</b> {event.phase}
      </>
    );
  }
  return (
    <>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {event.event || 'always'} →{' '}
      </Box>
      {leavesOf(event.active).map(shortName).join(', ')}
    </>
  );
}

function RequestName({ event: { method, name, status, outcome } }: { readonly event: RequestEvent }) {
  const colour = { passed: 'success.main', failed: 'error.main', aborted: 'warning.main' }[outcome];
  return (
    <>
      <Box component="span" sx={{ color: colour, fontWeight: 700 }}>
        {status || outcome}
      </Box>{' '}
      {method} {name}
    </>
  );
}

function RequestDetails({ event: { duration, phases, hops, error } }: { readonly event: RequestEvent }) {
  return (
    <Box sx={{ display: 'grid', gap: 0.25, mt: 0.25 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <PhaseStrip phases={phases} />
        <Box component="span" sx={{ fontSize: 11.5, color: 'text.secondary', whiteSpace: 'nowrap' }}>
          {timeText(duration)}
        </Box>
      </Box>
      {hops.length > 1 &&
        hops.map(({ method, url, status }, index) => (
          <Box
            // biome-ignore lint/suspicious/noArrayIndexKey: a redirect can lead to where it came from
            key={index}
            data-hop
            sx={{ pl: 1.5, fontSize: 11.5, color: 'text.secondary', overflowWrap: 'anywhere' }}
          >
            {index === 0 ? '' : '↳ '}
            {status} {method} {pathOf(url)}
          </Box>
        ))}
      {error !== null && (
        <Box sx={{ color: 'error.main', fontSize: 11.5, overflowWrap: 'anywhere' }}>{error}</Box>
      )}
    </Box>
  );
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname + new URL(url).search : url;
}
