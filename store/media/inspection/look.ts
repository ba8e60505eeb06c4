import type { MediaKind, MediaReason } from '../../../domain/whatsapp/media.ts';
import { judgeUpload } from '../../../domain/whatsapp/sendable.ts';
import type { FileWarning } from '../../../domain/whatsapp/received-file.ts';
import { isShownPicture, judgeReceived } from '../../../domain/whatsapp/received-file.ts';
import type { Asker, Inspector } from './inspector.ts';
import type { Picture } from './picture.ts';

export interface FileToLookAt {
  readonly path: string;
  readonly kind: MediaKind;
  readonly declaredMime: string | null;
  readonly fileName: string | null;
  readonly size: number;
}

export interface Seen {
  readonly mime: string;
  readonly picture: Picture | null;
  readonly durationMs: number | null;
}

export interface SeenReceived extends Seen {
  readonly warnings: readonly FileWarning[];
}

/**
 * What a customer's file is, by its bytes. The file is kept in any case (decision 0029): one that cannot be inspected
 * or shown gets a warning.
 * @throws NotLookedAtError, or the reason of the asker's signal.
 */
export async function lookAtReceived(inspector: Inspector, file: FileToLookAt, asker: Asker): Promise<SeenReceived> {
  const inspection = await inspector.inspect(file.path, file.kind, asker);
  if (inspection === null)
    return { mime: 'application/octet-stream', picture: null, durationMs: null, warnings: ['unreadable'] };
  const { mime, warnings } = judgeReceived({ ...file, ...inspection });
  const { durationMs } = inspection;
  if (!isShownPicture(mime)) return { mime, picture: null, durationMs, warnings };
  const picture = await inspector.picture(file.path, asker);
  return 'refused' in picture
    ? { mime, picture: null, durationMs, warnings: [...warnings, asWarning(picture.refused)] }
    : { mime, picture, durationMs: null, warnings };
}

const asWarning = (reason: MediaReason): FileWarning =>
  reason === 'broken' || reason === 'too_many_pixels' ? reason : 'unreadable';

/** A file that a person uploads to be sent; `kind` is null when it is not said as what. */
export type FileToSend = Omit<FileToLookAt, 'kind'> & { readonly kind: MediaKind | null };

/**
 * Whether a file may be sent, and as what, by its bytes. When WhatsApp does not accept its type, `words` says what it
 * is.
 * @throws NotLookedAtError, or the reason of the asker's signal.
 */
export async function lookAtUpload(
  inspector: Inspector,
  file: FileToSend,
  asker: Asker,
): Promise<(Seen & { readonly kind: MediaKind }) | { readonly refused: MediaReason; readonly words: string | null }> {
  const inspection = await inspector.inspect(file.path, file.kind ?? 'document', asker);
  if (inspection === null) return { refused: 'unreadable', words: null };
  const verdict = judgeUpload({ ...file, ...inspection });
  if ('refused' in verdict) return verdict;
  const { kind, mime } = verdict;
  if (mime.startsWith('image/')) {
    const picture = await inspector.picture(file.path, asker);
    return 'refused' in picture ? { ...picture, words: null } : { kind, mime, picture, durationMs: null };
  }
  // Inspected as a document, its duration was not read; now that it is known to be audio or video, it is.
  const plays =
    file.kind === null && (kind === 'audio' || kind === 'video')
      ? await inspector.inspect(file.path, kind, asker)
      : inspection;
  return { kind, mime, picture: null, durationMs: plays?.durationMs ?? null };
}
