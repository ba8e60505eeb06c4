/**
 * Which files WhatsApp takes, as far as that is known before they are brought: the server looks at their bytes. Source:
 * Cloud API reference, "Media", table of supported media types; test/unit/sendable-before.test.ts compares it with the
 * server's.
 */
const KB = 1024;
const MB = 1024 * KB;
/** The largest file of each kind, in bytes. */
export const LIMITS = {
  image: 5 * MB,
  audio: 16 * MB,
  video: 16 * MB,
  document: 100 * MB,
  sticker: 500 * KB,
} as const;
type Kind = keyof typeof LIMITS;

/** Types that belong to another kind than their name begins with. */
const STICKER = 'image/webp';
/** Types that WhatsApp takes as nothing. Of others the bytes may tell something else than the name. */
export const NEVER: ReadonlySet<string> = new Set([
  ...['gif', 'heic', 'heif', 'avif', 'bmp', 'tiff', 'svg+xml', 'vnd.adobe.photoshop'].map(name => `image/${name}`),
  ...['wav', 'x-wav', 'vnd.wave', 'flac', 'x-flac', 'x-ms-wma', 'aiff', 'x-aiff'].map(name => `audio/${name}`),
  ...['webm', 'quicktime', 'x-msvideo', 'vnd.avi', 'x-matroska', 'x-ms-wmv', 'mpeg'].map(name => `video/${name}`),
  ...['zip', 'x-zip-compressed', 'vnd.rar', 'x-7z-compressed', 'gzip', 'json', 'xml', 'rtf', 'x-msdownload'].map(
    name => `application/${name}`,
  ),
  ...['vnd.oasis.opendocument.text', 'vnd.oasis.opendocument.spreadsheet'].map(name => `application/${name}`),
  ...['html', 'xml', 'calendar', 'vcard'].map(name => `text/${name}`),
]);

/** Why a file is not even tried. `limit`: the largest of its kind, in bytes. */
export type Refusal =
  { readonly why: 'empty' | 'type_not_allowed' } | { readonly why: 'too_large'; readonly limit: number };

function kindOf(type: string): Kind {
  if (type === STICKER) return 'sticker';
  const [family = ''] = type.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}

/** @returns null: it may be sent, as far as its type and size tell. */
export function refusalOf({ type, size }: Pick<File, 'type' | 'size'>): Refusal | null {
  const bare = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (size === 0) return { why: 'empty' };
  if (NEVER.has(bare)) return { why: 'type_not_allowed' };
  const limit = LIMITS[kindOf(bare)];
  return size > limit ? { why: 'too_large', limit } : null;
}
