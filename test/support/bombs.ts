/**
 * Decompression bombs and the like: small files whose content is huge, deeply nested or very numerous. Generated here,
 * so that none of them is in the repository.
 */
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { PNG_MARK, pngChunk } from './files.ts';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const MEGABYTE = 1024 * 1024;

const packed = new Map<string, Buffer>();
/** A deflated megabyte of one letter, flushed so that copies of it can be concatenated. */
function megabyteOf(letter: string): Buffer {
  const made =
    packed.get(letter) ??
    deflateRawSync(Buffer.alloc(MEGABYTE, letter), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  packed.set(letter, made);
  return made;
}
const END = deflateRawSync(Buffer.alloc(0));
const packedPart = (content: Buffer): Buffer => deflateRawSync(content, { finishFlush: constants.Z_FULL_FLUSH });

/** Deflated: `before`, so many megabytes of a letter, `after`. Each megabyte takes about a kilobyte. */
function swelling(before: string, letter: string, megabytes: number, after: string): Buffer {
  return Buffer.concat([
    packedPart(ascii(before)),
    ...Array.from({ length: megabytes }, () => megabyteOf(letter)),
    packedPart(ascii(after)),
    END,
  ]);
}
interface Entry {
  readonly name: string;
  /** Deflated content; null: refers to the bytes of the preceding entry. */
  readonly packed: Buffer | null;
  /** The uncompressed size that the directory claims. */
  readonly said: number;
}

/**
 * A ZIP archive (APPNOTE 6.3) whose directory may claim any size; with `zip64`, all sizes and offsets are in the zip64
 * fields.
 */
function archive(entries: readonly Entry[], zip64 = false): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let [offset, from, length] = [0, 0, 0];
  for (const { name, packed, said } of entries) {
    if (packed !== null) {
      const head = Buffer.alloc(26);
      head.writeUInt16LE(20, 0);
      head.writeUInt16LE(8, 4);
      head.writeUInt32LE(packed.length, 14);
      head.writeUInt32LE(Math.min(said, 0xffffffff), 18);
      head.writeUInt16LE(name.length, 22);
      const local = Buffer.concat([ascii('PK\x03\x04'), head, ascii(name), packed]);
      [from, length] = [offset, packed.length];
      locals.push(local);
      offset += local.length;
    }
    central.push(directoryEntry(name, { packed: length, said, offset: from }, zip64));
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...locals, directory, endOf(entries.length, directory.length, offset, zip64)]);
}

