import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { CssBaseline, ThemeProvider } from '@mui/material';
import { useEffect, useMemo } from 'react';
import { Provider } from 'react-redux';
import { role } from './data/page.ts';
import { useColourMode } from './frame/colourMode.ts';
import { Frame } from './frame/Frame.tsx';
import { createOurTheme } from './frame/theme.ts';
import { followHistory, locust } from './locust.ts';

/** Lets the styles that are made here through the content security policy. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
const styles = createCache({ key: 's', ...(nonce && { nonce }) });

/** The whole page. */
export function App() {
  const mode = useColourMode();
  const theme = useMemo(() => createOurTheme(mode), [mode]);
  useEffect(() => {
    document.documentElement.dataset.theme = mode;
    document.documentElement.style.colorScheme = mode;
  }, [mode]);
  useEffect(() => followHistory(), []);
  useEffect(() => {
    document.title = role === 'web' ? 'Statestorm' : 'Statestorm recipes';
  }, []);
  return (
    <CacheProvider value={styles}>
      <ThemeProvider theme={theme}>
        <CssBaseline />
        <Provider store={locust}>
          <Frame />
        </Provider>
      </ThemeProvider>
    </CacheProvider>
  );
}
