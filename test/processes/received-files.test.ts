/** Customers' files: kept whatever they are, and shown as the type that their bytes have. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import { previewOf, servedAs } from '../../domain/whatsapp/received-file.ts';
import { lookAtReceived } from '../../store/media/inspection/look.ts';
import { badFiles, goodFiles, jpeg, pdf, zip } from '../support/files.ts';
import { inspecting, kindOf, maySay } from '../support/inspected.ts';
import { receivedSamples } from '../support/received-files.ts';

const { inspector, place } = inspecting();
let good: ReadonlyMap<string, Buffer>;
beforeAll(async () => void (good = await goodFiles()));

async function look(bytes: Buffer, kind: MediaKind, declaredMime: string | null, fileName: string | null = null) {
  const path = place(bytes);
  const seen = await lookAtReceived(
    inspector,
    { path, kind, declaredMime, fileName, size: bytes.length },
    { tenantId: 'a' },
  );
  return { mime: seen.mime, warnings: seen.warnings, preview: previewOf(seen.mime, seen.picture !== null) };
}

describe('a file that a customer sends', () => {
  test('forty types as documents: each is what its bytes are, with its warnings', async () => {
    const samples = await receivedSamples();
    const seen = [];
    for (const { name, bytes, declared } of samples)
      seen.push({ name, ...(await look(bytes, 'document', declared, name)) });
    expect(seen).toEqual(
      samples.map(({ name, mime, warnings, preview }) => ({ name, mime, warnings, preview: preview ?? null })),
    );
    expect(new Set(samples.map(each => each.name)).size).toBe(40);
  });

  test('real files × declared types: called a spoof exactly when they do not agree, and shown as what they are', async () => {
    const wrong: string[] = [];
    for (const [real, bytes] of good) {
      for (const declared of good.keys()) {
        const { warnings, preview } = await look(bytes, kindOf(declared), declared);
        const expected = real.startsWith('image/')
          ? 'picture'
          : /^(audio|video)/.test(real)
            ? real.split('/')[0]
            : null;
        if (warnings.includes('type_mismatch') === maySay(real, declared))
          wrong.push(`${real} as ${declared}: ${warnings.join()}`);
        if (preview !== (real === 'video/mp4' && declared === 'audio/mp4' ? 'audio' : expected))
          wrong.push(`${real} as ${declared} is shown as ${preview}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('polyglots, bombs, halves and lies are neither shown nor played, and never without a warning', async () => {
    for (const [name, bytes, declared] of await badFiles()) {
      if (bytes.length === 0) continue;
      const { warnings, preview, mime } = await look(
        bytes,
        declared === '' ? 'image' : kindOf(declared),
        declared === '' ? 'application/octet-stream' : declared,
      );
      if (name === 'no type') expect([name, warnings, preview]).toEqual([name, [], 'picture']);
      else
        expect([name, warnings.length > 0, preview, servedAs(mime, warnings).includes('html')]).toEqual([
          name,
          true,
          null,
          false,
        ]);
    }
  });

  test('the name: its last extension, doubled ones, and letters that turn their direction', async () => {
    const bytes = pdf();
    for (const name of [
      'invoice.pdf',
      'INVOICE.PDF',
      'invoice',
      'invoice 3.2021',
      'فاتورة.pdf',
      'Rechnung Nr. 5.pdf',
      null,
    ])
      expect([name, (await look(bytes, 'document', 'application/pdf', name)).warnings]).toEqual([name, []]);
    const expected = {
      'invoice.pdf.exe': ['executable'],
      'invoice.docx': ['name_mismatch'],
      'x.html': ['active_content', 'name_mismatch'],
      'x.js ': ['executable'],
      'invoice\u202efdp.exe': ['executable', 'name_mismatch'],
      'photo.jpg   .exe': ['executable', 'name_mismatch'],
      'setup.ЕХЕ': ['name_mismatch'],
      'a.jnlp': ['executable'],
      'a.appref-ms': ['executable'],
      'a.settingcontent-ms': ['executable'],
      'a.iqy': ['executable'],
      'a.slk': ['macros'],
      'a.exe.': ['executable'],
      'invoice.pdf          .scr': ['executable', 'name_mismatch'],
      'a.zip': ['name_mismatch', 'archive'],
      'a.xlsm': ['macros'],
      'a.svg': ['active_content', 'name_mismatch'],
    };
    for (const [name, warnings] of Object.entries(expected))
      expect([name, (await look(bytes, 'document', 'application/pdf', name)).warnings]).toEqual([name, warnings]);
  });

  test('what is dangerous is found whatever it is called', async () => {
    const page = '<html><script>alert(1)</script></html>';
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(page, 'utf16le')]);
    const hidden: [string, Buffer, string, string][] = [
      ['a page behind blanks', Buffer.from(`\ufeff \n\t${page}`), 'text/plain', 'active_content'],
      ['a page in UTF-16', wide, 'text/plain', 'active_content'],
      ['a page behind a comment', Buffer.from(`<!-- x -->${page}`), 'text/plain', 'active_content'],
      [
        'a drawing behind a declaration',
        Buffer.from('<?xml version="1.0"?><!DOCTYPE svg><svg onload="x()"></svg>'),
        'application/xml',
        'active_content',
      ],
      [
        'a style sheet that runs',
        Buffer.from('<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>'),
        'application/xml',
        'active_content',
      ],
      [
        'XHTML',
        Buffer.from('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'),
        'text/xml',
        'active_content',
      ],
      ['a program of a shell', Buffer.from('#!/usr/bin/env python3\nprint(1)\n'), 'text/plain', 'executable'],
      [
        'an installer',
        Buffer.concat([good.get('application/msword')!, Buffer.from('84100c0000000000c000000000000046', 'hex')]),
        'application/msword',
        'executable',
      ],
      [
        'macros beside the words',
        zip([
          ['[Content_Types].xml', Buffer.from('<Types/>')],
          ['word/vbaProject.bin', Buffer.from('x')],
        ]),
        'application/zip',
        'macros',
      ],
      ['a class of Java', Buffer.from('cafebabe00000034', 'hex'), 'application/octet-stream', 'executable'],
    ];
    for (const [what, bytes, declared, warning] of hidden)
      expect([what, (await look(bytes, 'document', declared, 'file')).warnings]).toEqual([
        what,
        expect.arrayContaining([warning]),
      ]);
  });

  test('honest files of words are called neither pages nor programs, whatever they begin with', async () => {
    const declared = (xml: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
    const honest: [string, string, string][] = [
      [
        'fattura.xml',
        'text/xml',
        declared(
          '<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><a/><title>x</title></p:FatturaElettronica>',
        ),
      ],
      ['fattura2.xml', 'application/xml', '<p:FatturaElettronica><br/></p:FatturaElettronica>'],
      [
        'track.gpx',
        'application/gpx+xml',
        declared(
          '<gpx version="1.1"><metadata><link href="https://example.com"><text>x</text></link></metadata></gpx>',
        ),
      ],
      [
        'feed.xml',
        'application/xml',
        declared(
          '<!-- news --><rss version="2.0"><channel><title>News</title><link>https://example.com</link></channel></rss>',
        ),
      ],
      ['data.xml', 'text/xml', declared('<!DOCTYPE note [<!ELEMENT note (a)>]><note><a/><b/><form/></note>')],
      ['table.xml', 'text/xml', declared('<table><p/></table>')],
      ['cars.csv', 'text/csv', 'BMW;320d;2019\nAudi;A4;2020\n'],
      ['motor.txt', 'text/plain', 'MZ Motorrad, Baujahr 1985\n'],
      ['bitte.txt', 'text/plain', 'GIF bitte noch einmal senden\n'],
      ['fws.txt', 'text/plain', 'FWS Seminar am Montag\n'],
      ['bzh.txt', 'text/plain', 'BZh 12 ist offen\n'],
      ['percent.txt', 'text/plain', '%! zwanzig Prozent\n'],
      ['id3.csv', 'text/csv', 'ID3;VW;Golf\n'],
      ['form.txt', 'text/plain', 'FORM 12: Antrag\n'],
      ['mac.txt', 'text/plain', 'MAC addresses of the routers\n'],
      ['heart.txt', 'text/plain', '<3 danke'],
      ['less.txt', 'text/plain', '< 5 Tage'],
      ['excel.csv', 'application/vnd.ms-excel', 'Teil;Preis\nSattel;45\n'],
      ['README.md', 'text/markdown', '<p align="center"><img src="logo.png"></p>\n\n# Bikes\n'],
      ['README.markdown', 'application/octet-stream', '<h1 align="center">Bikes</h1>\n'],
      ['notes', 'text/x-markdown', '<div><a href="https://example.com">x</a></div>\n'],
    ];
    for (const [name, mime, text] of honest)
      expect([name, (await look(Buffer.from(text), 'document', mime, name)).warnings]).toEqual([name, []]);
    expect((await look(Buffer.from('BMW;320d\n'), 'document', 'text/csv', 'cars.csv')).mime).toBe('text/csv');
    expect((await look(Buffer.from('a;b\n'), 'document', 'application/vnd.ms-excel', 'a.csv')).mime).toBe('text/csv');
  });

  test('what looks like them and can run is told', async () => {
    const xml = (rest: string): string => `<?xml version="1.0"?>${rest}`;
    const pages: [string, string, string][] = [
      ['a.xml', 'text/xml', xml('<x:html xmlns:x="http://www.w3.org/1999/xhtml"/>')],
      ['b.xml', 'text/xml', xml('<a><s:script xmlns:s="http://www.w3.org/1999/xhtml">1</s:script></a>')],
      ['c.xml', 'text/xml', xml('<a><s:script xmlns:s="http://www.w3.org/1999&#x2F;xhtml">1</s:script></a>')],
      [
        'd.xml',
        'text/xml',
        xml('<!DOCTYPE a [<!ENTITY n "http:">]><a><script xmlns="&n;//www.w3.org/1999/xhtml"/></a>'),
      ],
      ['e.xml', 'text/xml', xml('<?xml-stylesheet href="x.xsl"?><a/>')],
      ['f.xml', 'text/xml', xml('<q:svg xmlns:q="http://www.w3.org/2000/svg"/>')],
      ['g.xml', 'text/xml', '<a xmlns="http://example.com"><b/></a>'],
      ['h.txt', 'text/plain', '<p>Hi</p>'],
      ['README.md', 'text/markdown', '<p>Hi</p><script>alert(1)</script>'],
      ['i.md', 'text/markdown', '<img src=x onerror=alert(1)>'],
      ['j.md', 'text/markdown', '<iframe src="x"></iframe>'],
      ['k.html', 'text/markdown', '<p>Hi</p>'],
      ['l.txt', 'text/plain', '<!-- a page'],
      ['m.txt', 'text/plain', '<data><script>1</script></data>'],
    ];
    for (const [name, mime, text] of pages)
      expect([name, (await look(Buffer.from(text), 'document', mime, name)).warnings]).toEqual([
        name,
        ['active_content'],
      ]);
    expect(
      (await look(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'document', 'text/plain', 'a.txt')).warnings,
    ).toContain('executable');
    expect((await look(Buffer.from('GIF89a=1;alert(1)'), 'document', 'text/plain', 'a.txt')).warnings).toContain(
      'type_mismatch',
    );
  });

  test('a document of Office behind a password is an old container that says so', async () => {
    const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const locked = Buffer.concat([good.get('application/msword')!, Buffer.from('EncryptedPackage', 'utf16le')]);
    expect(await look(locked, 'document', docx, 'offer.docx')).toEqual({ mime: docx, warnings: [], preview: null });
    for (const name of ['sums.xlsx', 'talk.pptx'])
      expect([name, (await look(locked, 'document', 'application/octet-stream', name)).warnings]).toEqual([name, []]);
    expect((await look(good.get('application/msword')!, 'document', docx, 'offer.docx')).warnings).toEqual([
      'type_mismatch',
      'name_mismatch',
    ]);
  });

  test('an address at the end of a name makes no program of a document', async () => {
    for (const name of ['Rechnung amazon.com', 'booking.com', 'cash.app'])
      expect([name, (await look(pdf(), 'document', 'application/pdf', name)).warnings]).toEqual([name, []]);
    for (const bytes of [Buffer.from('X5O!P%@AP'), Buffer.from([1, 2, 3, 0, 0xff]), zip([['a', Buffer.from('a')]])])
      expect((await look(bytes, 'document', 'application/octet-stream', 'amazon.com')).warnings).toContain(
        'executable',
      );
  });

  test('words of every encoding are words, and bytes are not', async () => {
    const words = [
      Buffer.from('Grüße 你好'),
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('Hi', 'utf16le').swap16()]),
      Buffer.from('82b182f182c982bf82cd', 'hex'),
    ];
    for (const bytes of words)
      expect(await look(bytes, 'document', 'text/plain', 'a.txt')).toEqual({
        mime: 'text/plain',
        warnings: [],
        preview: null,
      });
    expect(await look(Buffer.from([1, 2, 3, 0, 0xff]), 'document', 'text/plain', 'a.txt')).toEqual({
      mime: 'application/octet-stream',
      warnings: ['type_mismatch', 'name_mismatch'],
      preview: null,
    });
    expect(await look(Buffer.from([1, 2, 3, 0, 0xff]), 'document', 'application/x-of-our-own', 'a.dat')).toEqual({
      mime: 'application/octet-stream',
      warnings: [],
      preview: null,
    });
  });

  test('a picture is shown by its bytes, also where it came as a document of no type', async () => {
    expect(await look(await jpeg(), 'document', 'application/octet-stream', 'x')).toEqual({
      mime: 'image/jpeg',
      warnings: [],
      preview: 'picture',
    });
    expect(await look(await jpeg(), 'document', 'image/jpg', 'x.JPG')).toEqual({
      mime: 'image/jpeg',
      warnings: [],
      preview: 'picture',
    });
  });
});
