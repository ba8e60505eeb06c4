import sharp from 'sharp';
import type { MediaReason } from '../../../domain/whatsapp/media.ts';

const THUMBNAIL_PIXELS = 480;
const SECONDS = 20;
/** The default limit of sharp, 268 million pixels; phones take photos of up to 200 million. */
const MAX_PIXELS = 0x3fff * 0x3fff;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** JPEG, without metadata such as place and device. */
  readonly thumbnail: Uint8Array;
}

// Each picture is decoded only once, so a cache would only cost memory.
sharp.cache(false);
// Each thread needs buffers of its own, and a picture does not need all cores.
sharp.concurrency(1);

/** Decodes a picture completely, to find out whether it is damaged, and makes a thumbnail. */
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
