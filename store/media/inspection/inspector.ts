import type { MediaKind, MediaReason } from '../../../domain/whatsapp/media.ts';
import type { FileTrait } from '../../../domain/whatsapp/received-file.ts';
import type { Ended, NeverBegun, Watch } from '../../watched/watched-processes.ts';
import { WatchedProcesses } from '../../watched/watched-processes.ts';
import type { Picture } from './picture.ts';

export interface InspectionOrder {
  readonly file: string;
  /** What kind of file to inspect it as; null to decode it as a picture, which it is known to be. */
  readonly kind: MediaKind | null;
}

export interface Inspection {
  /** MIME type by magic bytes; null when they do not tell. */
  readonly foundMime: string | null;
  /** Whether all of it is text in UTF-8. */
  readonly isText: boolean;
  readonly durationMs: number | null;
  /** What the file contains, whatever its declared type is. */
  readonly traits: readonly FileTrait[];
}

/** Who wants a file inspected. */
export interface Asker {
  readonly tenantId: string;
  /** Aborting gives up a file that still waits. */
  readonly signal?: AbortSignal | undefined;
}

/** The file was not inspected, so nothing is known about it; the caller has to try again. */
export class NotLookedAtError extends Error {
  override readonly name = 'NotLookedAtError';
  readonly why: NeverBegun;
  constructor(why: NeverBegun) {
    super(WHY[why]);
    this.why = why;
  }
}
const WHY: Readonly<Record<NeverBegun, string>> = {
  closed: 'no file is looked at any more: the process stops',
  aborted: 'nobody wants the file looked at any more',
  crowded: 'too many files of the tenant wait to be looked at',
};

export type Looked =
  { readonly inspection: Inspection } | { readonly picture: Picture | { readonly refused: MediaReason } };

/** Time limit for one file: more than any ordinary file needs. */
export const INSPECT_MS = 10_000;
/**
 * How many files of one tenant may wait: even with the slowest ones, all have been inspected after about ten minutes.
 */
export const MOST_WAITING = 50;
/** Time limit for a picture; decoding ends by itself after 20 s. */
const PICTURE_MS = 25_000;
/**
 * Memory: a picture that is decoded line by line takes about 60 MB; a progressive photo of 50 million pixels takes 150
 * MB more.
 */
const WATCH: Omit<Watch, 'limitMs'> = {
  module: new URL('./inspect-process', import.meta.url),
  most: 2,
  heapMb: 96,
  residentMb: 320,
  mostWaiting: MOST_WAITING,
};

/**
 * Inspects files in watched child processes; tenants take turns. A file that hangs, exhausts or crashes a process costs
 * that process and nothing else: parsers of untrusted bytes have had endless loops (CVE-2022-36313) and decompression
 * bombs, and picture decoders are native code.
 */
export class Inspector {
  readonly #processes: WatchedProcesses<InspectionOrder, Looked>;

  /** @param limitMs time limit for one file. */
  constructor(limitMs: number, watch: Partial<Watch> = {}) {
    this.#processes = new WatchedProcesses({ ...WATCH, limitMs, ...watch });
  }

  /**
   * Inspects a file without decoding it.
   * @returns null when that failed within the limits of time and memory.
   * @throws NotLookedAtError, or the signal's reason.
   */
  async inspect(file: string, kind: MediaKind, asker: Asker): Promise<Inspection | null> {
    const looked = await this.#look({ file, kind }, asker);
    return looked !== null && 'inspection' in looked ? looked.inspection : null;
  }

  /**
   * Decodes a picture completely, to find out whether it is damaged, and makes a thumbnail.
   * @throws NotLookedAtError, or the signal's reason.
   */
  async picture(file: string, asker: Asker): Promise<Picture | { readonly refused: MediaReason }> {
    const looked = await this.#look({ file, kind: null }, asker, PICTURE_MS);
    return looked !== null && 'picture' in looked ? looked.picture : { refused: 'unreadable' };
  }

  /** @returns null when the process exceeded a limit, or crashed. */
  async #look(order: InspectionOrder, { tenantId, signal }: Asker, limitMs?: number): Promise<Looked | null> {
    const outcome = await this.#processes.run(order, {
      share: tenantId,
      signal,
      ...(limitMs === undefined ? {} : { limitMs }),
    });
    if ('answer' in outcome) return outcome.answer;
    if (outcome.ended === 'aborted') signal?.throwIfAborted();
    if (isNeverBegun(outcome.ended)) throw new NotLookedAtError(outcome.ended);
    return null;
  }

  close(): Promise<void> {
    return this.#processes.close();
  }
}

const isNeverBegun = (ended: Ended): ended is NeverBegun => ended in WHY;
