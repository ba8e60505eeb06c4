import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import { Inspector } from '../../store/media/inspection/inspector.ts';
import { atFileEnd } from './running-test.ts';

/**
 * An inspector, and a function that writes the bytes to inspect to a file and returns its path. Both the inspector and
 * the file are gone at the end of the test file.
 */
export function inspecting(): { readonly inspector: Inspector; readonly place: (bytes: Buffer) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'sigfollow-files-'));
  const inspector = new Inspector(10_000);
  atFileEnd(async () => {
    await inspector.close();
    rmSync(folder, { recursive: true });
  });
  return {
    inspector,
    place: bytes => {
      const path = join(folder, 'file');
      writeFileSync(path, bytes);
      return path;
    },
  };
}

/** The kind of WhatsApp message that a file of a MIME type is sent as. */
export const kindOf = (mime: string): MediaKind =>
  mime === 'image/webp'
    ? 'sticker'
    : mime.startsWith('image/')
      ? 'image'
      : mime.startsWith('audio/')
        ? 'audio'
        : mime.startsWith('video/')
          ? 'video'
          : 'document';

/** For each kind of file, a MIME type that may be sent as that kind. */
export const MIME_OF_KIND = {
  image: 'image/png',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  document: 'application/pdf',
  sticker: 'image/webp',
} as const satisfies Readonly<Record<MediaKind, string>>;

export const OLD_OFFICE = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'] as const;
const isOldOffice = (mime: string): boolean => (OLD_OFFICE as readonly string[]).includes(mime);
/**
 * Whether a file of the type `real` may be declared as `declared`: the same type, or one that cannot be told apart by
 * the bytes (old Office files, and audio in an MP4 container).
 */
export const maySay = (real: string, declared: string): boolean =>
  real === declared ||
  (isOldOffice(real) && isOldOffice(declared)) ||
  (real === 'video/mp4' && declared === 'audio/mp4');
