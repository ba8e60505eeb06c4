/**
 * Files that customers send (decision 0029). Whatever WhatsApp delivers is kept; its bytes decide what may be shown
 * inline and which warnings people get. Which files may be *sent* is judged in sendable.ts.
 */
import { normal } from '../text/normal.ts';
import type { MediaKind } from './media.ts';
import { bareMime } from './media.ts';

/** The largest file that WhatsApp delivers: a document, by its table of media types. */
export const MAX_RECEIVED_BYTES = 100 * 1024 * 1024;

/**
 * Properties found in a file's bytes. `markup`: its beginning may be HTML or Markdown, and it contains nothing that
 * runs.
 */
export type FileTrait = 'text' | 'html' | 'markup' | 'svg' | 'script' | 'macros' | 'installer' | 'encrypted';

/**
 * Why people are warned before they open a file, the most serious first; the keys are stable codes, the sentences are
 * for people.
 */
const FILE_WARNINGS = {
  executable: 'This is a program. Opening it runs it: do not, unless you know who made it and why.',
  macros: 'The document carries macros, which are programs. Do not allow them to run.',
  active_content: 'The file is a web page or a drawing that can carry programs. Do not open it in a browser.',
  type_mismatch: 'The file is not what it says it is.',
  name_mismatch: 'The file’s name belongs to another type than its content, or hides what it is.',
  archive: 'This is an archive. Nobody looked at the files within.',
  broken: 'The picture is damaged or incomplete, so it is not shown.',
  too_many_pixels: 'The picture has too many pixels to be shown safely.',
  unreadable: 'Nothing could be learnt of the file in time, so it is not shown.',
} as const;
export type FileWarning = keyof typeof FILE_WARNINGS;

/** The sentence for a warning; null for one that this version does not know. */
export const explainWarning = (code: string): string | null =>
  (FILE_WARNINGS as Readonly<Record<string, string>>)[code] ?? null;

/** Non-standard MIME types that phones, browsers and servers write. */
const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/heic-sequence': 'image/heic',
  'image/heif': 'image/heic',
  'image/x-ms-bmp': 'image/bmp',
  'image/tif': 'image/tiff',
  'audio/mp3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/mpeg3': 'audio/mpeg',
  'audio/opus': 'audio/ogg',
  'audio/vorbis': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-aac': 'audio/aac',
  'audio/aacp': 'audio/aac',
  'audio/3gpp': 'video/3gpp',
  'audio/x-flac': 'audio/flac',
  'video/x-m4v': 'video/mp4',
  'video/3gp': 'video/3gpp',
  'video/x-msvideo': 'video/vnd.avi',
  'video/avi': 'video/vnd.avi',
  'video/x-matroska': 'video/matroska',
  'application/x-pdf': 'application/pdf',
  'text/rtf': 'application/rtf',
  'text/xml': 'application/xml',
  'text/comma-separated-values': 'text/csv',
  'application/csv': 'text/csv',
  'text/x-csv': 'text/csv',
  'text/x-markdown': 'text/markdown',
  'text/x-vcard': 'text/vcard',
  'application/ics': 'text/calendar',
  'application/x-zip-compressed': 'application/zip',
  'application/x-zip': 'application/zip',
  'application/vnd.rar': 'application/x-rar-compressed',
  'application/x-rar': 'application/x-rar-compressed',
  'application/x-gzip': 'application/gzip',
  'application/x-tgz': 'application/gzip',
  'application/x-msdos-program': 'application/x-msdownload',
  'application/exe': 'application/x-msdownload',
  'application/vnd.microsoft.portable-executable': 'application/x-msdownload',
};
const standardMime = (mime: string): string => ALIASES[bareMime(mime)] ?? bareMime(mime);

const CFB = 'application/x-cfb';
const OOXML = 'application/vnd.openxmlformats-officedocument';
const OASIS = 'application/vnd.oasis.opendocument';
const ZIP = 'application/zip';

