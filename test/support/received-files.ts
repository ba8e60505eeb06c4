/**
 * Files as customers send them as documents: forty samples, each with the type its bytes show and the warnings for
 * people.
 */
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { FileWarning } from '../../domain/whatsapp/received-file.ts';
import { goodFiles, jpeg, pdf, png, voiceNote, zip } from './files.ts';

export interface ReceivedSample {
  readonly name: string;
  /** The MIME type that WhatsApp declares. */
  readonly declared: string;
  readonly bytes: Buffer;
  /** The MIME type expected from looking at the bytes. */
  readonly mime: string;
  readonly warnings: readonly FileWarning[];
  readonly preview?: 'picture' | 'audio' | 'video';
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const riff = (form: string, rest: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(rest.length + 4);
  return Buffer.concat([latin1('RIFF'), size, latin1(form), rest]);
};
const box = (brand: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    latin1(`ftyp${brand}`),
    Buffer.from([0, 0, 2, 0]),
    latin1(brand),
    latin1('isom'),
    Buffer.from([0, 0, 0, 8]),
    latin1('free'),
    Buffer.from([0, 0, 0, 8]),
    latin1('mdat'),
  ]);
/** An old Office container (CFB) that has the name of a stream in its directory. */
const cfb = (stream = ''): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(1016),
    Buffer.from(stream, 'utf16le'),
    Buffer.alloc(512),
  ]);
/** An OpenDocument file, which names its type in its first entry, stored uncompressed (ODF 1.3 part 2, 3.3). */
function odf(type: string): Buffer {
  const [name, content] = ['mimetype', `application/vnd.oasis.opendocument.${type}`];
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt32LE(content.length, 14);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt16LE(name.length, 22);
  return Buffer.concat([
    latin1('PK\x03\x04'),
    head,
    latin1(name),
    latin1(content),
    zip([['content.xml', Buffer.from('<x/>')]]),
  ]);
}
const macroWord = (): Buffer =>
  zip([
    [
      '[Content_Types].xml',
      Buffer.from(
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
      ),
    ],
    ['word/document.xml', Buffer.from('<x/>')],
    ['word/vbaProject.bin', Buffer.from('x')],
  ]);
function tar(): Buffer {
  const head = Buffer.alloc(512);
  head.write('a.txt', 0, 'latin1');
  head.write('0000644\u00000000000\u00000000000\u000000000000000\u000000000000000\u0000', 100, 'latin1');
  head.fill(0x20, 148, 156);
  head.write('0', 156, 'latin1');
  head.write('ustar\u000000', 257, 'latin1');
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return Buffer.concat([head, Buffer.alloc(1024)]);
}

