import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import express from 'express';

const FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * Serves the workbench at `/`, as built by `npm start` or `npm run build`; nothing without a build. File names in
 * `assets` contain a hash of their content, so they may be cached for a year.
 */
export function webRoutes(server: Express): void {
  if (!existsSync(FOLDER)) return;
  server.use('/assets', express.static(`${FOLDER}/assets`, { immutable: true, maxAge: '365d', index: false }));
  server.get(
    '/',
    (_request, response) => void response.set('cache-control', 'no-cache').sendFile('index.html', { root: FOLDER }),
  );
}
