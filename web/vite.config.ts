import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Built into dist/web, which the server serves at `/`. In development, calls go to port 7420. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/v1/live': { target: 'ws://127.0.0.1:7420', ws: true },
      '/v1': 'http://127.0.0.1:7420',
      '/health': 'http://127.0.0.1:7420',
    },
  },
});
