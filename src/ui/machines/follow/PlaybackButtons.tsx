import Download from '@mui/icons-material/Download';
import Pause from '@mui/icons-material/Pause';
import PlayArrow from '@mui/icons-material/PlayArrow';
import SkipNext from '@mui/icons-material/SkipNext';
import SkipPrevious from '@mui/icons-material/SkipPrevious';
import { Box, IconButton, Tooltip, Typography } from '@mui/material';
import type { Recording } from '../../../inspect/wire.ts';
import { eventOf, type Playback, recordingOf } from './playback.ts';
import type { FollowOne } from './useFollowing.ts';

/** Pauses, steps through what was recorded, and saves it. */
export function PlaybackButtons({
  follow,
  playback,
}: {
  readonly follow: FollowOne;
  readonly playback: Playback;
}) {
  const isHeld = playback.held !== null;
  const recording = recordingOf(playback);
  const { events, dropped } = recording;
  const at = events.findIndex(({ seq }) => seq === eventOf(playback)?.seq);
  const buttons = [
    { label: 'Step back', Icon: SkipPrevious, act: () => follow.step(-1), off: at <= 0 },
    isHeld
      ? { label: 'Go on', Icon: PlayArrow, act: () => follow.hold(false), off: false }
      : { label: 'Pause', Icon: Pause, act: () => follow.hold(true), off: false },
    {
      label: 'Step forwards',
      Icon: SkipNext,
      act: () => follow.step(1),
      off: !isHeld || at >= events.length - 1,
    },
    { label: 'Download the recording', Icon: Download, act: () => save(playback.heard), off: false },
  ];
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
      {buttons.map(({ label, Icon, act, off }) => (
        <Tooltip key={label} title={label}>
          <span>
            <IconButton aria-label={label} size="small" disabled={off} onClick={act}>
              <Icon fontSize="small" />
            </IconButton>
          </span>
        </Tooltip>
      ))}
      <Typography variant="body2" color="text.secondary" data-testid="position" sx={{ ml: 'auto' }}>
        {events.length === 0
          ? 'no events'
          : `${isHeld ? '' : 'live, '}event ${at + 1 + dropped} of ${events.length + dropped}`}
      </Typography>
    </Box>
  );
}

/** Offers the recording as a file of JSON. */
function save(recording: Recording): void {
  const file = new Blob([JSON.stringify(recording, null, 2)], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = `${(recording.following.user ?? recording.following.id).replace(/[^\w.-]+/g, '-')}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
