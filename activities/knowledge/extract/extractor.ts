import type { Ended, NeverBegun, OrderOptions, Watch } from '../../../store/watched/watched-processes.ts';
import { WatchedProcesses } from '../../../store/watched/watched-processes.ts';

/** A file or page to be turned into Markdown. */
export interface ExtractOrder {
  readonly mime: string;
  readonly bytes: Uint8Array;
  /** The page's address; null: it is a file. */
  readonly url: string | null;
  /** The encoding declared by the HTTP header; null: none. */
  readonly charset?: string | null;
}

/**
 * The Markdown, or why there is none. `code`: unsupported_type, wrong_type, not_text, no_text, too_large,
 * too_many_pages, too_many_rows, too_many_columns, too_deep, unsafe_markup, unreadable; too_slow and too_much_memory if
 * the process was ended.
 */
export type ExtractOutcome =
  | { readonly ok: true; readonly title: string | null; readonly body: string; readonly links: readonly string[] }
  | { readonly ok: false; readonly code: string };

const EXTRACT_MS = 30_000;
/** Two files at a time. The heap fits into a process of 240 MB beside its libraries and the file. */
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
 * Turns files into Markdown, in child processes whose time and memory are limited: a file that makes a parser hang or
 * exhaust memory affects nothing else.
 */
export class Extractor {
  readonly #processes: WatchedProcesses<ExtractOrder, ExtractOutcome>;

  constructor(watch: Partial<Watch> = {}) {
    this.#processes = new WatchedProcesses({ ...EXTRACT_WATCH, ...watch });
  }

  /**
   * @param share the tenant's id: files of one tenant wait for each other, not for those of others.
   * @param limitMs time for this file, at most 30 seconds.
   * @throws if the file is not at fault, so that it is retried: the extractor is being closed, or the signal aborted.
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
