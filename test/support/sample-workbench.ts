import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Registry } from 'prom-client';
import { createApp } from '../../api/app.ts';
import { PATIENCE } from '../../api/http/patience.ts';
import { openSite } from './knowledge-site.ts';
import { atFileEnd } from './running-test.ts';
import type { Stack } from './stack.ts';

export const SAMPLE_PAGE = '<!doctype html><title>Workbench</title><script src="/color-scheme.js"></script>';
export const SAMPLE_SCRIPT = `console.log("${'Hello. '.repeat(500)}");`;
/** Of files that nobody may have. */
export const SAMPLE_SECRET = 'nobody reads this';

/** Serves the API of a stack once more, with a built workbench of a few files; until the end of the test file. */
export async function serveSampleWorkbench(stack: Stack): Promise<{ readonly baseUrl: string; readonly dist: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sigfollow-workbench-'));
  atFileEnd(() => Promise.resolve(rmSync(folder, { recursive: true })));
  const dist = join(folder, 'dist');
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(join(dist, path, '..'), { recursive: true });
    writeFileSync(join(dist, path), content);
  };
  write('index.html', SAMPLE_PAGE);
  write('color-scheme.js', 'document.documentElement.dataset.scheme = "light";');
  write('.vite/manifest.json', SAMPLE_SECRET);
  write('../secret.txt', SAMPLE_SECRET);
  write('assets/main-3f9c2b7a.js', SAMPLE_SCRIPT);
  write('assets/main-3f9c2b7a.js.br', brotliCompressSync(SAMPLE_SCRIPT));
  write('assets/main-3f9c2b7a.js.gz', gzipSync(SAMPLE_SCRIPT));
  write('assets/main-11aa22bb.css', 'body { margin: 0 }');
  const app = createApp({ ...stack.app, metrics: new Registry() }, PATIENCE, dist);
  return { baseUrl: await openSite(app), dist };
}