/** What magic bytes may report for a declared type. Bytes cannot contradict a type that is not listed. */
const FOUND_AS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [
      'image/jpeg',
      'image/png',
      'image/webp',
      'image/gif',
      'image/bmp',
      'image/tiff',
      'image/heic',
      'image/avif',
      'image/vnd.adobe.photoshop',
      'audio/aac',
      'audio/amr',
      'audio/mpeg',
      'audio/ogg',
      'audio/wav',
      'audio/flac',
      'video/3gpp',
      'video/quicktime',
      'video/webm',
      'video/vnd.avi',
      'video/matroska',
      'video/mpeg',
      'application/pdf',
      'application/rtf',
      'application/epub+zip',
      'application/x-rar-compressed',
      'application/x-7z-compressed',
      'application/gzip',
      'application/x-bzip2',
      'application/x-tar',
      'application/x-xz',
      'application/java-archive',
      'application/vnd.android.package-archive',
      'application/x-msdownload',
      `${OOXML}.wordprocessingml.document`,
      `${OOXML}.spreadsheetml.sheet`,
      `${OOXML}.presentationml.presentation`,
      `${OASIS}.text`,
      `${OASIS}.spreadsheet`,
      `${OASIS}.presentation`,
    ].map(mime => [mime, [mime]]),
  ),
  'image/png': ['image/png', 'image/apng'],
  // Audio recordings may be reported as video: the container is the same.
  'audio/mp4': ['audio/mp4', 'video/mp4'],
  'video/mp4': ['video/mp4'],
  'audio/webm': ['video/webm'],
  'video/3gpp': ['video/3gpp', 'video/3gpp2'],
  'application/msword': [CFB, 'application/rtf'],
  'application/vnd.ms-excel': [CFB],
  'application/vnd.ms-powerpoint': [CFB],
  'application/vnd.ms-outlook': [CFB, 'application/vnd.ms-outlook'],
  // Formats that are ZIP archives inside.
  [ZIP]: [ZIP, 'application/java-archive', 'application/vnd.android.package-archive', 'application/epub+zip'],
};

/** Text types: their files have no magic bytes, or those of a text format (`FOUND_IN_WORDS`). */
const WORDS: readonly string[] = [
  'text/plain',
  'text/csv',
  'text/tab-separated-values',
  'text/markdown',
  'text/html',
  'text/css',
  'text/calendar',
  'text/vcard',
  'text/vtt',
  'application/json',
  'application/xml',
  'application/xhtml+xml',
  'image/svg+xml',
  'application/javascript',
  'text/javascript',
];
const FOUND_IN_WORDS: ReadonlySet<string> = new Set([
  'application/xml',
  'text/calendar',
  'text/vcard',
  'text/vtt',
  'application/rtf',
  'model/stl',
]);

/** The types that a file-name extension stands for. */
const TYPES_OF: Readonly<Record<string, readonly string[]>> = {
  jpg: ['image/jpeg'],
  jpeg: ['image/jpeg'],
  jpe: ['image/jpeg'],
  jfif: ['image/jpeg'],
  png: ['image/png'],
  webp: ['image/webp'],
  gif: ['image/gif'],
  bmp: ['image/bmp'],
  tif: ['image/tiff'],
  tiff: ['image/tiff'],
  heic: ['image/heic'],
  heif: ['image/heic'],
  avif: ['image/avif'],
  aac: ['audio/aac'],
  amr: ['audio/amr'],
  mp3: ['audio/mpeg'],
  mpga: ['audio/mpeg'],
  m4a: ['audio/mp4'],
  ogg: ['audio/ogg'],
  opus: ['audio/ogg'],
  oga: ['audio/ogg'],
  wav: ['audio/wav'],
  flac: ['audio/flac'],
  mp4: ['video/mp4', 'audio/mp4'],
  m4v: ['video/mp4'],
  '3gp': ['video/3gpp'],
  '3gpp': ['video/3gpp'],
  mov: ['video/quicktime', 'video/mp4'],
  webm: ['video/webm'],
  avi: ['video/vnd.avi'],
  mkv: ['video/matroska'],
  pdf: ['application/pdf'],
  rtf: ['application/rtf'],
  doc: ['application/msword'],
  dot: ['application/msword'],
  xls: ['application/vnd.ms-excel'],
  xlt: ['application/vnd.ms-excel'],
  ppt: ['application/vnd.ms-powerpoint'],
  pps: ['application/vnd.ms-powerpoint'],
  pot: ['application/vnd.ms-powerpoint'],
  docx: [`${OOXML}.wordprocessingml.document`],
  xlsx: [`${OOXML}.spreadsheetml.sheet`],
  pptx: [`${OOXML}.presentationml.presentation`],
  odt: [`${OASIS}.text`],
  ods: [`${OASIS}.spreadsheet`],
  odp: [`${OASIS}.presentation`],
  zip: [ZIP],
  rar: ['application/x-rar-compressed'],
  '7z': ['application/x-7z-compressed'],
  gz: ['application/gzip'],
  tgz: ['application/gzip'],
  ...Object.fromEntries(
    [
      'txt',
      'text',
      'log',
      'md',
      'markdown',
      'csv',
      'tsv',
      'json',
      'xml',
      'ics',
      'vcf',
      'html',
      'htm',
      'xhtml',
      'svg',
      'css',
    ].map(extension => [extension, ['text/plain']]),
  ),
};

