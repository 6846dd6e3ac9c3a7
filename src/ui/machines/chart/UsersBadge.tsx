import { Box as Block, useTheme } from '@mui/material';
import { timeText, wholeText } from '../../data/formats.ts';
import { STATE } from '../layout/sizes.ts';
import { chartColours } from './chartColours.ts';
import type { Badge } from './marks.ts';

/** How many users or workers are in a state, and how long they stay: the median and the 95th percentile. */
export function UsersBadge({ badge: { users, p50, p95, note, unit = 'user' } }: { readonly badge: Badge }) {
  const colours = chartColours(useTheme());
  return (
    <Block
      sx={{
        display: 'flex',
        alignItems: 'baseline',
        gap: '8px',
        height: STATE.badge,
        lineHeight: `${STATE.badge}px`,
      }}
    >
      {note === undefined ? (
        <>
          <Block
            component="span"
            data-users={users}
            sx={{ fontSize: 16, fontWeight: 700, color: users > 0 ? colours.text : colours.quiet }}
          >
            {wholeText(users)}
          </Block>
          <Block component="span" sx={{ fontSize: 11, color: colours.quiet, whiteSpace: 'nowrap' }}>
            {p50 === null ? (users === 1 ? unit : `${unit}s`) : `${timeText(p50)} · ${timeText(p95)}`}
          </Block>
        </>
      ) : (
        <Block component="span" sx={{ fontSize: 11.5, fontStyle: 'italic', color: colours.quiet }}>
          {note}
        </Block>
      )}
    </Block>
  );
}
