import type { FileTrait } from '../../../domain/whatsapp/received-file.ts';
import { readFileLazily } from '../read-file.ts';

/** How many bytes of a file's beginning are searched for what makes it a page or a drawing. */
const HEAD_BYTES = 64 * 1024;

/**
 * Names of the parts and streams that hold macros: in the directory of a zip (OOXML, ODF) and, in UTF-16, in that of an
 * old Office file ([MS-OVBA] 2.2, [MS-CFB] 2.6).
 */
const MACRO_MARKS = [
  Buffer.from('vbaProject.bin'),
  Buffer.from('xl/macrosheets/'),
  Buffer.from('Basic/script-lc.xml'),
  Buffer.from('_VBA_PROJECT', 'utf16le'),
];
/** The class of a Windows Installer package, in the root of an old Office container. */
const INSTALLER_MARK = Buffer.from('84100c0000000000c000000000000046', 'hex');
const LONGEST_MARK = Math.max(
  INSTALLER_MARK.length,
  2 * 'EncryptedPackage'.length,
  ...MACRO_MARKS.map(mark => mark.length),
);
const CFB = 'application/x-cfb';
const isPacked = (found: string | null): boolean =>
  found !== null &&
  (found === CFB ||
    found.includes('zip') ||
    found.includes('officedocument') ||
    found.includes('opendocument') ||
    found.includes('macroenabled'));

/** The stream of an encrypted OOXML document within its old Office container ([MS-OFFCRYPTO] 2.3.4.4). */
const ENCRYPTED_MARK = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Elements that make a browser take a text for a page (WHATWG MIME Sniffing, 7.1), and those that can carry programs.
 */
