import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { inBackground } from '../../../config/process/background.ts';

export interface ExtractOrder {
  readonly mime: string;
  readonly bytes: Uint8Array;
  /** Where it was found; null: it is a file. */
  readonly url: string | null;
}

/** `code`: unsupported_type, wrong_type, not_text, no_text, too_large, too_many_pages, too_many_rows, unreadable, too_slow. */
export type ExtractOutcome = { readonly ok: true; readonly title: string | null; readonly body: string; readonly links: readonly string[] } | { readonly ok: false; readonly code: string };

// The thread is of the same language as we are: TypeScript in development, JavaScript after a build.
const EXTENSION = extname(fileURLToPath(import.meta.url));
const THREAD = new URL(`./extract-thread${EXTENSION}`, import.meta.url);
const START = EXTENSION === '.ts' ? new URL('./typescript-thread.mjs', import.meta.url) : THREAD;
const HEAP_MB = 384;
export const EXTRACT_MS = 30_000;

/** Makes Markdown of a file in a thread that lives for this file alone: one that hangs or swells costs nothing else. */
export function extract(order: ExtractOrder, limitMs = EXTRACT_MS): Promise<ExtractOutcome> {
  return new Promise(resolve => {
    const thread = new Worker(START, { execArgv: [], workerData: { thread: THREAD.href, order }, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB }, stdout: true, stderr: true });
    const end = (outcome: ExtractOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
      inBackground('ending a thread that reads files', thread.terminate());
    };
    const timer = setTimeout(() => end({ ok: false, code: 'too_slow' }), limitMs);
    thread.on('message', end);
    thread.on('error', () => end({ ok: false, code: 'unreadable' }));
    thread.on('exit', () => end({ ok: false, code: 'unreadable' }));
  });
}