const EXECUTABLE: ReadonlySet<string> = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/vnd.android.package-archive',
  'application/java-archive',
  'application/java-vm',
  'application/wasm',
  'application/x-deb',
  'application/x-rpm',
  'application/x-apple-diskimage',
  'application/x.ms.shortcut',
  'application/x.apple.alias',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-ms-regedit',
  'application/vnd.ms-htmlhelp',
  'application/x-shockwave-flash',
  'application/x-asar',
  'application/x-nintendo-nes-rom',
]);
const EXECUTABLE_NAMES: ReadonlySet<string> = new Set(
  'exe dll com scr pif cpl msi msp msix appx bat cmd ps1 psm1 sh bash zsh command js jse mjs cjs vbs vbe wsf wsh hta jar class apk aab ipa app dmg pkg deb rpm run bin elf so lnk url desktop reg inf scf chm php py pyw pl rb swf xll gadget jnlp application appref-ms appinstaller settingcontent-ms library-ms iqy one ws website msc cmdline ps1xml psc1 sct wsc vb prf ocx sys theme themepack diagcab xnk mcf osd plg'.split(
    ' ',
  ),
);
/**
 * Extensions of programs that are also top-level domains or ends of addresses, and that no interpreter runs as a
 * script.
 */
const RUN_BY_BYTES: ReadonlySet<string> = new Set(['com', 'app', 'so']);
const MARKDOWN_NAMES: ReadonlySet<string> = new Set(['md', 'markdown']);
const MACRO_NAMES: ReadonlySet<string> = new Set([
  'docm',
  'dotm',
  'xlsm',
  'xltm',
  'xlsb',
  'xlam',
  'pptm',
  'potm',
  'ppsm',
  'ppam',
  'sldm',
  'xla',
  'slk',
  'ade',
]);
const ACTIVE: ReadonlySet<string> = new Set([
  'text/html',
  'application/xhtml+xml',
  'image/svg+xml',
  'multipart/related',
  'message/rfc822',
]);
const ACTIVE_NAMES: ReadonlySet<string> = new Set([
  'html',
  'htm',
  'xhtml',
  'xht',
  'shtml',
  'mht',
  'mhtml',
  'svg',
  'svgz',
  'xsl',
  'xslt',
  'eml',
]);
const ARCHIVE: ReadonlySet<string> = new Set([
  ZIP,
  'application/x-rar-compressed',
  'application/x-7z-compressed',
  'application/gzip',
  'application/x-bzip2',
  'application/x-xz',
  'application/x-tar',
  'application/x-lzip',
  'application/x-compress',
  'application/x-lzh-compressed',
  'application/zstd',
  'application/x-lz4',
  'application/x-arj',
  'application/x-ace-compressed',
  'application/x-cpio',
  'application/vnd.ms-cab-compressed',
  'application/x-unix-archive',
]);
const ARCHIVE_NAMES: ReadonlySet<string> = new Set([
  'zip',
  'rar',
  '7z',
  'gz',
  'tgz',
  'bz2',
  'tbz',
  'xz',
  'txz',
  'tar',
  'zst',
  'lz',
  'lz4',
  'lzh',
  'cab',
  'arj',
  'ace',
  'iso',
  'img',
  'vhd',
  'vhdx',
  'udf',
]);

