import { createTheme, type Theme } from '@mui/material/styles';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const LIGHT = {
  primary: { main: '#4a3fd6' },
  success: { main: '#0f7a4a' },
  warning: { main: '#8f5600' },
  error: { main: '#c0293b' },
  info: { main: '#0b63b5' },
  text: { primary: '#161b2e', secondary: '#525a72' },
  background: { default: '#f3f4f9', paper: '#ffffff' },
  divider: '#dde1ec',
};

const DARK = {
  primary: { main: '#a5a0ff', contrastText: '#14102e' },
  success: { main: '#5fd39a' },
  warning: { main: '#f2b34c' },
  error: { main: '#ff7a86', contrastText: '#2b070b' },
  info: { main: '#74b7ff' },
  text: { primary: '#e8ebf5', secondary: '#a3abc2' },
  background: { default: '#0d1019', paper: '#161b28' },
  divider: '#2a3145',
};

/** Our look: quiet papers with a thin line around them, numbers of one width. */
export function createOurTheme(mode: 'light' | 'dark'): Theme {
  const colours = mode === 'dark' ? DARK : LIGHT;
  return createTheme({
    palette: { mode, contrastThreshold: 4.5, ...colours },
    shape: { borderRadius: 10 },
    typography: {
      fontFamily: FONT,
      fontSize: 14,
      h1: { fontSize: '1.125rem', fontWeight: 700, letterSpacing: '-0.01em' },
      h2: { fontSize: '1.0625rem', fontWeight: 650 },
      h6: { fontSize: '1.0625rem', fontWeight: 650 },
      h3: { fontSize: '0.9375rem', fontWeight: 650 },
      button: { textTransform: 'none', fontWeight: 600 },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          body: { fontVariantNumeric: 'tabular-nums' },
          ':focus-visible': { outline: `2px solid ${colours.primary.main}`, outlineOffset: 2 },
          '@media (prefers-reduced-motion: reduce)': {
            '*': { transition: 'none !important', animation: 'none !important' },
          },
        },
      },
      MuiPaper: {
        defaultProps: { elevation: 0 },
        styleOverrides: { root: { backgroundImage: 'none' }, outlined: { borderColor: colours.divider } },
      },
      MuiButton: { defaultProps: { disableElevation: true } },
      MuiAlert: {
        styleOverrides: {
          root: { alignItems: 'center' },
          filled: ({ theme, ownerState }) => {
            const { main, contrastText } = theme.palette[ownerState.severity ?? 'success'];
            return { backgroundColor: main, color: contrastText };
          },
        },
      },
      MuiTextField: { defaultProps: { size: 'small', fullWidth: true } },
      MuiTabs: { styleOverrides: { root: { borderBottom: `1px solid ${colours.divider}`, marginTop: 4 } } },
      MuiTab: { styleOverrides: { root: { minHeight: 44, fontWeight: 600, fontSize: '0.875rem' } } },
      MuiTableCell: {
        styleOverrides: {
          root: { borderColor: colours.divider, padding: '6px 10px', fontSize: '0.8125rem' },
          head: { color: colours.text.secondary, fontWeight: 600, lineHeight: 1.25, verticalAlign: 'bottom' },
        },
      },
      MuiDialog: { styleOverrides: { paper: { border: `1px solid ${colours.divider}` } } },
    },
  });
}
