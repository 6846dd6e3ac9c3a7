import { Alert, Box, Button, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { JsonTree } from '../live/JsonTree.tsx';
import { Section } from '../live/Section.tsx';
import { PlaybackButtons } from './PlaybackButtons.tsx';
import { eventOf, recordingOf } from './playback.ts';
import { Sequence } from './Sequence.tsx';
import type { FollowOne } from './useFollowing.ts';

export interface FollowPanelProps {
  readonly follow: FollowOne;
  /** Classes that have users now. */
  readonly classes: readonly string[];
}

/** Follows one user: whom, where it is, what it knows, what it did. */
export function FollowPanel({ follow, classes }: FollowPanelProps) {
  const { playback, problem, connection } = follow;
  if (playback === null) return <Picker follow={follow} classes={classes} />;
  const { following, status, session, context } = playback.heard;
  const title = following.user ?? 'Nobody yet';
  return (
    <>
      <Section
        title={title}
        aside={
          <Button size="small" onClick={follow.end}>
            Stop following
          </Button>
        }
      >
        <Typography variant="body2" color="text.secondary" data-testid="follow-status">
          {[following.userClass, STATUS[status]].filter(Boolean).join(' · ')}
          {connection === 'lost' && status !== 'ended' && ' · connection lost, trying again'}
        </Typography>
        {problem !== '' && <Alert severity="error">{problem}</Alert>}
        <PlaybackButtons follow={follow} playback={playback} />
      </Section>
      <Sequence
        recording={recordingOf(playback)}
        shown={eventOf(playback)?.seq ?? null}
        isLive={playback.held === null && playback.at === null}
        onShow={follow.show}
        onStep={follow.step}
      />
      <Section title="What it knows">
        <JsonTree name="session" value={session ?? null} />
        <JsonTree name="context" value={context ?? null} />
      </Section>
    </>
  );
}

const STATUS = {
  waiting: 'waits for a user who fails',
  following: 'followed',
  ended: 'has left; this is what was recorded',
} as const;

function Picker({ follow, classes }: FollowPanelProps) {
  const [chosen, setChosen] = useState('');
  const name = classes.includes(chosen) ? chosen : (classes[0] ?? '');
  const hasUsers = classes.length > 0;
  return (
    <Section title="Follow one user">
      <Typography variant="body2" color="text.secondary">
        See its states, its requests and what it knows, event by event.
        {!hasUsers && ' There is no user now: start a load first, or wait for the next one that fails.'}
      </Typography>
      {follow.problem !== '' && <Alert severity="error">{follow.problem}</Alert>}
      <Box sx={{ display: 'grid', gap: 1 }}>
        <Button variant="contained" disabled={!hasUsers} onClick={() => follow.begin({ pick: 'random' })}>
          Any user
        </Button>
        <Button variant="outlined" onClick={() => follow.begin({ pick: 'nextFailure' })}>
          The next one that fails
        </Button>
        <Box sx={{ display: 'flex', gap: 1 }}>
          <TextField
            select
            label="Class"
            value={name}
            disabled={!hasUsers}
            onChange={({ target }) => setChosen(target.value)}
          >
            {classes.map((each) => (
              <MenuItem key={each} value={each}>
                {each}
              </MenuItem>
            ))}
          </TextField>
          <Button
            variant="outlined"
            disabled={!hasUsers}
            sx={{ whiteSpace: 'nowrap', flexShrink: 0 }}
            onClick={() => follow.begin({ pick: 'class', class: name })}
          >
            One of it
          </Button>
        </Box>
      </Box>
    </Section>
  );
}
