/** `npm run ui`: the parts of web/src/ui, each in each of its states. They are no part of what ships. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root: web,
  build: {
    outDir: '../node_modules/.cache/ui-gallery',
    emptyOutDir: true,
    chunkSizeWarningLimit: 2_000,
    rollupOptions: { input: `${web}ui.html` },
  },
  server: { open: '/ui.html' },
});
