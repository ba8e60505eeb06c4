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
 * What a customer's file is, by its bytes. It is kept whatever comes of it: what cannot be looked at or shown stands
 * behind a warning.
 * @throws NotLookedAtError, or what the asker's signal says.
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

/** A file that somebody brings to be sent; `kind` is null where nobody says as what. */
export type FileToSend = Omit<FileToLookAt, 'kind'> & { readonly kind: MediaKind | null };

/**
 * Whether a file may be sent, and as what, by its bytes. `words` tell what it is, where WhatsApp does not take that.
 * @throws as above.
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
  // How long it plays was not asked before it was known to play.
  const plays =
    file.kind === null && (kind === 'audio' || kind === 'video')
      ? await inspector.inspect(file.path, kind, asker)
      : inspection;
  return { kind, mime, picture: null, durationMs: plays?.durationMs ?? null };
}
