/**
 * Files of every type WhatsApp accepts, and files that only pretend to be; generated here, byte by byte where no
 * library does it.
 */
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** The CRC-32 of ZIP and PNG. */
function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** A ZIP archive (APPNOTE 6.3), deflated. */
export function zip(entries: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const packed = deflateRawSync(content);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([ascii('PK\x03\x04'), head, ascii(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([ascii('PK\x01\x02'), Buffer.from([20, 0]), head, tail, ascii(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, ascii('PK\x05\x06'), end]);
}

const office = (type: string, part: string): Buffer =>
  zip([
    [
      '[Content_Types].xml',
      Buffer.from(
        `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
      ),
    ],
    [part, Buffer.from('<?xml version="1.0"?><x/>')],
  ]);

/**
 * An ISO base media file without content, such as MP4.
 * @param brand the four-character code that identifies its type.
 */
export const container = (brand: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    ascii(`ftyp${brand}`),
    Buffer.from([0, 0, 2, 0]),
    ascii(brand),
    ascii('isom'),
    Buffer.from([0, 0, 0, 8]),
    ascii('free'),
    Buffer.from([0, 0, 0, 8]),
    ascii('mdat'),
  ]);
const frames = (head: readonly number[], length: number, count: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, () => Buffer.concat([Buffer.from(head), Buffer.alloc(length - head.length)])),
  );

/** A Matroska file with the given EBML document type (RFC 8794); browsers record `webm`. */
export function matroska(docType: string): Buffer {
  const type = Buffer.concat([Buffer.from([0x42, 0x82, 0x80 | docType.length]), ascii(docType)]);
  return Buffer.concat([
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | type.length]),
    type,
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x80]),
    Buffer.alloc(64),
  ]);
}
/** A WAV file without any sample. */
export const wav = (): Buffer =>
  Buffer.concat([
    ascii('RIFF'),
    Buffer.from([36, 0, 0, 0]),
    ascii('WAVEfmt '),
    Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0]),
    ascii('data'),
    Buffer.alloc(4),
  ]);

/** Silence as a WAV file that every browser plays. @param seconds how long it is. */
export function sound(seconds: number): Buffer {
  const [rate, head] = [8_000, wav()];
  const samples = Buffer.alloc(seconds * rate * 2);
  head.writeUInt32LE(36 + samples.length, 4);
  head.writeUInt32LE(samples.length, head.length - 4);
  return Buffer.concat([head, samples]);
}

function oggPage(serial: number, flags: number, granule: number, content: Buffer): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head.writeUInt8(flags, 5);
  head.writeBigUInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(serial, 18);
  head.writeUInt8(1, 26);
  return Buffer.concat([head, Buffer.from([content.length]), content]);
}
const opusHead = Buffer.concat([ascii('OpusHead'), Buffer.from([1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
/** RFC 7845, 5.2. @param said what the simulator's model hears; null: one of its own sentences. */
function opusTags(said: string | null): Buffer {
  const comments = said === null ? [] : [Buffer.from(`TRANSCRIPT=${said}`)];
  const counted = (bytes: Buffer): Buffer[] => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  };
  const count = Buffer.from([comments.length, 0, 0, 0]);
  return Buffer.concat([ascii('OpusTags'), ...counted(ascii('test')), count, ...comments.flatMap(counted)]);
}

export const pdf = (body = ''): Buffer =>
  ascii(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R${body}>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );
/** Silence as Opus in Ogg: three seconds, or as many as wanted. @param said see `opusTags`; at most 200 bytes. */
export const voiceNote = (said: string | null = null, seconds = 3): Buffer =>
  Buffer.concat([
    oggPage(0, 2, 0, opusHead),
    oggPage(1, 0, 0, opusTags(said)),
    oggPage(2, 4, 48_000 * seconds + 0x138, Buffer.from([0xf8, 0xff, 0xfe])),
  ]);

/** The beginning of an Ogg file with a codec other than Opus. */
export const vorbis = (): Buffer =>
  oggPage(0, 2, 0, Buffer.concat([Buffer.from([1]), ascii('vorbis'), Buffer.alloc(23)]));

const picture = () => sharp({ create: { width: 640, height: 360, channels: 3, background: '#2a9d8f' } });
export const jpeg = (): Promise<Buffer> => picture().jpeg().toBuffer();
export const png = (): Promise<Buffer> => picture().png().toBuffer();

/** A valid file of each type that WhatsApp accepts, by MIME type. */
export async function goodFiles(): Promise<ReadonlyMap<string, Buffer>> {
  const cfb = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1528)]);
  return new Map([
    ['image/jpeg', await jpeg()],
    ['image/png', await png()],
    [
      'image/webp',
      await sharp({ create: { width: 512, height: 512, channels: 4, background: '#fff0' } })
        .webp()
        .toBuffer(),
    ],
    ['audio/aac', frames([0xff, 0xf1, 0x50, 0x80, 0x17, 0x3f, 0xfc], 185, 12)],
    ['audio/amr', Buffer.concat([ascii('#!AMR\n'), frames([0x3c], 32, 50)])],
    ['audio/mpeg', frames([0xff, 0xfb, 0x90, 0x64], 417, 40)],
    ['audio/mp4', container('M4A ')],
    ['audio/ogg', voiceNote()],
    ['video/mp4', container('mp42')],
    ['video/3gpp', container('3gp4')],
    ['text/plain', Buffer.from('Grüße aus Köln – 你好\n')],
    ['application/pdf', pdf()],
    ['application/msword', cfb],
    ['application/vnd.ms-excel', cfb],
    ['application/vnd.ms-powerpoint', cfb],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      office('wordprocessingml.document', 'word/document.xml'),
    ],
    [
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      office('spreadsheetml.sheet', 'xl/workbook.xml'),
    ],
    [
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      office('presentationml.presentation', 'ppt/presentation.xml'),
    ],
  ]);
}

/** A chunk of a PNG. */
export function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([ascii(type), content]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}
export const PNG_MARK = Buffer.from('89504e470d0a1a0a', 'hex');

/** A PNG whose header claims `side` × `side` pixels, with hardly any image data. */
function hugePng(side: number): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  size.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    PNG_MARK,
    pngChunk('IHDR', size),
    pngChunk('IDAT', deflateRawSync(Buffer.alloc(1_000))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Files that must be refused: a description, the bytes, and the declared MIME type. */
export async function badFiles(): Promise<readonly (readonly [name: string, bytes: Buffer, declared: string])[]> {
  const script = ascii('/*');
  const photo = await jpeg();
  return [
    ['GIF and JavaScript', ascii('GIF89a/*\x00\x00*/=1;alert(1)'), 'image/png'],
    ['GIF as itself', ascii('GIF89a\x01\x00\x01\x00\x00\x00\x00;'), 'image/gif'],
    ['JavaScript and PDF', Buffer.concat([script, pdf(), ascii('*/alert(1)')]), 'application/pdf'],
    ['HTML as PDF', ascii('<html><script>alert(1)</script>'), 'application/pdf'],
    ['SVG as PNG', ascii('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'image/png'],
    ['SVG as itself', ascii('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['SVG as text', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'text/plain'],
    [
      'zip bomb as Word',
      zip(Array.from({ length: 8 }, (_, index) => [`${index}`, Buffer.alloc(16 * 1024 * 1024)] as const)),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['zip as itself', zip([['a', Buffer.from('a')]]), 'application/zip'],
    ['zero bytes', Buffer.alloc(0), 'image/jpeg'],
    ['zero bytes of text', Buffer.alloc(0), 'text/plain'],
    ['half a JPEG', photo.subarray(0, photo.length >> 1), 'image/jpeg'],
    ['half a PNG', (await png()).subarray(0, 200), 'image/png'],
    ['a PNG of 50,000 × 50,000 pixels', hugePng(50_000), 'image/png'],
    ['a program', Buffer.concat([ascii('MZ'), Buffer.alloc(600)]), 'application/pdf'],
    ['a program as text', Buffer.concat([ascii('MZ'), Buffer.alloc(600)]), 'text/plain'],
    ['bytes as text', Buffer.from([0xff, 0xfe, 0xfd, 0xc0, 0x80]), 'text/plain'],
    ['an ELF as audio', Buffer.concat([Buffer.from('7f454c460201', 'hex'), Buffer.alloc(600)]), 'audio/ogg'],
    ['no type', photo, ''],
  ];
}