const PICTURES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
const PLAYED: ReadonlySet<string> = new Set([
  'audio/aac',
  'audio/amr',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/flac',
  'video/mp4',
  'video/3gpp',
  'video/webm',
]);

/** Whether images of the type are decoded to make a thumbnail. */
export const isShownPicture = (mime: string): boolean => PICTURES.has(mime);

/**
 * How a page may show a file of the type inline; null: download only. Pictures are shown only if a thumbnail could be
 * made.
 */
export function previewOf(mime: string | null, hasThumbnail: boolean): 'picture' | 'audio' | 'video' | null {
  if (hasThumbnail) return 'picture';
  return mime === null || !PLAYED.has(mime) ? null : mime.startsWith('audio/') ? 'audio' : 'video';
}

/** The Content-Type for a file's bytes: its type, or a generic one where a browser must not interpret the content. */
export const servedAs = (mime: string, warnings: readonly string[]): string =>
  warnings.some(each => UNTYPED.has(each)) ? 'application/octet-stream' : mime;
const UNTYPED: ReadonlySet<string> = new Set<FileWarning>(['executable', 'macros', 'active_content']);

/** What is known about a received file. */
export interface ReceivedFacts {
  /** The message kind under which WhatsApp delivered it. */
  readonly kind: MediaKind;
  /** The type declared by the sender's device; null: none. */
  readonly declaredMime: string | null;
  readonly fileName: string | null;
  /** According to magic bytes; null if they are not recognised. */
  readonly foundMime: string | null;
  readonly traits: readonly FileTrait[];
}

export interface ReceivedFile {
  /** The type according to its bytes; `application/octet-stream` if they are not recognised. */
  readonly mime: string;
  /** The most serious first. */
  readonly warnings: readonly FileWarning[];
}

/**
 * The type of a received file according to its bytes, and the warnings people get before they open it. No file is
 * refused. `broken`, `too_many_pixels` and `unreadable` are never among the warnings: the caller adds them after
 * decoding.
 */
export function judgeReceived(file: ReceivedFacts): ReceivedFile {
  const traits = new Set(file.traits);
  const found = file.foundMime === null ? null : standardMime(file.foundMime);
  const extension = extensionOf(file.fileName);
  const declared = declaredOf(file.declaredMime, extension);
  const isOf = (mime: string): boolean =>
    WORDS.includes(mime)
      ? isWords(found, traits)
      : found !== null &&
        ((FOUND_AS[mime] ?? []).includes(found) ||
          (mime.startsWith(OOXML) && found === CFB && traits.has('encrypted')));
  const says = declared !== null && (WORDS.includes(declared) || declared in FOUND_AS);
  const mime =
    says && isOf(declared) ? declared : (found ?? (traits.has('text') ? 'text/plain' : 'application/octet-stream'));
  const isBadName =
    hidesItsName(file.fileName) ||
    isForeign(lastPartOf(file.fileName)) ||
    isPushedAway(file.fileName, extension) ||
    (extension !== undefined && TYPES_OF[extension] !== undefined && !TYPES_OF[extension].some(isOf));
  const isMarkdown =
    traits.has('text') &&
    (MARKDOWN_NAMES.has(extension ?? '') || (declared === 'text/markdown' && !ACTIVE_NAMES.has(extension ?? '')));
  const isActive =
    traits.has('html') ||
    (traits.has('markup') && !isMarkdown) ||
    traits.has('svg') ||
    ACTIVE.has(declared ?? '') ||
    ACTIVE_NAMES.has(extension ?? '');
  const warns: Readonly<Record<FileWarning, boolean>> = {
    executable:
      EXECUTABLE.has(found ?? '') ||
      traits.has('script') ||
      traits.has('installer') ||
      (EXECUTABLE_NAMES.has(extension ?? '') && !isAddress(extension, found)),
    macros: traits.has('macros') || (found ?? '').includes('macroenabled') || MACRO_NAMES.has(extension ?? ''),
    active_content: isActive,
    type_mismatch: (says && !isOf(declared)) || !isOfKind(file.kind, found),
    name_mismatch: isBadName,
    archive: ARCHIVE.has(found ?? '') || ARCHIVE_NAMES.has(extension ?? ''),
    broken: false,
    too_many_pixels: false,
    unreadable: false,
  };
  return { mime, warnings: (Object.keys(warns) as FileWarning[]).filter(each => warns[each]) };
}

