/**
 * Files of messages: which types and sizes WhatsApp accepts, and whether a file's bytes and name match its type.
 * Source of types and sizes: Cloud API reference, "Media", table of supported media types.
 */
export const MEDIA_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

export function isMediaKind(kind: string): kind is MediaKind {
  return (MEDIA_KINDS as readonly string[]).includes(kind);
}

const KB = 1024;
const MB = 1024 * KB;

interface KindRule {
  readonly maxBytes: number;
  readonly mimes: readonly string[];
}

const RULES: Readonly<Record<MediaKind, KindRule>> = {
  image: { maxBytes: 5 * MB, mimes: ['image/jpeg', 'image/png'] },
  audio: { maxBytes: 16 * MB, mimes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'] },
  video: { maxBytes: 16 * MB, mimes: ['video/mp4', 'video/3gpp'] },
  document: {
    maxBytes: 100 * MB,
    mimes: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
  sticker: { maxBytes: 500 * KB, mimes: ['image/webp'] },
};

/** The types that magic bytes may report for a file of the type; for types not listed, only the type itself. */
const FOUND_AS: Readonly<Record<string, readonly string[]>> = {
  // Audio recordings may be reported as video: the container is the same.
  'audio/mp4': ['audio/mp4', 'audio/x-m4a', 'video/mp4'],
  'video/mp4': ['video/mp4', 'video/x-m4v'],
  'application/msword': ['application/x-cfb'],
  'application/vnd.ms-excel': ['application/x-cfb'],
  'application/vnd.ms-powerpoint': ['application/x-cfb'],
};

/** File-name extensions allowed for the type. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'audio/mpeg': ['mp3', 'mpga'],
  'audio/mp4': ['m4a', 'mp4'],
  'audio/ogg': ['ogg', 'opus', 'oga'],
  'video/mp4': ['mp4', 'm4v'],
  'video/3gpp': ['3gp', '3gpp'],
  'text/plain': ['txt', 'text', 'log', 'md', 'csv'],
  'application/pdf': ['pdf'],
  'application/msword': ['doc', 'dot'],
  'application/vnd.ms-excel': ['xls', 'xlt'],
  'application/vnd.ms-powerpoint': ['ppt', 'pps', 'pot'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
};

/** Why a file is not available; the keys are stable codes, the sentences are for people. */
export const MEDIA_REASONS = {
  too_large: 'The file is larger than WhatsApp allows for its kind.',
  empty: 'The file is empty.',
  type_not_allowed: 'The file is of a type that WhatsApp does not name for messages. It was not let in.',
  type_mismatch: 'The file is not what it says it is. It was not let in.',
  name_mismatch: 'The file’s name belongs to another type than its content. It was not let in.',
  broken: 'The file is damaged or incomplete. It was not let in.',
  too_many_pixels: 'The picture has too many pixels to be looked at safely. It was not let in.',
  unreadable: 'The file could not be looked at in time. It was not let in.',
  gone: 'WhatsApp does not have the file any more.',
  damaged: 'The file that WhatsApp delivered is not the one it announced.',
  foreign_host: 'WhatsApp named an address for the file that is not its own.',
  not_fetched: 'The file could not be fetched from WhatsApp for days.',
} as const;
export type MediaReason = keyof typeof MEDIA_REASONS;

/** A sentence for people about a reason; null if there is none, or it is unknown. */
export function explainMedia(reason: string | null): string | null {
  return reason === null ? null : ((MEDIA_REASONS as Readonly<Record<string, string>>)[reason] ?? null);
}

/** A MIME type without parameters, in lower case: `audio/ogg; codecs=opus` is `audio/ogg`. */
export const bareMime = (mime: string): string => (mime.split(';')[0] ?? '').trim().toLowerCase();

/** The MIME types WhatsApp accepts for messages of the kind. */
export const mimesOf = (kind: MediaKind): readonly string[] => RULES[kind].mimes;

/**
 * Whether `found`, the type according to magic bytes, is possible for a file of type `mime`. Both without parameters.
 */
export const isFoundAs = (mime: string, found: string): boolean => (FOUND_AS[mime] ?? [mime]).includes(found);

/** Whether the file name's extension fits the type; a missing or unknown extension always does. */
export function isNamedAs(mime: string, fileName: string | null): boolean {
  const extension = extensionOf(fileName);
  return extension === null || !KNOWN.has(extension) || (EXTENSIONS[mime] ?? []).includes(extension);
}

/** A file name's extension in lower case, 1 to 10 letters or digits; null if it has none. */
export const extensionOf = (fileName: string | null): string | null =>
  /\.([A-Za-z0-9]{1,10})$/.exec(fileName?.trim() ?? '')?.[1]?.toLowerCase() ?? null;

/** The maximum size of a file of the kind, bytes. */
export const maxBytesOf = (kind: MediaKind): number => RULES[kind].maxBytes;

/** What is known about a file to be judged. `size`: bytes. */
export interface FileFacts {
  readonly kind: MediaKind;
  /** As declared by the uploader; null: none was declared. */
  readonly declaredMime: string | null;
  readonly fileName: string | null;
  readonly size: number;
  /** According to magic bytes; null if they are not recognised. */
  readonly foundMime: string | null;
  /** Whether all of it is valid UTF-8 text, which magic bytes cannot tell. */
  readonly isText: boolean;
}

/**
 * Extensions that contradict a different content: those of the types above, and others that are used to deceive people.
 */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.values(EXTENSIONS).flat(),
  'exe',
  'dll',
  'com',
  'scr',
  'msi',
  'bat',
  'cmd',
  'ps1',
  'sh',
  'js',
  'mjs',
  'vbs',
  'jar',
  'apk',
  'app',
  'lnk',
  'hta',
  'html',
  'htm',
  'xhtml',
  'svg',
  'xml',
  'php',
  'zip',
  'rar',
  '7z',
  'gz',
  'iso',
  'img',
  'docm',
  'xlsm',
  'pptm',
  'gif',
  'bmp',
  'tif',
  'tiff',
  'heic',
  'avif',
]);
