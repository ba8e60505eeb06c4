import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import { Inspector } from '../../store/media/inspection/inspector.ts';
import { atFileEnd } from './running-test.ts';

/** An inspector, and the place of the file that it looks at; both are gone when the test file is over. */
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

/** As what a file of a type is sent. */
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

/** A type that may be sent as each kind of file. */
export const MIME_OF_KIND = {
  image: 'image/png',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  document: 'application/pdf',
  sticker: 'image/webp',
} as const satisfies Readonly<Record<MediaKind, string>>;

export const OLD_OFFICE = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'] as const;
const isOldOffice = (mime: string): boolean => (OLD_OFFICE as readonly string[]).includes(mime);
/** Types whose files nobody can tell apart by their bytes: old Office files, and sound in a film's container. */
export const maySay = (real: string, declared: string): boolean =>
  real === declared ||
  (isOldOffice(real) && isOldOffice(declared)) ||
  (real === 'video/mp4' && declared === 'audio/mp4');