/** Windows with Excel declares CSV files with Excel's type (the registry's `Content Type` of `.csv`). */
function declaredOf(declaredMime: string | null, extension: string | undefined): string | null {
  const declared = declaredMime === null ? null : standardMime(declaredMime);
  return declared === 'application/vnd.ms-excel' && (extension === 'csv' || extension === 'tsv')
    ? 'text/csv'
    : declared;
}

/**
 * “Invoice amazon.com”: an extension that also ends addresses is harmless if the bytes are known not to be a program or
 * an archive, since such files run only by their content.
 */
const isAddress = (extension: string | undefined, found: string | null): boolean =>
  RUN_BY_BYTES.has(extension ?? '') &&
  found !== null &&
  found in FOUND_AS &&
  !EXECUTABLE.has(found) &&
  !ARCHIVE.has(found);

const isWords = (found: string | null, traits: ReadonlySet<FileTrait>): boolean =>
  found === null ? traits.has('text') : FOUND_IN_WORDS.has(found);

/**
 * Whether the bytes fit the message kind: an image, video, audio or sticker must be one; a document may be anything.
 */
function isOfKind(kind: MediaKind, found: string | null): boolean {
  const family = found?.split('/')[0];
  if (kind === 'document') return true;
  if (kind === 'audio')
    return family === 'audio' || found === 'video/mp4' || found === 'video/3gpp' || found === 'video/webm';
  return family === (kind === 'sticker' ? 'image' : kind);
}

/**
 * The extension of a file name, in lower case. Trailing dots and spaces are ignored, as Windows does.
 * @returns undefined if there is none.
 */
function extensionOf(fileName: string | null): string | undefined {
  const part = lastPartOf(fileName);
  const last = part === undefined ? undefined : normal(part, 'NFKC').toLowerCase();
  return last !== undefined && /^[a-z0-9-]{1,20}$/.test(last) ? last : undefined;
}

function lastPartOf(fileName: string | null): string | undefined {
  const parts = (fileName ?? '').split('.').map(part => part.trim());
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.length > 1 ? parts.at(-1) : undefined;
}

/** An extension in lookalike letters of another script (`setup.ЕХЕ` in Cyrillic); a longer part is taken for a word. */
const isForeign = (part: string | undefined): boolean =>
  part !== undefined && /^[\p{L}\p{M}\p{N}]{1,6}$/u.test(part) && /[^\p{ASCII}\p{N}]/u.test(part);

/** `photo.jpg   .exe`: a familiar extension, then spaces that push the real one out of sight. */
function isPushedAway(fileName: string | null, extension: string | undefined): boolean {
  const before = (fileName ?? '').slice(0, (fileName ?? '').lastIndexOf('.'));
  return (
    extension !== undefined &&
    TYPES_OF[extension] === undefined &&
    /\s$/.test(before) &&
    TYPES_OF[extensionOf(before) ?? ''] !== undefined
  );
}

/**
 * Whether a name hides its end: characters that control the writing direction display `exe.gpj` as `jpg.exe`, and many
 * spaces push what follows out of sight.
 */
const hidesItsName = (fileName: string | null): boolean =>
  fileName !== null && (/[\u202a-\u202e\u2066-\u2069]/.test(fileName) || /\s{8}/.test(fileName));
