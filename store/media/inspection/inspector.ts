import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { inBackground } from '../../../config/process/background.ts';
import type { MediaKind } from '../../../domain/whatsapp/media.ts';

export interface InspectionOrder {
  readonly id: number;
  readonly file: string;
  readonly kind: MediaKind;
}

export interface Inspection {
  readonly id: number;
  /** By magic bytes; null when they say nothing. */
  readonly foundMime: string | null;
  readonly isText: boolean;
  readonly durationMs: number | null;
}

function startThread(options: WorkerOptions): Worker {
  return EXTENSION === '.ts' ? new Worker(new URL('./typescript-thread.mjs', import.meta.url), { ...options, workerData: THREAD.href }) : new Worker(THREAD, options);
}

interface Waiting {
  readonly done: (inspection: Inspection | null) => void;
  readonly timer: NodeJS.Timeout;
}

// The thread is of the same language as we are: TypeScript in development, JavaScript after a build.
const EXTENSION = extname(fileURLToPath(import.meta.url));
const THREAD = new URL(`./inspect-thread${EXTENSION}`, import.meta.url);
const HEAP_MB = 256;
/** More than any honest file needs. */
export const INSPECT_MS = 10_000;

/**
 * Looks at files in a thread of its own. A file that keeps the thread busy, or kills it, costs the thread and nothing
 * else: parsers of foreign bytes have had endless loops (CVE-2022-36313) and bombs.
 */
export class Inspector {
  readonly #limitMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #ids = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** @returns null when the file could not be looked at within the time. */
  inspect(file: string, kind: MediaKind): Promise<Inspection | null> {
    const thread = (this.#thread ??= this.#start());
    const id = ++this.#ids;
    return new Promise(done => {
      this.#waiting.set(id, { done, timer: setTimeout(() => this.#giveUp(thread), this.#limitMs) });
      thread.postMessage({ id, file, kind } satisfies InspectionOrder);
    });
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === null) return;
    this.#giveUp(thread);
    await thread.terminate();
  }

  #start(): Worker {
    const thread = startThread({ execArgv: [], resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    thread.unref();
    thread.on('message', (inspection: Inspection) => {
      const waiting = this.#waiting.get(inspection.id);
      this.#waiting.delete(inspection.id);
      clearTimeout(waiting?.timer);
      waiting?.done(inspection);
    });
    thread.on('error', () => this.#giveUp(thread));
    thread.on('exit', () => this.#giveUp(thread));
    return thread;
  }

  /** Whoever waited for this thread learns nothing; the next file gets a new one. */
  #giveUp(thread: Worker): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    inBackground('ending a thread that inspects files', thread.terminate());
    for (const { done, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      done(null);
    }
    this.#waiting.clear();
  }
}
