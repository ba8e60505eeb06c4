import type { MediaKind, MediaReason } from '../../../domain/whatsapp/media.ts';
import type { FileTrait } from '../../../domain/whatsapp/received-file.ts';
import type { Ended, NeverBegun, Watch } from '../../watched/watched-processes.ts';
import { WatchedProcesses } from '../../watched/watched-processes.ts';
import type { Picture } from './picture.ts';

export interface InspectionOrder {
  readonly file: string;
  /** As what it is looked at; null: it is known to be a picture, which is decoded. */
  readonly kind: MediaKind | null;
}

export interface Inspection {
  /** By magic bytes; null when they say nothing. */
  readonly foundMime: string | null;
  /** Whether all of it is text in UTF-8. */
  readonly isText: boolean;
  readonly durationMs: number | null;
  /** What it carries, whatever it says it is. */
  readonly traits: readonly FileTrait[];
}

/** Who wants a file looked at. */
export interface Asker {
  readonly tenantId: string;
  /** With it a file that waits is given up. */
  readonly signal?: AbortSignal | undefined;
}

/** Nothing is said of the file, since nobody looked at it: whoever wants to know asks again. */
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

/** More than any honest file needs. */
export const INSPECT_MS = 10_000;
/**
 * Files of one tenant that may wait at once: with the slowest ones they have all been looked at after some ten minutes.
 */
export const MOST_WAITING = 50;
/** Decoding ends itself after 20 s. */
const PICTURE_MS = 25_000;
/**
 * A picture that is decoded line by line takes some 60 MB, a photo of 50 million pixels that comes in waves takes 150
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
 * Looks at files in processes that are watched; tenants take turns. A file that keeps one busy, swells in it or kills
 * it costs that and nothing else: parsers of foreign bytes have had endless loops (CVE-2022-36313) and bombs, and
 * decoders of pictures are not even JavaScript.
 */
export class Inspector {
  readonly #processes: WatchedProcesses<InspectionOrder, Looked>;

  /** @param limitMs for one file. */
  constructor(limitMs: number, watch: Partial<Watch> = {}) {
    this.#processes = new WatchedProcesses({ ...WATCH, limitMs, ...watch });
  }

  /**
   * @returns null when the file could not be looked at within the time and the memory.
   * @throws NotLookedAtError, or what the signal says.
   */
  async inspect(file: string, kind: MediaKind, asker: Asker): Promise<Inspection | null> {
    const looked = await this.#look({ file, kind }, asker);
    return looked !== null && 'inspection' in looked ? looked.inspection : null;
  }

  /** Decodes a picture whole, so that a damaged one is found, and makes it small. @throws as above. */
  async picture(file: string, asker: Asker): Promise<Picture | { readonly refused: MediaReason }> {
    const looked = await this.#look({ file, kind: null }, asker, PICTURE_MS);
    return looked !== null && 'picture' in looked ? looked.picture : { refused: 'unreadable' };
  }

  /** @returns null: whoever looked at it took too much, or died of it. */
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
