/**
 * Whether a file may be sent, judged by its bytes. If the declared type is one that WhatsApp lists, the bytes must
 * match it. Any other declared type (`audio/mp3`, `image/jpg`, `audio/webm` from a browser whose recorder writes Ogg)
 * may be just another name, so the bytes decide. Source of types and sizes: Cloud API reference, "Media", table of
 * supported media types.
 */
import type { FileFacts, MediaKind, MediaReason } from './media.ts';
import { MEDIA_KINDS, bareMime, extensionOf, isFoundAs, isNamedAs, maxBytesOf, mimesOf } from './media.ts';

/** `kind`: the message kind it is to be sent as; null: not specified. */
export type UploadFacts = Omit<FileFacts, 'kind'> & { readonly kind: MediaKind | null };

/**
 * What the file is sent as, or why it is refused; `words`: a sentence for people about the type, null if not needed.
 */
export type UploadVerdict =
  | { readonly kind: MediaKind; readonly mime: string }
  | { readonly refused: MediaReason; readonly words: string | null };

/** Types that say nothing about the content: generic bytes, and containers that hold audio or video alike. */
const SAYS_NOTHING: ReadonlySet<string> = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'application/unknown',
  'application/x-download',
  'application/force-download',
  'application/ogg',
  'application/mp4',
]);
/** Types that programs show as plain text; WhatsApp has only `text/plain` for them. */
const PLAIN_TEXTS: ReadonlySet<string> = new Set([
  'text/csv',
  'text/comma-separated-values',
  'application/csv',
  'text/tab-separated-values',
  'text/markdown',
  'text/x-markdown',
  'text/x-log',
  'text/log',
]);
const TEXT = 'text/plain';
const OGG = 'audio/ogg';
const OLD_OFFICE: ReadonlyMap<string, string> = new Map([
  ['doc', 'application/msword'],
  ['dot', 'application/msword'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlt', 'application/vnd.ms-excel'],
  ['ppt', 'application/vnd.ms-powerpoint'],
  ['pps', 'application/vnd.ms-powerpoint'],
  ['pot', 'application/vnd.ms-powerpoint'],
]);

const declaredOf = (mime: string | null): string | null =>
  mime === null || SAYS_NOTHING.has(bareMime(mime)) ? null : bareMime(mime);
const isNamedByWhatsApp = (mime: string): boolean => MEDIA_KINDS.some(kind => mimesOf(kind).includes(mime));
/** Image, audio or video; everything else is a document. */
function familyOf(mime: string): string {
  const [family = ''] = mime.split('/');
  return ['image', 'audio', 'video'].includes(family) ? family : 'document';
}

/** The message kind for a declared type when none is specified; null: only the bytes can tell. */
export function declaredKind(declaredMime: string | null): MediaKind | null {
  const declared = declaredOf(declaredMime);
  if (declared === null) return null;
  const family = familyOf(declared);
  // Audio and video share containers, and images may be stickers: for types that WhatsApp does not list, the bytes
  // decide.
  return MEDIA_KINDS.find(kind => mimesOf(kind).includes(declared)) ?? (family === 'document' ? 'document' : null);
}

/** The maximum size in bytes before the file's content has been examined; null: the kind is not known yet. */
export const mostBytes = (kind: MediaKind | null): number =>
  kind === null ? Math.max(...MEDIA_KINDS.map(maxBytesOf)) : maxBytesOf(kind);

/**
 * Whether a file may be sent.
 * @returns what to send it as, or why it is refused; for `type_not_allowed` with a sentence that says what the file is
 * and which types WhatsApp accepts.
 */
export function judgeUpload(file: UploadFacts): UploadVerdict {
  if (file.size === 0) return refused('empty');
  if (file.size > mostBytes(file.kind)) return refused('too_large');
  const declared = declaredOf(file.declaredMime);
  const known = declared !== null && isNamedByWhatsApp(declared);
  if (known && file.kind !== null && !mimesOf(file.kind).includes(declared))
    return refused('type_not_allowed', notTaken(file, declared));
  const found = candidates(file, declared).find(each => !known || each.mime === declared);
  if (found === undefined)
    return contradicts(file, declared, known)
      ? refused('type_mismatch')
      : refused('type_not_allowed', notTaken(file, declared));
  if (file.size > maxBytesOf(found.kind)) return refused('too_large');
  return isNamedAs(found.mime, file.fileName) ? found : refused('name_mismatch');
}

const refused = (reason: MediaReason, words: string | null = null): UploadVerdict => ({ refused: reason, words });

interface Candidate {
  readonly kind: MediaKind;
  readonly mime: string;
}

/** What the bytes may be sent as, the exact type first. */
function candidates(file: UploadFacts, declared: string | null): Candidate[] {
  const found = file.foundMime === null ? null : bareMime(file.foundMime);
  const all = MEDIA_KINDS.filter(kind => file.kind === null || kind === file.kind).flatMap(kind =>
    mimesOf(kind).map(mime => ({ kind, mime })),
  );
  const fitting = all.filter(
    ({ mime }) =>
      (mime === TEXT ? isPlainText(file, declared) : found !== null && isFoundAs(mime, found) && isOpus(file, mime)) &&
      (declared === null || familyOf(declared) === familyOf(mime)),
  );
  const office =
    found === 'application/x-cfb'
      ? declared !== null && isNamedByWhatsApp(declared)
        ? declared
        : OLD_OFFICE.get(extensionOf(file.fileName) ?? '')
      : undefined;
  // Old Office formats share one container: only the declared type or the file's extension tells them apart.
  if (found === 'application/x-cfb') return fitting.filter(({ mime }) => mime === office);
  return fitting.sort((a, b) => Number(b.mime === found) - Number(a.mime === found));
}

const isPlainText = ({ foundMime, isText, fileName }: UploadFacts, declared: string | null): boolean =>
  foundMime === null &&
  isText &&
  (declared === null
    ? extensionOf(fileName) !== null && isNamedAs(TEXT, fileName)
    : declared === TEXT || PLAIN_TEXTS.has(declared));

/** Of Ogg audio WhatsApp accepts only Opus. */
const isOpus = ({ foundMime }: UploadFacts, mime: string): boolean =>
  mime !== OGG || /;\s*codecs=opus/i.test(foundMime ?? '');

/** Whether the bytes contradict the declared type, by mistake or on purpose. */
function contradicts({ foundMime, isText }: UploadFacts, declared: string | null, known: boolean): boolean {
  if (declared === null) return false;
  if (foundMime === null) return known || (isText && familyOf(declared) !== 'document');
  const found = bareMime(foundMime);
  // Ogg without Opus does not contradict `audio/ogg`; WhatsApp just does not accept it.
  return known
    ? !isFoundAs(declared, found)
    : familyOf(declared) !== familyOf(found) && !isContainerOf(declared, found);
}

/** Magic bytes report video for containers that may hold audio alone. */
const isContainerOf = (declared: string, found: string): boolean =>
  familyOf(declared) === 'audio' && familyOf(found) === 'video';

/** Common names of file types, for the sentence that says why a file is not accepted. */
const CALLED: ReadonlyMap<string, string> = new Map([
  ['video/webm', 'WebM'],
  ['audio/webm', 'WebM'],
  ['video/quicktime', 'QuickTime'],
  ['video/matroska', 'Matroska'],
  ['video/x-matroska', 'Matroska'],
  ['video/x-msvideo', 'AVI'],
  ['video/vnd.avi', 'AVI'],
  ['audio/wav', 'WAV'],
  ['audio/x-wav', 'WAV'],
  ['audio/vnd.wave', 'WAV'],
  ['audio/x-flac', 'FLAC'],
  ['audio/flac', 'FLAC'],
  ['audio/ogg', 'Ogg without Opus'],
  ['video/ogg', 'Ogg'],
  ['application/ogg', 'Ogg'],
  ['image/gif', 'GIF'],
  ['image/heic', 'HEIC'],
  ['image/heif', 'HEIF'],
  ['image/avif', 'AVIF'],
  ['image/tiff', 'TIFF'],
  ['image/bmp', 'BMP'],
  ['image/svg+xml', 'SVG'],
  ['image/webp', 'WebP'],
  ['image/jpeg', 'JPEG'],
  ['image/png', 'PNG'],
  ['video/mp4', 'MP4'],
  ['audio/mpeg', 'MP3'],
  ['application/pdf', 'PDF'],
  ['application/zip', 'ZIP'],
  ['application/xml', 'XML'],
]);

/** A sentence for people: what the file is, and which types WhatsApp accepts instead. */
function notTaken({ foundMime, kind, isText }: UploadFacts, declared: string | null): string {
  const found = foundMime === null ? null : bareMime(foundMime);
  const called = found === null ? null : CALLED.get(found);
  const is =
    found === null
      ? declared !== null && isText
        ? `The file is text that is said to be ${declared}`
        : 'What the file is cannot be told from its bytes'
      : `The file is ${called === undefined || called === null ? found : `${called} (${found})`}`;
  const family = familyOf(
    found === null || (declared !== null && isContainerOf(declared, found)) ? (declared ?? '') : found,
  );
  const asKind = kind ?? MEDIA_KINDS.find(each => each === family) ?? 'document';
  return `${is}. As ${asKind} WhatsApp takes ${mimesOf(asKind)
    .map(mime => (mime === OGG ? `${OGG} with Opus` : mime))
    .join(', ')}.`;
}