const PAGE: ReadonlySet<string> = new Set([
  'html',
  'head',
  'script',
  'iframe',
  'h1',
  'div',
  'font',
  'table',
  'a',
  'style',
  'title',
  'b',
  'body',
  'br',
  'p',
  'object',
  'embed',
  'meta',
  'form',
  'img',
  'link',
]);
/** Those of them with which a Markdown file may begin as well. */
const IN_MARKDOWN: ReadonlySet<string> = new Set(['h1', 'div', 'font', 'table', 'a', 'b', 'br', 'p', 'img']);
/** Elements that run or load something, anywhere in a page. */
const RUNNING = ['script', 'iframe', 'frame', 'object', 'embed', 'applet', 'meta', 'base', 'link', 'form', 'svg'];
/** Attributes and addresses that contain programs. */
const RUNNING_WORDS = /[\s"'/]on[a-z]{3,30}\s{0,9}=|javascript:|vbscript:/;
/**
 * Namespaces that make XML active. An element in XML belongs to HTML or SVG by its namespace (HTML Standard, 14.2; SVG
 * 2, 1.2), whatever its prefix is.
 */
const ACTIVE_SPACES = [
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1999/xsl/transform',
];

/**
 * Formats whose magic bytes are two to four letters, so that a text may begin with them: "BMW;320d", "MZ Motorrad",
 * "ID3;Golf". A real file of these formats has some byte that no text has; if all of it is text, the match is a
 * coincidence.
 */
const OF_FEW_LETTERS: ReadonlySet<string> = new Set([
  'image/bmp',
  'application/x-msdownload',
  'image/gif',
  'application/x-shockwave-flash',
  'application/x-bzip2',
  'application/postscript',
  'audio/mpeg',
  'audio/x-musepack',
  'image/flif',
  'image/vnd.adobe.photoshop',
  'audio/aiff',
  'image/icns',
  'audio/midi',
  'audio/x-dsf',
  'application/x-lzip',
  'audio/wavpack',
  'audio/ape',
  'application/x-sqlite3',
  'application/x-google-chrome-extension',
  'application/vnd.ms-cab-compressed',
  'application/vnd.ms-outlook',
  'application/vnd.apache.parquet',
  'font/collection',
  'application/x-ft-windows-registry-hive',
  'audio/x-it',
  'application/vnd.ms-htmlhelp',
  'application/vnd.rn-realmedia',
  'image/vnd.dwg',
  'application/x-cpio',
  'application/x-spss-sav',
  'application/vnd.google.draco',
  'audio/flac',
]);
/** Longer magic bytes of these formats that are no coincidence: of text formats, or of a file made to pass as both. */
const LONGER_MARKS = ['GIF87a', 'GIF89a', '%!PS'].map(mark => Buffer.from(mark));

/**
 * Reads a file once, without unpacking or rendering any of it.
 * @param magic its type by magic bytes; null when unknown.
 * @returns `found`: the type, or null when the magic bytes are a coincidence; `isUtf8`: whether all of it is text in
 * UTF-8; `traits`: what the file contains.
 */
export async function readTraits(
  file: string,
  magic: string | null,
): Promise<{ readonly found: string | null; readonly isUtf8: boolean; readonly traits: FileTrait[] }> {
  const utf8 = new Utf8Check();
  const traits = new Set<FileTrait>();
  const head: Buffer[] = [];
  let [headLength, plainBytes, tail] = [0, true, Buffer.alloc(0)];
  for await (const bytes of readFileLazily(file)) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (headLength < HEAD_BYTES) {
      head.push(chunk.subarray(0, HEAD_BYTES - headLength));
      headLength += chunk.length;
    }
    utf8.add(chunk);
    plainBytes &&= !chunk.some(isControl);
    if (isPacked(magic)) {
      const joined = Buffer.concat([tail, chunk]);
      if (MACRO_MARKS.some(mark => joined.includes(mark))) traits.add('macros');
      if (magic === CFB && joined.includes(INSTALLER_MARK)) traits.add('installer');
      if (magic === CFB && joined.includes(ENCRYPTED_MARK)) traits.add('encrypted');
      tail = Buffer.from(joined.subarray(-LONGEST_MARK));
    }
  }
  const isUtf8 = utf8.end();
  const beginning = Buffer.concat(head);
  const isWide = isWideText(beginning);
  const isText = isUtf8 || isWide || (plainBytes && wideMarkOf(beginning) === null);
  if (isText) traits.add('text');
  const isChance =
    isText &&
    plainBytes &&
    magic !== null &&
    OF_FEW_LETTERS.has(magic) &&
    !LONGER_MARKS.some(mark => beginning.subarray(0, mark.length).equals(mark));
  // The byte-order mark of UTF-16 also looks like the beginning of an MPEG audio frame.
  const found = isWide || isChance ? null : magic;
  if (isText && (found === null || found === 'application/xml'))
    for (const trait of activeIn(textOf(beginning))) traits.add(trait);
  return { found, isUtf8, traits: [...traits] };
}

/** Bytes that do not occur in text of any single-byte encoding. */
const isControl = (byte: number): boolean =>
  byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127;

/** The encoding that a UTF-16 byte-order mark stands for; null without one. */
const wideMarkOf = (bytes: Buffer): 'utf-16le' | 'utf-16be' | null =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;

function isWideText(bytes: Buffer): boolean {
  const encoding = wideMarkOf(bytes);
  if (encoding === null || bytes.length < 4) return false;
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: bytes.length >= HEAD_BYTES });
    return !Array.from(text).some(letter => isControl(letter.codePointAt(0) ?? 0));
  } catch {
    return false;
  }
}

const textOf = (bytes: Buffer): string =>
  new TextDecoder(isWideText(bytes) ? (wideMarkOf(bytes) ?? 'latin1') : 'latin1').decode(bytes);

/** What a program that opens the file would take the beginning of a text for. */
function activeIn(text: string): FileTrait[] {
  const small = text
    .replace(/^(?:\u00ef\u00bb\u00bf|\ufeff)/, '')
    .trimStart()
    .toLowerCase();
  if (small.startsWith('#!') && !small.startsWith('#!amr')) return ['script'];
  if (small.startsWith('<?php')) return ['script'];
  if (!small.startsWith('<')) return [];
  const { root, doctype } = beginningOf(small);
  if (doctype === 'html' || doctype === 'svg') return [doctype];
  return /^<\?xml\s/.test(small) || root.includes(':') ? activeInXml(small, root) : activeInPage(small, root);
}