function directoryEntry(
  name: string,
  { packed, said, offset }: { packed: number; said: number; offset: number },
  zip64: boolean,
): Buffer {
  const fields = Buffer.alloc(28);
  fields.writeUInt16LE(0x0001, 0);
  fields.writeUInt16LE(24, 2);
  [said, packed, offset].forEach((value, index) => fields.writeBigUInt64LE(BigInt(value), 4 + index * 8));
  const extra = zip64 ? fields : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.write('PK\x01\x02', 'latin1');
  head.writeUInt16LE(zip64 ? 45 : 20, 4);
  head.writeUInt16LE(zip64 ? 45 : 20, 6);
  head.writeUInt16LE(8, 10);
  head.writeUInt32LE(zip64 ? 0xffffffff : packed, 20);
  head.writeUInt32LE(zip64 ? 0xffffffff : said, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(zip64 ? 0xffffffff : offset, 42);
  return Buffer.concat([head, ascii(name), extra]);
}

function endOf(entries: number, size: number, offset: number, zip64: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  const many = zip64 || entries > 0xfffe;
  end.writeUInt16LE(many ? 0xffff : entries, 8);
  end.writeUInt16LE(many ? 0xffff : entries, 10);
  end.writeUInt32LE(many ? 0xffffffff : size, 12);
  end.writeUInt32LE(many ? 0xffffffff : offset, 16);
  if (!many) return end;
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

const entry = (name: string, content: string | Buffer): Entry => ({
  name,
  packed: deflateRawSync(content),
  said: content.length,
});
const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const TYPES = entry(
  '[Content_Types].xml',
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${MAIN}.document.main+xml"/></Types>`,
);
const RELATIONS = entry(
  '_rels/.rels',
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
);
const OPEN =
  '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>';
const CLOSE = '</w:body></w:document>';
const WORD = 'word/document.xml';

/** A Word document. @param body the XML inside `w:body`. @param before XML before the document element. */
export const docx = (body: string, before = ''): Buffer =>
  archive([TYPES, RELATIONS, entry(WORD, `${before}${OPEN}${body}${CLOSE}`)]);
export const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
/** The main part of a Word document: 964 MB of text in less than 1 MB. */
const words = (): Buffer => swelling(`${OPEN}<w:p><w:r><w:t>`, 'a', 964, `</w:t></w:r></w:p>${CLOSE}`);

function nested(levels: number): Buffer {
  let inner = archive([{ name: 'a', packed: swelling('', 'a', 16, ''), said: 16 * MEGABYTE }]);
  for (let level = 0; level < levels; level++)
    inner = archive(Array.from({ length: 16 }, (_, index) => entry(`${index}.zip`, inner)));
  return inner;
}

const LAUGHS = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, index) => `<!ENTITY a${index + 1} "${`&a${index};`.repeat(10)}">`).join('')}]>`;

/** A PDF (ISO 32000) with these objects; the first is its catalog. */
function pdf(objects: readonly Buffer[]): Buffer {
  const parts = [ascii('%PDF-1.5\n')];
  const places: number[] = [];
  let at = parts[0]!.length;
  objects.forEach((object, index) => {
    const whole = Buffer.concat([ascii(`${index + 1} 0 obj\n`), object, ascii('\nendobj\n')]);
    places.push(at);
    at += whole.length;
    parts.push(whole);
  });
  const table = places.map(place => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.concat([
    ...parts,
    ascii(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  ]);
}
const object = (text: string): Buffer => ascii(text);
/** Adds the header of the zlib format to deflated data; the checksum at the end is omitted, as careless writers do. */
const zlibOf = (raw: Buffer): Buffer => Buffer.concat([Buffer.from([0x78, 0x01]), raw]);
const stream = (dictionary: string, content: Buffer): Buffer =>
  Buffer.concat([ascii(`<< ${dictionary} /Length ${content.length} >>\nstream\n`), content, ascii('\nendstream')]);
const PAGE = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
].map(object);
const FONT = object('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');

/** One page with 900 MB of text. */
const pdfOfWords = (): Buffer =>
  pdf([...PAGE, stream('/Filter /FlateDecode', zlibOf(swelling('BT /F1 9 Tf (', 'a', 900, ') Tj ET'))), FONT]);
/** A stream that is compressed twice: each pass makes it a thousand times larger. */
const pdfOfLayers = (): Buffer =>
  pdf([
    ...PAGE,
    stream('/Filter [/FlateDecode /FlateDecode]', deflateSync(zlibOf(swelling('', ' ', 3_000, '')))),
    FONT,
  ]);

/** A page inside an object stream (ISO 32000, 7.5.7) of 900 MB, found through a cross-reference stream (7.5.8). */
function pdfOfObjectStreams(): Buffer {
  const head = ascii('%PDF-1.5\n');
  const page = '3 0 << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>';
  const objects = [
    object('<< /Type /Catalog /Pages 2 0 R >>'),
    object('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    null,
    stream(`/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode`, zlibOf(swelling(page, ' ', 900, ''))),
  ];
  const parts: Buffer[] = [head];
  const places: number[] = [];
  let at = head.length;
  objects.forEach((content, index) => {
    places.push(at);
    if (content === null) return;
    const whole = Buffer.concat([ascii(`${index + 1} 0 obj\n`), content, ascii('\nendobj\n')]);
    parts.push(whole);
    at += whole.length;
  });
  const rows = [
    [0, 0, 0],
    [1, places[0]!, 0],
    [1, places[1]!, 0],
    [2, 4, 0],
    [1, places[3]!, 0],
    [1, at, 0],
  ];
  const table = Buffer.concat(
    rows.map(([type, place, more]) => {
      const row = Buffer.alloc(7);
      row.writeUInt8(type!, 0);
      row.writeUInt32BE(place!, 1);
      row.writeUInt16BE(more!, 5);
      return row;
    }),
  );
  return Buffer.concat([
    ...parts,
    ascii('5 0 obj\n'),
    stream('/Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R', table),
    ascii(`\nendobj\nstartxref\n${at}\n%%EOF\n`),
  ]);
}

/** A black interlaced picture (Adam7, seven passes over the whole picture), which can only be decoded as a whole. */
export function wavingPng(side: number): Buffer {
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  // A row is one byte for the filter type, and three bytes per pixel.
  const size = passes.reduce(
    (sum, [left, top, right, down]) =>
      sum + Math.ceil((side - top) / down) * (1 + 3 * Math.ceil((side - left) / right)),
    0,
  );
  const zeros = swelling('', '\0', Math.floor(size / MEGABYTE), '\0'.repeat(size % MEGABYTE));
  const sum = Buffer.alloc(4);
  // Adler-32 of zeros only.
  sum.writeUInt32BE((((size % 65_521) << 16) | 1) >>> 0);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 1], 8);
  return Buffer.concat([
    PNG_MARK,
    pngChunk('IHDR', head),
    pngChunk('IDAT', Buffer.concat([zlibOf(zeros), sum])),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export interface Bomb {
  readonly mime: string;
  readonly make: () => Buffer;
  /** Error codes with which it may be refused. */
  readonly codes: readonly string[];
}
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const PDF = 'application/pdf';
const HTML = 'text/html';
/** What expands inside a library is stopped by whichever limit it reaches first: heap, total memory or time. */
const ENDED = ['too_much_memory', 'too_slow'];

/** All bombs, by description. */
export const BOMBS: ReadonlyMap<string, Bomb> = new Map<string, Bomb>([
  [
    'a Word document whose directory lies',
    {
      mime: DOCX,
      make: () => archive([TYPES, RELATIONS, { name: WORD, packed: words(), said: 1_000 }]),
      codes: ['too_large'],
    },
  ],
  [
    'one of zip64',
    {
      mime: DOCX,
      make: () => archive([TYPES, RELATIONS, { name: WORD, packed: words(), said: 2 ** 40 }], true),
      codes: ['too_large'],
    },
  ],
  ['archives in archives', { mime: DOCX, make: () => nested(4), codes: ['wrong_type', 'unreadable'] }],
  [
    'archives in a Word document',
    {
      mime: DOCX,
      make: () => archive([TYPES, RELATIONS, { name: WORD, packed: deflateRawSync(nested(3)), said: 9 }]),
      codes: ['wrong_type', 'unreadable'],
    },
  ],
  [
    'a hundred thousand parts',
    {
      mime: DOCX,
      make: () =>
        archive([
          TYPES,
          RELATIONS,
          ...Array.from({ length: 100_000 }, (_, index) => ({
            name: String(index),
            packed: index === 0 ? END : null,
            said: 0,
          })),
        ]),
      codes: ['too_large'],
    },
  ],
  [
    'parts that are the same bytes',
    {
      mime: DOCX,
      make: () =>
        archive([
          TYPES,
          RELATIONS,
          { name: WORD, packed: swelling(OPEN, ' ', 6, CLOSE), said: 6 * MEGABYTE },
          ...['styles', 'numbering', 'footnotes', 'endnotes', 'comments'].map(name => ({
            name: `word/${name}.xml`,
            packed: null,
            said: 6 * MEGABYTE,
          })),
        ]),
      codes: ['too_large'],
    },
  ],
  ['entities of entities', { mime: DOCX, make: () => docx(paragraph('&a30;'), LAUGHS), codes: ['unsafe_markup'] }],
  [
    'elements in elements',
    {
      mime: DOCX,
      make: () => docx('<w:sdt><w:sdtContent>'.repeat(50_000) + '</w:sdtContent></w:sdt>'.repeat(50_000)),
      codes: ['too_deep'],
    },
  ],
  ['millions of elements', { mime: DOCX, make: () => docx('<w:p/>'.repeat(2_000_000)), codes: ['too_large'] }],
  ['a PDF of endless words', { mime: PDF, make: pdfOfWords, codes: ENDED }],
  ['a PDF that is packed twice', { mime: PDF, make: pdfOfLayers, codes: ENDED }],
  ['a PDF of object streams', { mime: PDF, make: pdfOfObjectStreams, codes: ENDED }],
  [
    'a table of one row',
    { mime: 'text/csv', make: () => Buffer.alloc(20 * MEGABYTE, ','), codes: ['too_many_columns'] },
  ],
  [
    'a table of one cell',
    {
      mime: 'text/csv',
      make: () => Buffer.concat([ascii('a\n"'), Buffer.alloc(20 * MEGABYTE, 'a\n'), ascii('"\n')]),
      codes: ['too_large'],
    },
  ],
  [
    'a table with a long head',
    { mime: 'text/csv', make: () => ascii(`${'x'.repeat(90_000)}\n${'a\n'.repeat(4_900)}`), codes: ['too_large'] },
  ],
  [
    'a page 100,000 deep',
    {
      mime: HTML,
      make: () => ascii(`<html><body>${'<div>'.repeat(100_000)}words${'</div>'.repeat(100_000)}</body></html>`),
      codes: ['too_deep'],
    },
  ],
  [
    'a page of attributes',
    {
      mime: HTML,
      make: () =>
        ascii(
          `<html><body><p ${Array.from({ length: 600_000 }, (_, index) => `a${index}`).join(' ')}>words</p></body></html>`,
        ),
      codes: ['too_large'],
    },
  ],
  [
    'a page of tags',
    { mime: HTML, make: () => ascii(`<html><body>${'<b>a</b>'.repeat(600_000)}</body></html>`), codes: ['too_large'] },
  ],
]);
