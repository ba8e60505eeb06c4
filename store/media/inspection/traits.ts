import type { FileTrait } from '../../../domain/whatsapp/received-file.ts';
import { readFileLazily } from '../read-file.ts';

/** A page or a drawing begins within so many bytes, behind what may stand before it. */
const HEAD_BYTES = 64 * 1024;

/** Names of parts and streams that hold macros: in the directory of a zip (OOXML, ODF), and in UTF-16 in that of old Office files ([MS-OVBA] 2.2, [MS-CFB] 2.6). */
const MACRO_MARKS = [Buffer.from('vbaProject.bin'), Buffer.from('xl/macrosheets/'), Buffer.from('Basic/script-lc.xml'), Buffer.from('_VBA_PROJECT', 'utf16le')];
/** The class of a Windows Installer package, in the root of an old Office container. */
const INSTALLER_MARK = Buffer.from('84100c0000000000c000000000000046', 'hex');
const LONGEST_MARK = Math.max(INSTALLER_MARK.length, ...MACRO_MARKS.map(mark => mark.length));
const CFB = 'application/x-cfb';
const isPacked = (found: string | null): boolean => found !== null && (found === CFB || found.includes('zip') || found.includes('officedocument') || found.includes('opendocument') || found.includes('macroenabled'));

/** Elements that a browser takes for the beginning of a page (WHATWG MIME Sniffing, 7.1), and those that carry programs. */
const PAGE = ['<!doctype html', '<html', '<head', '<script', '<iframe', '<h1', '<div', '<font', '<table', '<a', '<style', '<title', '<b', '<body', '<br', '<p', '<object', '<embed', '<meta', '<form', '<img', '<link'];

/**
 * Reads a file once, without unpacking or rendering anything of it.
 * @param found its type by magic bytes. @returns whether all of it is text in UTF-8, whether it begins as text in UTF-16, and what it carries.
 */
export async function readTraits(file: string, found: string | null): Promise<{ readonly isUtf8: boolean; readonly isWide: boolean; readonly traits: FileTrait[] }> {
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
    if (isPacked(found)) {
      const joined = Buffer.concat([tail, chunk]);
      if (MACRO_MARKS.some(mark => joined.includes(mark))) traits.add('macros');
      if (found === CFB && joined.includes(INSTALLER_MARK)) traits.add('installer');
      tail = Buffer.from(joined.subarray(-LONGEST_MARK));
    }
  }
  const isUtf8 = utf8.end();
  const beginning = Buffer.concat(head);
  const isWide = isWideText(beginning);
  const isText = isUtf8 || isWide || (plainBytes && wideMarkOf(beginning) === null);
  if (isText) traits.add('text');
  if (isWide || (isText && (found === null || found === 'application/xml'))) for (const trait of activeIn(textOf(beginning))) traits.add(trait);
  return { isUtf8, isWide, traits: [...traits] };
}

/** Bytes that no text of one byte a letter has, whatever its encoding. */
const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127;

/** The encoding that a byte-order mark of UTF-16 names. */
const wideMarkOf = (bytes: Buffer): 'utf-16le' | 'utf-16be' | null => (bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null);

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

const textOf = (bytes: Buffer): string => new TextDecoder(isWideText(bytes) ? (wideMarkOf(bytes) ?? 'latin1') : 'latin1').decode(bytes);

/** What the beginning of a text would be taken for by what opens it. */
function activeIn(text: string): FileTrait[] {
  const small = text.replace(/^(?:\u00ef\u00bb\u00bf|\ufeff)/, '').trimStart().toLowerCase();
  if (small.startsWith('#!') && !small.startsWith('#!amr')) return ['script'];
  if (small.startsWith('<?php')) return ['script'];
  if (!small.startsWith('<')) return [];
  if (hasElement(small, '<svg')) return ['svg'];
  return PAGE.some(each => hasElement(small, each)) || small.includes('<?xml-stylesheet') ? ['html'] : [];
}

/** An element's name ends where its attributes or its content begin. */
function hasElement(text: string, element: string): boolean {
  for (let at = text.indexOf(element); at !== -1; at = text.indexOf(element, at + 1)) if (/[\s>/:]/.test(text[at + element.length] ?? '')) return true;
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

  /** What is no UTF-8 reads as a zero, which is no text either. */
  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch {
      return '\u0000';
    }
  }
}
