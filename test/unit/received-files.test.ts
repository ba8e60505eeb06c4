/** Customers' files: kept whatever they are, and shown as what their bytes are. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import { previewOf, servedAs } from '../../domain/whatsapp/received-file.ts';
import { Inspector } from '../../store/media/inspection/inspector.ts';
import { lookAtReceived } from '../../store/media/inspection/look.ts';
import { badFiles, goodFiles, jpeg, pdf, zip } from '../support/files.ts';
import { receivedSamples } from '../support/received-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigfollow-received-'));
const inspector = new Inspector(10_000);
let good: ReadonlyMap<string, Buffer>;
beforeAll(async () => void (good = await goodFiles()));
afterAll(async () => {
  await inspector.close();
  rmSync(folder, { recursive: true });
});

async function look(bytes: Buffer, kind: MediaKind, declaredMime: string | null, fileName: string | null = null) {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  const seen = await lookAtReceived(inspector, { path, kind, declaredMime, fileName, size: bytes.length }, { tenantId: 'a' });
  return { mime: seen.mime, warnings: seen.warnings, preview: previewOf(seen.mime, seen.picture !== null) };
}

const kindOf = (mime: string): MediaKind => (mime === 'image/webp' ? 'sticker' : mime.startsWith('image/') ? 'image' : mime.startsWith('audio/') ? 'audio' : mime.startsWith('video/') ? 'video' : 'document');
/** Types whose files nobody can tell apart by their bytes: old Office files, and sound in a film's container. */
const OLD_OFFICE: readonly string[] = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'];
const maySay = (real: string, declared: string): boolean => real === declared || (OLD_OFFICE.includes(real) && OLD_OFFICE.includes(declared)) || (real === 'video/mp4' && declared === 'audio/mp4');

describe('a file that a customer sends', () => {
  test('forty types as documents: each is what its bytes are, with its warnings', async () => {
    const samples = await receivedSamples();
    const seen = [];
    for (const { name, bytes, declared } of samples) seen.push({ name, ...(await look(bytes, 'document', declared, name)) });
    expect(seen).toEqual(samples.map(({ name, mime, warnings, preview }) => ({ name, mime, warnings, preview: preview ?? null })));
    expect(new Set(samples.map(each => each.name)).size).toBe(40);
  });

  test('real files × declared types: called a spoof exactly when they do not agree, and shown as what they are', async () => {
    const wrong: string[] = [];
    for (const [real, bytes] of good) {
      for (const declared of good.keys()) {
        const { warnings, preview } = await look(bytes, kindOf(declared), declared);
        const expected = real.startsWith('image/') ? 'picture' : /^(audio|video)/.test(real) ? real.split('/')[0] : null;
        if (warnings.includes('type_mismatch') === maySay(real, declared)) wrong.push(`${real} as ${declared}: ${warnings.join()}`);
        if (preview !== (real === 'video/mp4' && declared === 'audio/mp4' ? 'audio' : expected)) wrong.push(`${real} as ${declared} is shown as ${preview}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('polyglots, bombs, halves and lies are neither shown nor played, and never without a warning', async () => {
    for (const [name, bytes, declared] of await badFiles()) {
      if (bytes.length === 0) continue;
      const { warnings, preview, mime } = await look(bytes, declared === '' ? 'image' : kindOf(declared), declared === '' ? 'application/octet-stream' : declared);
      if (name === 'no type') expect([name, warnings, preview]).toEqual([name, [], 'picture']);
      else expect([name, warnings.length > 0, preview, servedAs(mime, warnings).includes('html')]).toEqual([name, true, null, false]);
    }
  });

  test('the name: its last extension, doubled ones, and letters that turn their direction', async () => {
    const bytes = pdf();
    for (const name of ['invoice.pdf', 'INVOICE.PDF', 'invoice', 'invoice 3.2021', 'فاتورة.pdf', 'Rechnung Nr. 5.pdf', null]) expect([name, (await look(bytes, 'document', 'application/pdf', name)).warnings]).toEqual([name, []]);
    const expected = { 'invoice.pdf.exe': ['executable'], 'invoice.docx': ['name_mismatch'], 'x.html': ['active_content', 'name_mismatch'], 'x.js ': ['executable'], 'invoice\u202efdp.exe': ['executable', 'name_mismatch'], 'invoice.pdf          .scr': ['executable', 'name_mismatch'], 'a.zip': ['name_mismatch', 'archive'], 'a.xlsm': ['macros'], 'a.svg': ['active_content', 'name_mismatch'] };
    for (const [name, warnings] of Object.entries(expected)) expect([name, (await look(bytes, 'document', 'application/pdf', name)).warnings]).toEqual([name, warnings]);
  });

  test('what is dangerous is found whatever it is called', async () => {
    const page = '<html><script>alert(1)</script></html>';
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(page, 'utf16le')]);
    const hidden: [string, Buffer, string, string][] = [
      ['a page behind blanks', Buffer.from(`\ufeff \n\t${page}`), 'text/plain', 'active_content'], ['a page in UTF-16', wide, 'text/plain', 'active_content'], ['a page behind a comment', Buffer.from(`<!-- x -->${page}`), 'text/plain', 'active_content'],
      ['a drawing behind a declaration', Buffer.from('<?xml version="1.0"?><!DOCTYPE svg><svg onload="x()"></svg>'), 'application/xml', 'active_content'], ['a style sheet that runs', Buffer.from('<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>'), 'application/xml', 'active_content'],
      ['XHTML', Buffer.from('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'), 'text/xml', 'active_content'],
      ['a program of a shell', Buffer.from('#!/usr/bin/env python3\nprint(1)\n'), 'text/plain', 'executable'], ['an installer', Buffer.concat([good.get('application/msword')!, Buffer.from('84100c0000000000c000000000000046', 'hex')]), 'application/msword', 'executable'],
      ['macros beside the words', zip([['[Content_Types].xml', Buffer.from('<Types/>')], ['word/vbaProject.bin', Buffer.from('x')]]), 'application/zip', 'macros'],
      ['a class of Java', Buffer.from('cafebabe00000034', 'hex'), 'application/octet-stream', 'executable'],
    ];
    for (const [what, bytes, declared, warning] of hidden) expect([what, (await look(bytes, 'document', declared, 'file')).warnings]).toEqual([what, expect.arrayContaining([warning])]);
  });

  test('words of every encoding are words, and bytes are not', async () => {
    const words = [Buffer.from('Grüße 你好'), Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]), Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('Hi', 'utf16le').swap16()]), Buffer.from('82b182f182c982bf82cd', 'hex')];
    for (const bytes of words) expect(await look(bytes, 'document', 'text/plain', 'a.txt')).toEqual({ mime: 'text/plain', warnings: [], preview: null });
    expect(await look(Buffer.from([1, 2, 3, 0, 0xff]), 'document', 'text/plain', 'a.txt')).toEqual({ mime: 'application/octet-stream', warnings: ['type_mismatch', 'name_mismatch'], preview: null });
    expect(await look(Buffer.from([1, 2, 3, 0, 0xff]), 'document', 'application/x-of-our-own', 'a.dat')).toEqual({ mime: 'application/octet-stream', warnings: [], preview: null });
  });

  test('a picture is shown by its bytes, also where it came as a document of no type', async () => {
    expect(await look(await jpeg(), 'document', 'application/octet-stream', 'x')).toEqual({ mime: 'image/jpeg', warnings: [], preview: 'picture' });
    expect(await look(await jpeg(), 'document', 'image/jpg', 'x.JPG')).toEqual({ mime: 'image/jpeg', warnings: [], preview: 'picture' });
  });
});
