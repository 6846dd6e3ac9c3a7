import Download from '@mui/icons-material/DownloadOutlined';
import OpenInNew from '@mui/icons-material/OpenInNewOutlined';
import { Box, Button, Paper, Typography } from '@mui/material';
import { paths } from '../data/ask.ts';
import { pageArgs } from '../data/page.ts';
import { useColourMode } from '../frame/colourMode.ts';

interface File {
  readonly path: string;
  readonly title: string;
  readonly about: string;
}

const FILES: readonly File[] = [
  {
    path: '/stats/requests/csv',
    title: 'Download requests CSV',
    about: 'A row for each entry: counts, times, percentiles.',
  },
  ...(pageArgs.stats_history_enabled
    ? [
        {
          path: '/stats/requests_full_history/csv',
          title: 'Download full request statistics history CSV',
          about: 'Every entry, second by second.',
        },
      ]
    : []),
  {
    path: '/stats/failures/csv',
    title: 'Download failures CSV',
    about: 'What failed, how often, first and last.',
  },
  { path: '/exceptions/csv', title: 'Download exceptions CSV', about: 'What the code of users threw.' },
];

/** The files of the run, and its report. */
export function DownloadsPage() {
  const mode = useColourMode();
  const report = `/stats/report?theme=${mode}`;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, maxWidth: 760 }}>
      {FILES.map(({ path, title, about }) => (
        <Row key={path} title={title} about={about}>
          <Button
            href={paths.base + path}
            download
            variant="outlined"
            startIcon={<Download />}
            aria-label={title}
          >
            Download
          </Button>
        </Row>
      ))}
      <Row
        title="Download Report"
        about="One page with tables and charts that opens anywhere, from a disk, too."
      >
        <Button href={paths.base + report} target="_blank" rel="noreferrer" startIcon={<OpenInNew />}>
          Open
        </Button>
        <Button
          href={`${paths.base}${report}&download=1`}
          download
          variant="outlined"
          startIcon={<Download />}
          aria-label="Download Report"
        >
          Download
        </Button>
      </Row>
    </Box>
  );
}

function Row({
  title,
  about,
  children,
}: {
  readonly title: string;
  readonly about: string;
  readonly children: React.ReactNode;
}) {
  return (
    <Paper
      variant="outlined"
      sx={{ px: 2, py: 1.5, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}
    >
      <Box sx={{ flex: '1 1 260px' }}>
        <Typography variant="h3" component="h2">
          {title}
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {about}
        </Typography>
      </Box>
      {children}
    </Paper>
  );
}
