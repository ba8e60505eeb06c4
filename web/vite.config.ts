import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';

/** Below this a file is one packet in any case. */
const COMPRESSED_FROM_BYTES = 1_024;
/** Pictures and fonts are compressed already; source maps are read by developers alone. */
const COMPRESSED_FILES = /^assets\/.+\.(?:js|css|json|svg|txt|wasm)$/;

const packers: readonly [ending: string, pack: (content: Buffer) => Promise<Buffer>][] = [
  [
    'br',
    content =>
      promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
  ],
  ['gz', content => promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION })],
];

/** Our modules do nothing by being loaded, except for the one that starts the page, and the list of styles. */
const EFFECTS = ['/web/src/app/main.tsx', '/web/src/ui/theme/mantine.ts'];
const doesNothing = (id: string): boolean =>
  id.includes('/web/src/') && /\.tsx?$/.test(id) && !EFFECTS.some(file => id.endsWith(file));

/**
 * What every page is built on, in one chunk: it compresses better than in parts, and stays in browsers' caches when only
 * our code has changed. Nothing belongs here that some page alone uses.
 */
const FOUNDATION = [
  'react/',
  'react-dom/',
  'scheduler/',
  '@tanstack/',
  'i18next/',
  'react-i18next/',
  'openapi-fetch/',
  'use-sync-external-store/',
];
const isFoundation = (id: string): boolean => FOUNDATION.some(folder => id.includes(`/node_modules/${folder}`));

/** What the inbox needs besides, in one chunk, too: many small ones compress badly. */
const SHELL = {
  name: 'shell',
  tags: ['$initial' as const],
  test: (id: string) => !/\/web\/(?:index\.html|src\/app\/main\.tsx)/.test(id),
};

/**
 * Puts compressed files beside those that are built, for `api/system/web.ts` to send: once and as small as possible,
 * instead of quickly for each request.
 */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  async writeBundle({ dir = '.' }, bundle) {
    await Promise.all(
      Object.keys(bundle)
        .filter(name => COMPRESSED_FILES.test(name))
        .map(async name => {
          const content = await readFile(join(dir, name));
          if (content.length < COMPRESSED_FROM_BYTES) return;
          for (const [ending, pack] of packers) await writeFile(join(dir, `${name}.${ending}`), await pack(content));
        }),
    );
  },
});

export default defineConfig({
  plugins: [precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The manifest tells which chunks the inbox needs first (test/house/workbench-size.test.ts).
    manifest: true,
    sourcemap: true,
    chunkSizeWarningLimit: 1000,
    // Of what an index exports, a page takes only what it uses.
    rolldownOptions: {
      treeshake: { moduleSideEffects: id => !doesNothing(id) },
      output: { codeSplitting: { groups: [{ name: 'foundation', test: isFoundation, priority: 1 }, SHELL] } },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000', '/ws': { target: 'ws://127.0.0.1:3000', ws: true } } },
});
