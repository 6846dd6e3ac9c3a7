import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Whoever asks for a build, be it a test under its own NODE_ENV, gets the one that people load.
process.env.NODE_ENV = 'production';

/**
 * Builds the web interface into dist/ui. Paths in it are relative, so that it works below any base path. The
 * server puts a nonce in the place of `__NONCE__`, and what the page is given in that of `"__TEMPLATE_ARGS__"`.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  html: { cspNonce: '__NONCE__' },
  plugins: [react()],
  build: {
    outDir: '../../dist/ui',
    emptyOutDir: true,
    // The policy of content allows no data: scripts and styles, and a file is kept by its name's hash.
    assetsInlineLimit: 0,
    // Locust's components come with a chart library in one module; compressed, all of it is under 0.5 MB.
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      onLog(level, log, handler) {
        // Directives for servers that render React; there is none.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
    },
  },
});
