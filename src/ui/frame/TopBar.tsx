import DarkMode from '@mui/icons-material/DarkModeOutlined';
import LightMode from '@mui/icons-material/LightModeOutlined';
import { AppBar, Box, Button, Chip, Container, IconButton, Link, Tooltip, Typography } from '@mui/material';
import { paths } from '../data/ask.ts';
import { host } from '../data/host.ts';
import { canLogOut, role } from '../data/page.ts';
import { useStore } from '../data/store.ts';
import { Actions } from './Actions.tsx';
import { chooseColours, useColourMode } from './colourMode.ts';
import { Mark } from './Mark.tsx';
import { StateChip } from './StateChip.tsx';

/** Name, target, state, actions. */
export function TopBar() {
  return (
    <AppBar
      position="static"
      color="inherit"
      elevation={0}
      sx={{ borderBottom: 1, borderColor: 'divider', bgcolor: 'background.paper' }}
    >
      <Link
        href="#content"
        sx={{
          position: 'absolute',
          left: -9999,
          '&:focus': { left: 8, top: 8, zIndex: 9, p: 1, bgcolor: 'background.paper' },
        }}
      >
        Skip to the content
      </Link>
      <Container maxWidth="xl">
        <Box
          sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, rowGap: 1, py: 1.25 }}
        >
          <Link
            href={`${paths.base}/`}
            color="inherit"
            underline="none"
            sx={{ display: 'flex', gap: 1.25, alignItems: 'center' }}
          >
            <Mark />
            <Typography variant="h1" component="h1">
              Statestorm
            </Typography>
            {role === 'recipes' && <Chip size="small" variant="outlined" label="Recipes" />}
          </Link>
          <StateChip />
          <Target />
          <Box sx={{ ml: 'auto', display: 'flex', alignItems: 'center', gap: 1 }}>
            <Actions />
            <ColourToggle />
            {canLogOut && <LogOut />}
          </Box>
        </Box>
      </Container>
    </AppBar>
  );
}

function Target() {
  const target = useStore(host, (value) => value);
  return (
    <Tooltip title={target === '' ? '' : `The load aims at ${target}`}>
      <Typography
        variant="body2"
        color="text.secondary"
        noWrap
        sx={{
          maxWidth: { xs: '100%', md: 380 },
          flexBasis: { xs: '100%', sm: 'auto' },
          order: { xs: 9, sm: 0 },
        }}
      >
        <Box component="span" sx={{ opacity: 0.9 }}>
          Target{' '}
        </Box>
        <Box component="span" sx={{ color: 'text.primary', fontWeight: 600 }} data-testid="target">
          {target === '' ? 'none yet' : target}
        </Box>
      </Typography>
    </Tooltip>
  );
}

function LogOut() {
  return (
    <form method="post" action={`${paths.base}/logout`}>
      <Button type="submit" size="small" color="inherit">
        Log out
      </Button>
    </form>
  );
}

function ColourToggle() {
  const mode = useColourMode();
  const other = mode === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip title={`Show ${other} colours`}>
      <IconButton onClick={() => chooseColours(other)} aria-label={`Show ${other} colours`} color="inherit">
        {mode === 'dark' ? <LightMode fontSize="small" /> : <DarkMode fontSize="small" />}
      </IconButton>
    </Tooltip>
  );
}
