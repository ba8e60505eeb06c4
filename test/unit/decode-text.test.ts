/** Texts of pages and files are decoded in their actual encoding, whatever is declared. */
import { describe, expect, test } from '@jest/globals';
import { decodeText, sniffedMime } from '../../activities/knowledge/extract/decode-text.ts';
import { zip } from '../support/files.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
/** “Preis: 20 € – “neu” in Größe M”, in windows-1252. */
const PRICE = latin1('Preis: 20 \x80 \x96 \x93neu\x94 in Gr\xf6\xdfe M');

describe('the text of bytes', () => {
  test.each([
    ['a header', 'windows-1252', ''],
    ['a header of Latin-1, which stands for it', 'ISO-8859-1', ''],
    ['a meta', null, '<meta charset="windows-1252">'],
    ['a guess', null, ''],
  ])('windows-1252 by %s has its euro and quotes', (_what, charset, head) =>
    expect(decodeText(Buffer.concat([latin1(head), PRICE]), charset, true)).toBe(
      `${head}Preis: 20 € – “neu” in Größe M`,
    ),
  );

  test('all of 0x80 to 0x9F as the Encoding Standard has them', () => {
    const bytes = Buffer.from([
      0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96,
      0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ]);
    expect(decodeText(bytes, 'windows-1252', false)).toBe('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');
  });

  test('a header or a meta that the bytes contradict is not believed', () => {
    expect(decodeText(latin1('Gr\xf6\xdfe und \xd6ffnungszeiten'), 'utf-8', false)).toBe('Größe und Öffnungszeiten');
    expect(decodeText(latin1('<meta charset="utf-8">Gr\xf6\xdfe und \xd6ffnungszeiten'), null, true)).toContain(
      'Größe und Öffnungszeiten',
    );
    expect(decodeText(latin1('<meta charset="windows-1250">k\xf9\xf2'), 'utf-8', true)).toContain('kůň');
    expect(decodeText(Buffer.from('Größe'), 'iso-8859-1', false)).toBe('Größe');
    // One torn letter makes no other encoding of a text.
    expect(decodeText(Buffer.concat([Buffer.from('Größe, Öl und Ärmel '), Buffer.from([0xc3])]), 'utf-8', false)).toBe(
      'Größe, Öl und Ärmel \uFFFD',
    );
  });

  test.each([
    ['Latin', 'The bell costs 20 EUR.'],
    ['Cyrillic', 'Цена двадцать рублей за звонок, доставка три дня'],
    ['Chinese', '退货三十天内可以办理, 价格 120 元\n'],
  ])('UTF-16 without a mark: %s', (_script, text) => {
    expect(decodeText(wide(text), null, false)).toBe(text);
    expect(decodeText(wide(text).swap16(), 'utf-8', false)).toBe(text);
  });
  test('bytes with zeros are no text', () => {
    for (const hex of ['680069', '6800690102', '00010002000300ff', '7f454c4602010100', '6800000069000000', '6800'])
      expect([
        hex,
        (() => {
          try {
            return decodeText(Buffer.from(hex, 'hex'), null, false);
          } catch (error) {
            return (error as { code?: string }).code;
          }
        })(),
      ]).toEqual([hex, 'not_text']);
  });

  test.each([
    ['gb18030', 'cdcbbbf5c8fdcaaeccecc4dabfc9d2d4b0ecc0ed', '退货三十天内可以办理'],
    ['gb18030', 'd7d4d0d0b3b5c5e4bcfe', '自行车配件'],
    ['big5', 'b068b366a454a451a4d1a4baa569a548bfecb27a', '退貨三十天內可以辦理'],
    ['big5', 'bbf9aee6ac4fa440a6caa447a451a4b8', '價格是一百二十元'],
    ['euc-kr', 'b9ddc7b0c0ba20bbefbdcac0cf20b3bbbfa1', '반품은 삼십일 내에'],
    ['euc-kr', 'bfb5bef7bdc3b0a3c0ba20bfc0c0fc20bec6c8a9bdc3', '영업시간은 오전 아홉시'],
    ['euc-jp', 'cad6c9caa4cfbbb0bdbdc6fc', '返品は三十日'],
    ['shift_jis', '89bf8a6982cd9553897e', '価格は百円'],
    [
      'windows-1254',
      '4669796174fd2079fc7a207969726d69206c6972612c206465f0696c646972',
      'Fiyatı yüz yirmi lira, değildir',
    ],
    ['windows-1254', 'dd6164652073fc72657369206f74757a2067fc6e64fc72', 'İade süresi otuz gündür'],
    [
      'windows-874',
      'a4d7b9cabed4b9a4e9d2e4b4e9c0d2c2e3b9cad2c1cad4bac7d1b9'.replace('cabed4', 'cad4'),
      'คืนสินค้าได้ภายในสามสิบวัน',
    ],
    ['windows-1251', 'c2eee7e2f0e0f220f2eee2e0f0e020e2eee7eceee6e5ed', 'Возврат товара возможен'],
    ['Western', '3230b0432c203235b0432c203330b0432c203335b043', '20°C, 25°C, 30°C, 35°C'],
    ['Western', '4772f6df6520756e6420d66c', 'Größe und Öl'],
    [
      'Icelandic',
      'de6574746120657220ed736c656e736b612c20e96720fe6172662061f02066e120fe61f0',
      'Þetta er íslenska, ég þarf að fá það',
    ],
  ])('a short text of %s that says nothing: %s', (_encoding, hex, text) =>
    expect(decodeText(Buffer.from(hex, 'hex'), null, false)).toBe(text),
  );
});

describe('what bytes are that came without a type', () => {
  const wideMark = Buffer.from([0xff, 0xfe]);
  test.each<[string, Buffer | string, string]>([
    ...[
      '<iframe src="x">',
      '<b>Hi</b>',
      '<font size=1>',
      '<!-- a page -->',
      '<!--',
      '<section>',
      '<main>',
      '<h2>Hi</h2>',
      '<ul><li>x</ul>',
      ' \n<P>Hi',
      '<br/>',
      '<!DOCTYPE HTML>',
      '<?xml version="1.0"?><html xmlns="x">',
      '<?xml version="1.0"?>\n<!-- x --><html>',
    ].map((text): [string, string, string] => [text, text, 'text/html']),
    ['a page in UTF-16', Buffer.concat([wideMark, wide('<html><p>Größe')]), 'text/html'],
    ['a page in UTF-16 of the other order', Buffer.concat([wideMark, wide('<html><p>Größe')]).swap16(), 'text/html'],
    ['a page with a mark', Buffer.from('\ufeff<html>'), 'text/html'],
    ['words in UTF-16', Buffer.concat([wideMark, wide('Größe')]), 'text/plain'],
    ['words', 'Hi', 'text/plain'],
    ['a figure that is less', '<5 days', 'text/plain'],
    ['another XML', '<?xml version="1.0"?><feed/>', 'text/plain'],
    ['a PDF', '%PDF-1.4', 'application/pdf'],
    [
      'a Word document',
      zip([
        ['[Content_Types].xml', Buffer.from('<Types/>')],
        ['word/document.xml', Buffer.from('<x/>')],
      ]),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['another archive', zip([['a', Buffer.from('a')]]), 'application/zip'],
  ])('%s', (_what, bytes, mime) => expect(sniffedMime(Buffer.from(bytes))).toBe(mime));
});
