import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import express from 'express';

const FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * `/`: the workbench, as `npm start` and `npm run build` made it. File names carry a hash, so they may be kept for
 * long.
 */
export function webRoutes(server: Express): void {
  if (!existsSync(FOLDER)) return;
  server.use('/assets', express.static(`${FOLDER}/assets`, { immutable: true, maxAge: '365d', index: false }));
  server.get(
    '/',
    (_request, response) => void response.set('cache-control', 'no-cache').sendFile('index.html', { root: FOLDER }),
  );
}
