import { TextDecoder } from 'node:util';
import { analyse } from 'chardet';
import { EAST_ASIAN, eastAsianOf, isTurkish } from './guess-encoding.ts';
import { Unreadable } from './unreadable.ts';

const BOMS: readonly (readonly [number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];
/**
 * How many bytes of an HTML document are searched for its encoding. Source: HTML Standard, "Determining the character
 * encoding", prescan of 1,024 bytes.
 */
const PRESCAN_BYTES = 1_024;
/** How many bytes of a text are examined to guess its encoding. */
const LOOKED_AT_BYTES = 65_536;
/** The encoding assumed if nothing else is known: every byte is a character in it. */
const FALLBACK = 'windows-1252';
/** Guesses of less confidence (0 to 100) are ignored. */
const SURE = 20;
/** From this confidence on the statistics take precedence over `eastAsianOf`. */
const CERTAIN = 60;
/** Control characters, which texts do not contain, except for a few in old files. */
// eslint-disable-next-line no-control-regex -- control characters are meant
const CONTROLS = /[\u0001-\u0008\u000B\u000E-\u001A\u001C-\u001F]/g;

/**
 * Whether a decoded text is plausible: it must have fewer replacement characters than readable non-ASCII characters;
 * otherwise its encoding is another one.
 */
const isReadable = ({ text, lost }: Read): boolean =>
  lost === 0 || lost < (text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0);

/**
 * Decodes bytes to text. The encoding is determined by, in this order: the byte-order mark, UTF-16 without one, the
 * HTTP header, the document's own declaration, UTF-8 if the bytes are valid, and a guess. A declared encoding is used
 * only if the bytes are plausible in it.
 * @param charset of the HTTP header; null: none.
 * @param markup whether the document may declare it itself, in a `meta` element or an XML declaration.
 * @throws Unreadable not_text.
 */
export function decodeText(bytes: Buffer, charset: string | null, markup: boolean): string {
  const mark = bomOf(bytes);
  const text = mark === null ? withoutMark(bytes, charset, markup) : (read(bytes, mark)?.text ?? '');
  if (text.includes('\u0000') || (text.match(CONTROLS)?.length ?? 0) > text.length / 100)
    throw new Unreadable('not_text');
  return text;
}

function withoutMark(bytes: Buffer, charset: string | null, markup: boolean): string {
  const wide = bytes.includes(0) ? wideOf(bytes) : null;
  if (wide !== null) return wide;
  for (const name of [charset, markup ? declaredIn(bytes) : null]) {
    const said = name === null ? null : read(bytes, name);
    if (said === null || !isReadable(said)) continue;
    // windows-1252 is often just a default of servers and editors; text in a one-byte encoding is hardly ever valid
    // UTF-8.
    return said.encoding === FALLBACK ? (asUtf8(bytes) ?? said.text) : said.text;
  }
  return asUtf8(bytes) ?? guessed(bytes);
}

interface Read {
  readonly text: string;
  /** As the Encoding Standard names it. */
  readonly encoding: string;
  /** Number of replacement characters (U+FFFD). */
  readonly lost: number;
}

/** @returns null if there is no encoding of that name. */
function read(bytes: Buffer, name: string): Read | null {
  const decoder = decoderOf(name);
  if (decoder === null) return null;
  const { encoding } = decoder;
  const text = encoding === FALLBACK ? westernOf(bytes) : decoder.decode(bytes);
  return { text, encoding, lost: encoding === FALLBACK ? 0 : (text.match(/\uFFFD/g)?.length ?? 0) };
}

function asUtf8(bytes: Buffer): string | null {
  const utf8 = read(bytes, 'utf-8');
  return utf8 !== null && isReadable(utf8) ? utf8.text : null;
}

/**
 * 0x80 to 0x9F of windows-1252 (Encoding Standard, index windows-1252). Node 20 decodes them as ISO-8859-1, that is as
 * control characters, which loses “€”.
 */
const WESTERN =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';
const westernOf = (bytes: Buffer): string =>
  bytes.toString('latin1').replaceAll(/[\u0080-\u009F]/g, letter => WESTERN.charAt(letter.charCodeAt(0) - 0x80));

/**
 * Decodes UTF-16 without a byte-order mark, recognised by its zero bytes: spaces and digits of any text have them in
 * every other position, while in the other positions they are rare.
 * @returns null if it is not UTF-16.
 */
function wideOf(bytes: Buffer): string | null {
  if (bytes.length % 2 !== 0) return null;
  const beginning = bytes.subarray(0, LOOKED_AT_BYTES);
  const zeros = [0, 0];
  for (const [index, byte] of beginning.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < 4 * Math.min(even, odd) || even + odd < Math.max(2, beginning.length / 40)) return null;
  const wide = read(bytes, even < odd ? 'utf-16le' : 'utf-16be');
  return wide === null || wide.lost > 0 || /[\p{Cn}\p{Co}]/u.test(wide.text) ? null : wide.text;
}

const bomOf = (bytes: Buffer): string | null =>
  BOMS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1] ?? null;