/** Character references may hide a namespace's address, so they are resolved; an entity could stand for anything. */
function activeInXml(text: string, root: string): FileTrait[] {
  const name = root.slice(root.indexOf(':') + 1);
  if (name === 'svg' || name === 'html') return [name];
  const plain = text.replaceAll(/&#(x?)0*([0-9a-f]{1,6});/g, (_all, hex: string, digits: string) =>
    letterOf(Number.parseInt(digits, hex === '' ? 10 : 16)),
  );
  return plain.includes('<?xml-stylesheet') ||
    plain.includes('<!entity') ||
    ACTIVE_SPACES.some(space => plain.includes(space))
    ? ['html']
    : [];
}
const letterOf = (code: number): string =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toLowerCase() : '';

function activeInPage(text: string, root: string): FileTrait[] {
  if (root === 'svg') return ['svg'];
  const runs = RUNNING.some(each => hasElement(text, `<${each}`)) || RUNNING_WORDS.test(text);
  if (IN_MARKDOWN.has(root) && !runs) return ['markup'];
  // An unknown root element does not make a page. But without an XML declaration a browser may take it for HTML, and
  // run a script in it.
  return PAGE.has(root) ||
    (root === '' && text.startsWith('<!--')) ||
    ['<script', '<iframe'].some(each => hasElement(text, each))
    ? ['html']
    : activeInXml(text, root);
}

/** The first element of a text, and the name in its document type declaration; '' when there is none. */
function beginningOf(text: string): { readonly root: string; readonly doctype: string } {
  let [at, doctype] = [0, ''];
  for (;;) {
    const rest = text.slice(at, at + 512);
    const mark = ['<!--', '<?', '<!doctype'].find(each => rest.startsWith(each));
    if (mark === undefined) return { root: /^<([^\s<>/!]{1,200})[\s>/]/.exec(rest)?.[1] ?? '', doctype };
    if (mark === '<!doctype') doctype = /^<!doctype\s+([^\s>[]{1,100})/.exec(rest)?.[1] ?? '';
    const end =
      mark === '<!--'
        ? behind(text, '-->', at + 2)
        : mark === '<?'
          ? behind(text, '?>', at + 2)
          : behindDoctype(text, at);
    if (end === 0) return { root: '', doctype };
    at = end;
    while (/\s/.test(text.charAt(at))) at += 1;
  }
}

/** The position after a mark; 0 when it does not occur. */
const behind = (text: string, mark: string, from: number): number =>
  text.indexOf(mark, from) + 1 && text.indexOf(mark, from) + mark.length;

/** The position after a document type declaration, which may have an internal subset in brackets. */
function behindDoctype(text: string, at: number): number {
  const end = behind(text, '>', at);
  return text.slice(at, end).includes('[') ? behind(text, '>', behind(text, ']', at) || text.length) : end;
}

/** Whether a text has an element with exactly this name: a space, a slash or `>` must follow it. */
function hasElement(text: string, element: string): boolean {
  for (let at = text.indexOf(element); at !== -1; at = text.indexOf(element, at + 1))
    if (/[\s>/]/.test(text[at + element.length] ?? '')) return true;
  return false;
}

class Utf8Check {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isText = true;

  add(bytes: Uint8Array): void {
    if (this.#isText) this.#isText = !this.#decode(bytes, true).includes('\u0000');
  }

  end(): boolean {
    if (this.#isText) this.#isText = this.#decode(new Uint8Array(), false) !== '\u0000';
    return this.#isText;
  }

  /** Invalid UTF-8 gives a NUL character, which does not count as text either. */
  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch {
      return '\u0000';
    }
  }
}
