import type { MediaKind, MediaReason } from '../../../domain/whatsapp/media.ts';
import { judgeFile } from '../../../domain/whatsapp/media.ts';
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

/** Whether a file may be let in, by its bytes; and what can be said of it. @throws NotLookedAtError, or what the asker's signal says. */
export async function lookAt(inspector: Inspector, file: FileToLookAt, asker: Asker): Promise<Seen | { readonly refused: MediaReason }> {
  const inspection = await inspector.inspect(file.path, file.kind, asker);
  if (inspection === null) return { refused: 'unreadable' };
  const verdict = judgeFile({ ...file, ...inspection });
  if ('refused' in verdict) return verdict;
  if (!verdict.mime.startsWith('image/')) return { mime: verdict.mime, picture: null, durationMs: inspection.durationMs };
  const picture = await inspector.picture(file.path, asker);
  return 'refused' in picture ? picture : { mime: verdict.mime, picture, durationMs: null };
}
