import type { MediaKind, MediaReason } from '../../../domain/whatsapp/media.ts';
import type { Watch } from '../../watched/watched-processes.ts';
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
  readonly isText: boolean;
  readonly durationMs: number | null;
}

export type Looked = { readonly inspection: Inspection } | { readonly picture: Picture | { readonly refused: MediaReason } };

/** More than any honest file needs. */
export const INSPECT_MS = 10_000;
/** Decoding ends itself after 20 s. */
const PICTURE_MS = 25_000;
/** A picture that is decoded line by line takes some 60 MB, a photo of 50 million pixels that comes in waves takes 150 MB more. */
const WATCH: Omit<Watch, 'limitMs'> = { module: new URL('./inspect-process', import.meta.url), most: 2, heapMb: 96, residentMb: 320 };

/**
 * Looks at files in processes that are watched. A file that keeps one busy, swells in it or kills it costs that and nothing
 * else: parsers of foreign bytes have had endless loops (CVE-2022-36313) and bombs, and decoders of pictures are not even
 * JavaScript.
 */
export class Inspector {
  readonly #processes: WatchedProcesses<InspectionOrder, Looked>;

  /** @param limitMs for one file. */
  constructor(limitMs: number) {
    this.#processes = new WatchedProcesses({ ...WATCH, limitMs });
  }

  /** @returns null when the file could not be looked at within the time and the memory. */
  async inspect(file: string, kind: MediaKind): Promise<Inspection | null> {
    const outcome = await this.#processes.run({ file, kind });
    return 'answer' in outcome && 'inspection' in outcome.answer ? outcome.answer.inspection : null;
  }

  /** Decodes a picture whole, so that a damaged one is found, and makes it small. */
  async picture(file: string): Promise<Picture | { readonly refused: MediaReason }> {
    const outcome = await this.#processes.run({ file, kind: null }, '', PICTURE_MS);
    return 'answer' in outcome && 'picture' in outcome.answer ? outcome.answer.picture : { refused: 'unreadable' };
  }

  close(): Promise<void> {
    return this.#processes.close();
  }
}
