import { Box } from '@mui/material';

/** A value of JSON; what has parts is folded, those of the first level apart. */
export function JsonTree({
  name,
  value,
  open = false,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly open?: boolean;
}) {
  const parts = partsOf(value);
  if (parts === null) {
    return (
      <Box sx={{ overflowWrap: 'anywhere', ...MONO }}>
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {name}:{' '}
        </Box>
        {JSON.stringify(value) ?? 'undefined'}
      </Box>
    );
  }
  return (
    <Box component="details" open={open} sx={MONO}>
      <Box component="summary" sx={{ cursor: 'pointer', color: 'text.secondary' }}>
        {name}{' '}
        <Box component="span" sx={{ opacity: 0.8 }}>
          {Array.isArray(value) ? `[${parts.length}]` : `{${parts.length}}`}
        </Box>
      </Box>
      <Box sx={{ pl: 1.75, borderLeft: 1, borderColor: 'divider', ml: 0.5 }}>
        {parts.map(([key, part]) => (
          <JsonTree key={key} name={key} value={part} />
        ))}
      </Box>
    </Box>
  );
}

const MONO = { fontFamily: 'ui-monospace, Menlo, Consolas, monospace', fontSize: 12, lineHeight: 1.6 };

function partsOf(value: unknown): [string, unknown][] | null {
  return typeof value === 'object' && value !== null ? Object.entries(value) : null;
}
