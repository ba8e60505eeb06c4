import sharp from 'sharp';
import type { MediaReason } from '../../../domain/whatsapp/media.ts';

const THUMBNAIL_PIXELS = 480;
const SECONDS = 20;
/** As many as sharp allows by itself; phones make up to 200 million. */
const MAX_PIXELS = 0x3fff * 0x3fff;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** JPEG, without the place and the device a photo names. */
  readonly thumbnail: Uint8Array;
}

// A picture is decoded once; keeping it would only cost memory.
sharp.cache(false);
// Each thread has buffers of its own; a picture does not need all of the machine.
sharp.concurrency(1);

/** Decodes a picture whole, so that a damaged one is found, and makes it small. */
export async function readPicture(file: string): Promise<Picture | { readonly refused: MediaReason }> {
  try {
    const image = sharp(file, { failOn: 'truncated', limitInputPixels: MAX_PIXELS, sequentialRead: true });
    const { width, height } = await image.metadata();
    if (width * height > MAX_PIXELS) return { refused: 'too_many_pixels' };
    const thumbnail = await image
      .rotate()
      .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 75 })
      .timeout({ seconds: SECONDS })
      .toBuffer();
    return { width, height, thumbnail };
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/pixel limit/i.test(words)) return { refused: 'too_many_pixels' };
    return { refused: /timeout/i.test(words) ? 'unreadable' : 'broken' };
  }
}
