import { TextDecoder } from 'node:util';
import { analyse } from 'chardet';
import { Unreadable } from './unreadable.ts';

const BOMS: readonly (readonly [number[], string])[] = [[[0xef, 0xbb, 0xbf], 'utf-8'], [[0xff, 0xfe], 'utf-16le'], [[0xfe, 0xff], 'utf-16be']];
/** Where an HTML document says how it is encoded. Source: HTML Standard, "Determining the character encoding", prescan of 1,024 bytes. */
const PRESCAN_BYTES = 1_024;
/** As much of a text as tells its encoding. */
const LOOKED_AT_BYTES = 65_536;
/** What text is taken for that says nothing and looks like nothing: every byte of it is a letter. */
const FALLBACK = 'windows-1252';
/** Below this a guess is none, 0 to 100. */
const SURE = 20;
/** Characters that no text has; a few stand in old files. */
// eslint-disable-next-line no-control-regex -- control characters are what is meant
const CONTROLS = /[\u0001-\u0008\u000B\u000E-\u001A\u001C-\u001F]/g;

/**
 * The text of bytes: by their byte-order mark, what they came with, what they say of themselves, as UTF-8 where they are, and else as they look.
 * @param charset of the HTTP header; null: none came. @param markup whether they may say it themselves, in a `meta` or an XML declaration.
 * @throws Unreadable not_text
 */
export function decodeText(bytes: Buffer, charset: string | null, markup: boolean): string {
  const named = [bomOf(bytes), charset, markup ? declaredIn(bytes) : null].map(decoderOf).find(decoder => decoder !== null);
  const text = (named ?? guessed(bytes)).decode(bytes);
  if (text.includes('\u0000') || (text.match(CONTROLS)?.length ?? 0) > text.length / 100) throw new Unreadable('not_text');
  return text;
}

const bomOf = (bytes: Buffer): string | null => BOMS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1] ?? null;

/** `<meta charset>`, `<meta http-equiv … content="…charset=…">`, `<?xml encoding?>`: all in ASCII. One that says UTF-16 cannot be read in ASCII, and so is not. */
function declaredIn(bytes: Buffer): string | null {
  const beginning = bytes.subarray(0, PRESCAN_BYTES).toString('latin1');
  const metas = beginning.split(/<meta/i).slice(1).map(rest => rest.split('>', 1)[0] ?? '');
  const said = metas.map(meta => /charset *= *["']?([\w:-]{1,40})/i.exec(meta.replaceAll(/\s/g, ' '))?.[1]).find(name => name !== undefined) ?? /^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:-]{1,40})/i.exec(beginning)?.[1] ?? null;
  return said !== null && /^utf-?16/i.test(said) ? 'utf-8' : said;
}

/** @returns null for a name that is none. */
function decoderOf(name: string | null): TextDecoder | null {
  if (name === null) return null;
  try {
    return new TextDecoder(name);
  } catch {
    return null;
  }
}

function guessed(bytes: Buffer): TextDecoder {
  const [utf8, beginning] = [new TextDecoder('utf-8', { fatal: true }), bytes.subarray(0, LOOKED_AT_BYTES)];
  try {
    utf8.decode(bytes);
    return utf8;
  } catch {
    const [best] = analyse(beginning);
    return (best !== undefined && best.confidence >= SURE ? decoderOf(best.name) : null) ?? new TextDecoder(FALLBACK);
  }
}

/** What bytes are that came without a type: by how they begin. Source: MIME Sniffing Standard, "Identifying a resource with an unknown MIME type", as far as articles go. */
export function sniffedMime(bytes: Uint8Array): string {
  const beginning = Buffer.from(bytes.subarray(0, PRESCAN_BYTES)).toString('latin1').replace(/^(?:\u00ef\u00bb\u00bf)?\s*(?:<!--[^]*?-->\s*|<\?xml[^>]*>\s*)*/, '').toLowerCase();
  if (beginning.startsWith('%pdf-')) return 'application/pdf';
  return /^<(?:!doctype html|html|head|title|body|meta|script|style|h1|div|p|table|a|br)[\s>]/.test(beginning) ? 'text/html' : 'text/plain';
}