/**
 * The encoding declared by `<meta charset>`, `<meta http-equiv … content="…charset=…">` or `<?xml encoding?>`; all are
 * ASCII. A declaration of UTF-16 that is readable as ASCII must be wrong and means UTF-8 (HTML Standard).
 */
function declaredIn(bytes: Buffer): string | null {
  const beginning = bytes.subarray(0, PRESCAN_BYTES).toString('latin1');
  const metas = beginning
    .split(/<meta/i)
    .slice(1)
    .map(rest => rest.split('>', 1)[0] ?? '');
  const said =
    metas
      .map(meta => /charset *= *["']?([\w:-]{1,40})/i.exec(meta.replaceAll(/\s/g, ' '))?.[1])
      .find(name => name !== undefined) ??
    /^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:-]{1,40})/i.exec(beginning)?.[1] ??
    null;
  return said !== null && /^utf-?16/i.test(said) ? 'utf-8' : said;
}

/** @returns null if there is no encoding of that name. */
function decoderOf(name: string | null): TextDecoder | null {
  if (name === null) return null;
  try {
    return new TextDecoder(name);
  } catch {
    return null;
  }
}

/** Decodes bytes without a declared encoding that are not UTF-8, by statistics. */
function guessed(bytes: Buffer): string {
  const beginning = bytes.subarray(0, LOOKED_AT_BYTES);
  const found = analyse(beginning);
  const eastern = eastAsianOf(beginning);
  // An East Asian guess that `eastAsianOf` does not confirm needs full confidence.
  const best = found.find(
    each =>
      each.confidence >= SURE &&
      (each.confidence === 100 || eastern !== null || !EAST_ASIAN.has(each.name.toLowerCase())),
  );
  if (eastern !== null && (best === undefined || best.confidence < CERTAIN || EAST_ASIAN.has(best.name.toLowerCase())))
    return read(bytes, eastern)?.text ?? '';
  const isThought = found.some(each => each.name === 'ISO-8859-9' && each.confidence >= SURE / 2);
  return (
    read(bytes, isTurkish(beginning, isThought) ? 'windows-1254' : (best?.name ?? FALLBACK))?.text ?? westernOf(bytes)
  );
}

/** Elements by which HTML is recognised: those of the standard, and others that fragments of pages begin with. */
const BEGINS_PAGE: ReadonlySet<string> = new Set(
  'html head script iframe h1 div font table a style title b body br p meta link h2 h3 h4 h5 h6 section main article header footer nav aside ul ol dl span center strong em i u img blockquote pre figure form details noscript base template'.split(
    ' ',
  ),
);

/**
 * The MIME type of bytes that came without one, by their beginning: DOCX, ZIP, PDF, HTML or plain text. Source: MIME
 * Sniffing Standard, "Identifying a resource with an unknown MIME type", as far as articles need it.
 */
export function sniffedMime(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.subarray(0, 4).toString('latin1') === 'PK\x03\x04')
    return buffer.includes('word/document.xml') ? DOCX : 'application/zip';
  const mark = bomOf(buffer);
  const beginning = buffer.subarray(0, PRESCAN_BYTES * (mark?.startsWith('utf-16') === true ? 2 : 1));
  const text = (mark === null ? beginning.toString('latin1') : (read(beginning, mark)?.text ?? ''))
    .trimStart()
    .toLowerCase();
  if (text.startsWith('%pdf-')) return 'application/pdf';
  if (text.startsWith('<!--') || /^<!doctype html[\s>]/.test(text)) return 'text/html';
  const behind = text.startsWith('<?xml') ? text.slice(text.indexOf('?>') + 2).trimStart() : text;
  if (behind.startsWith('<!--') && behind.includes('<html')) return 'text/html';
  return /^<!doctype html[\s>]/.test(behind) || BEGINS_PAGE.has(/^<([a-z][a-z0-9]{0,15})[\s>/]/.exec(behind)?.[1] ?? '')
    ? 'text/html'
    : 'text/plain';
}
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
