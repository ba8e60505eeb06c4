import type { Ended, NeverBegun, OrderOptions, Watch } from '../../../store/watched/watched-processes.ts';
import { WatchedProcesses } from '../../../store/watched/watched-processes.ts';

export interface ExtractOrder {
  readonly mime: string;
  readonly bytes: Uint8Array;
  /** Where it was found; null: it is a file. */
  readonly url: string | null;
  /** As it came with the bytes; null: it did not. */
  readonly charset?: string | null;
}

/**
 * `code`: unsupported_type, wrong_type, not_text, no_text, too_large, too_many_pages, too_many_rows, too_many_columns,
 * too_deep, unsafe_markup, unreadable, and of what was ended: too_slow, too_much_memory.
 */
export type ExtractOutcome =
  | { readonly ok: true; readonly title: string | null; readonly body: string; readonly links: readonly string[] }
  | { readonly ok: false; readonly code: string };

const EXTRACT_MS = 30_000;
/** Two tenants' files at once. A heap that a process of 240 MB has room for beside its libraries and the file. */
const EXTRACT_WATCH: Watch = {
  module: new URL('./extract-process', import.meta.url),
  most: 2,
  heapMb: 128,
  residentMb: 240,
  limitMs: EXTRACT_MS,
};

const CODES: Readonly<Record<Exclude<Ended, NeverBegun>, string>> = {
  memory: 'too_much_memory',
  time: 'too_slow',
  died: 'unreadable',
};

/**
 * Makes Markdown of files, in processes that are watched: a file that hangs or swells costs nothing but its own
 * reading.
 */
export class Extractor {
  readonly #processes: WatchedProcesses<ExtractOrder, ExtractOutcome>;

  constructor(watch: Partial<Watch> = {}) {
    this.#processes = new WatchedProcesses({ ...EXTRACT_WATCH, ...watch });
  }

  /**
   * @param share whose file it is: files of one tenant wait for each other first.
   * @throws where nothing is wrong with the file, so that it is asked for again: when the processes are being closed,
   * and what the signal says.
   */
  async extract(order: ExtractOrder, { limitMs = EXTRACT_MS, ...options }: OrderOptions = {}): Promise<ExtractOutcome> {
    const outcome = await this.#processes.run(order, { ...options, limitMs });
    if ('answer' in outcome) return outcome.answer;
    options.signal?.throwIfAborted();
    if (!(outcome.ended in CODES)) throw new Error('no file is read any more: the process stops');
    return { ok: false, code: CODES[outcome.ended as keyof typeof CODES] };
  }

  close(): Promise<void> {
    return this.#processes.close();
  }
}