/** Forty files sent as documents; the first thirteen are those of a reported case. */
export async function receivedSamples(): Promise<readonly ReceivedSample[]> {
  const good = await goodFiles();
  const of = (mime: string): Buffer => good.get(mime)!;
  const [docx, xlsx, pptx] = ['wordprocessingml.document', 'spreadsheetml.sheet', 'presentationml.presentation'].map(
    type => `application/vnd.openxmlformats-officedocument.${type}`,
  ) as [string, string, string];
  const sample = (
    name: string,
    declared: string,
    bytes: Buffer,
    mime = declared,
    warnings: readonly FileWarning[] = [],
    preview?: ReceivedSample['preview'],
  ): ReceivedSample => ({ name, declared, bytes, mime, warnings, ...(preview === undefined ? {} : { preview }) });
  return [
    sample('IMG_2201.jpg', 'image/jpeg', await jpeg(), 'image/jpeg', [], 'picture'),
    sample('screen.png', 'image/png', await png(), 'image/png', [], 'picture'),
    sample('VID_1.mp4', 'video/mp4', of('video/mp4'), 'video/mp4', [], 'video'),
    sample('call.mp3', 'audio/mpeg', of('audio/mpeg'), 'audio/mpeg', [], 'audio'),
    sample('logs.zip', 'application/zip', zip([['a.log', Buffer.from('a')]]), 'application/zip', ['archive']),
    sample('export.csv', 'text/csv', Buffer.from('a;b\n1;2\n')),
    sample(
      'nfe.xml',
      'text/xml',
      Buffer.from('<?xml version="1.0" encoding="UTF-8"?><nfeProc versao="4.00"><NFe/></nfeProc>'),
      'application/xml',
    ),
    sample('inv.xml', 'application/xml', Buffer.from('<Invoice><ID>1</ID></Invoice>')),
    sample('brief.odt', 'application/vnd.oasis.opendocument.text', odf('text')),
    sample('invoice.pdf', 'application/octet-stream', pdf(), 'application/pdf'),
    sample('notiz.txt', 'text/plain', latin1('Gr\xfc\xdfe aus K\xf6ln, \x84sch\xf6n\x93\n')),
    sample('notiz2.txt', 'text/plain', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Grüße\n', 'utf16le')])),
    sample(
      'report.xls',
      'application/vnd.ms-excel',
      Buffer.from('<html><body><table><tr><td>1</td></tr></table></body></html>'),
      'text/plain',
      ['active_content', 'type_mismatch', 'name_mismatch'],
    ),
    sample('scan.webp', 'image/webp', of('image/webp'), 'image/webp', [], 'picture'),
    sample(
      'cat.gif',
      'image/gif',
      await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
        .gif()
        .toBuffer(),
      'image/gif',
      [],
      'picture',
    ),
    sample('IMG_0001.HEIC', 'image/heic', box('heic')),
    sample(
      'photo.tiff',
      'image/tiff',
      await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
        .tiff()
        .toBuffer(),
    ),
    sample('old.bmp', 'image/bmp', Buffer.concat([latin1('BM'), Buffer.alloc(120)])),
    sample(
      'drawing.svg',
      'image/svg+xml',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      'image/svg+xml',
      ['active_content'],
    ),
    sample('page.html', 'text/html', Buffer.from('<!DOCTYPE html><title>Hi</title>'), 'text/html', ['active_content']),
    sample('voice.opus', 'audio/opus', voiceNote(), 'audio/ogg', [], 'audio'),
    sample('memo.m4a', 'audio/x-m4a', of('audio/mp4'), 'audio/mp4', [], 'audio'),
    sample('memo.amr', 'audio/amr', of('audio/amr'), 'audio/amr', [], 'audio'),
    sample(
      'tone.wav',
      'audio/x-wav',
      riff(
        'WAVE',
        Buffer.concat([
          latin1('fmt '),
          Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0]),
          latin1('data'),
          Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]),
        ]),
      ),
      'audio/wav',
      [],
      'audio',
    ),
    sample('clip.mov', 'video/quicktime', box('qt  ')),
    sample('clip.3gp', 'video/3gpp', of('video/3gpp'), 'video/3gpp', [], 'video'),
    sample('letter.doc', 'application/msword', cfb()),
    sample('letter.docx', docx, of(docx)),
    sample('table.xlsx', xlsx, of(xlsx)),
    sample('talk.pptx', pptx, of(pptx)),
    sample('sums.ods', 'application/vnd.oasis.opendocument.spreadsheet', odf('spreadsheet')),
    sample('letter.rtf', 'text/rtf', latin1('{\\rtf1\\ansi Hello}'), 'application/rtf'),
    sample(
      'macro.docm',
      'application/vnd.ms-word.document.macroEnabled.12',
      macroWord(),
      'application/vnd.ms-word.document.macroenabled.12',
      ['macros'],
    ),
    sample('old-macro.xls', 'application/vnd.ms-excel', cfb('_VBA_PROJECT_CUR'), 'application/vnd.ms-excel', [
      'macros',
    ]),
    sample('date.ics', 'text/calendar', Buffer.from('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n')),
    sample(
      'card.vcf',
      'text/x-vcard',
      Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n'),
      'text/vcard',
    ),
    sample('data.json', 'application/json', Buffer.from('{"a":1}')),
    sample('logs.tar.gz', 'application/gzip', gzipSync(tar()), 'application/gzip', ['archive']),
    sample(
      'setup.exe',
      'application/x-msdownload',
      Buffer.concat([latin1('MZ'), Buffer.alloc(600)]),
      'application/x-msdownload',
      ['executable'],
    ),
    sample('install.sh', 'application/x-sh', Buffer.from('#!/bin/sh\nrm -rf ~\n'), 'text/plain', ['executable']),
  ];
}
