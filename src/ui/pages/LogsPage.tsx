import { Box, Paper, TextField, Typography } from '@mui/material';
import { useLayoutEffect, useRef, useState } from 'react';
import { useAsked } from '../data/useAsked.ts';
import { Empty } from '../frame/Empty.tsx';

interface Logs {
  readonly master: readonly string[];
  readonly workers: Readonly<Record<string, readonly string[]>>;
}

/** The last lines of the log, newest at the end; a filter keeps those that hold a word. */
export function LogsPage() {
  const { data } = useAsked<Logs>('/logs', { every: 3, always: true });
  const [word, setWord] = useState('');
  if (data === undefined) return null;
  const workers = Object.entries(data.workers);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <TextField
        label="Filter"
        placeholder="Words that a line holds"
        value={word}
        onChange={({ target }) => setWord(target.value)}
        sx={{ maxWidth: 360 }}
      />
      <Lines title={workers.length > 0 ? 'Master' : 'Log'} lines={data.master} word={word} />
      {workers.map(([id, lines]) => (
        <Lines key={id} title={`Worker ${id}`} lines={lines} word={word} />
      ))}
    </Box>
  );
}

function Lines({
  title,
  lines,
  word,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly word: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const followed = useRef(true);
  const shown = lines.filter((line) => line.toLowerCase().includes(word.trim().toLowerCase()));
  const last = shown.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line moves the view
  useLayoutEffect(() => {
    if (box.current && followed.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  if (shown.length === 0)
    return <Empty title={`${title}: no line`}>Nothing was said that holds these words.</Empty>;
  return (
    <Paper
      ref={box}
      variant="outlined"
      role="region"
      aria-label={title}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        followed.current = scrollTop + clientHeight >= scrollHeight - 24;
      }}
      sx={{
        p: 2,
        maxHeight: '62vh',
        overflow: 'auto',
        fontFamily: 'ui-monospace, monospace',
        fontSize: '0.8125rem',
      }}
    >
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines may be alike, and only move up
        <Typography key={index} variant="inherit" component="div" color={colourOf(line)} sx={LINE}>
          {line}
        </Typography>
      ))}
    </Paper>
  );
}

const LINE = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', lineHeight: 1.7 } as const;

function colourOf(line: string): string {
  if (/\b(ERROR|CRITICAL)\b/.test(line)) return 'error.main';
  if (/\bWARNING\b/.test(line)) return 'warning.main';
  return /\bDEBUG\b/.test(line) ? 'text.secondary' : 'text.primary';
}
