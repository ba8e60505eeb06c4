import { beforeAll, describe, expect, test } from '@jest/globals';
import { Inspector, MOST_WAITING, NotLookedAtError } from '../../store/media/inspection/inspector.ts';
import { lookAtUpload } from '../../store/media/inspection/look.ts';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import { MEDIA_KINDS, maxBytesOf } from '../../domain/whatsapp/media.ts';
import { judgeUpload } from '../../domain/whatsapp/sendable.ts';
import { wavingPng } from '../support/bombs.ts';
import { badFiles, goodFiles, voiceNote } from '../support/files.ts';
import { MIME_OF_KIND, inspecting, kindOf, maySay } from '../support/inspected.ts';
import { watchResident } from '../support/resident.ts';

const { inspector, place } = inspecting();
let good: ReadonlyMap<string, Buffer>;
beforeAll(async () => void (good = await goodFiles()));

/** What becomes of a file, without the words for who sent it. */
async function look(bytes: Buffer, kind: MediaKind, declaredMime: string | null, fileName: string | null = null) {
  const path = place(bytes);
  const seen = await lookAtUpload(
    inspector,
    { path, kind, declaredMime, fileName, size: bytes.length },
    { tenantId: 'a' },
  );
  return 'refused' in seen ? { refused: seen.refused } : seen;
}

describe('a file', () => {
  test('real files × declared types: let in exactly when they agree', async () => {
    const wrong: string[] = [];
    for (const [real, bytes] of good) {
      for (const declared of good.keys()) {
        const seen = await look(bytes, kindOf(declared), declared);
        if ('mime' in seen !== maySay(real, declared))
          wrong.push(`${real} as ${declared}: ${JSON.stringify('mime' in seen ? seen.mime : seen.refused)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(good.size).toBe(18);
  });

  test('no kind takes another kind’s type', async () => {
    for (const [mime, bytes] of good)
      for (const kind of MEDIA_KINDS.filter(each => each !== kindOf(mime)))
        expect([mime, kind, await look(bytes, kind, mime)]).toEqual([mime, kind, { refused: 'type_not_allowed' }]);
  });

  test('polyglots, bombs, halves and lies are kept out, and the next file is looked at as ever', async () => {
    for (const [name, bytes, declared] of await badFiles()) {
      const seen = await look(bytes, kindOf(declared), declared === '' ? 'application/octet-stream' : declared);
      expect([name, 'refused' in seen]).toEqual([name, true]);
      expect([name, 'mime' in (await look(good.get('image/jpeg')!, 'image', 'image/jpeg'))]).toEqual([name, true]);
    }
  });

  test('parameters of a type, and the name where it says something', async () => {
    expect(await look(voiceNote(), 'audio', 'audio/ogg; codecs=opus', 'voice.ogg')).toMatchObject({
      mime: 'audio/ogg',
      durationMs: expect.any(Number),
    });
    const bytes = good.get('application/pdf')!;
    for (const name of ['invoice.pdf', 'INVOICE.PDF', 'invoice', 'invoice 3.2021', null])
      expect([name, await look(bytes, 'document', 'application/pdf', name)]).toEqual([
        name,
        expect.objectContaining({ mime: 'application/pdf' }),
      ]);
    for (const name of ['invoice.pdf.exe', 'invoice.docx', 'x.html', 'x.js '])
      expect([name, await look(bytes, 'document', 'application/pdf', name)]).toEqual([
        name,
        { refused: 'name_mismatch' },
      ]);
  });

  test('a picture is measured and made small, without what a photo tells of its place', async () => {
    const seen = await look(good.get('image/jpeg')!, 'image', 'image/jpeg');
    expect(seen).toMatchObject({ picture: { width: 640, height: 360 } });
  });

  test.each(MEDIA_KINDS)('%s: its size at and over the limit', kind => {
    const mime = MIME_OF_KIND[kind];
    const facts = { kind, declaredMime: mime, fileName: null, foundMime: mime, isText: false };
    expect([
      judgeUpload({ ...facts, size: maxBytesOf(kind) }),
      judgeUpload({ ...facts, size: maxBytesOf(kind) + 1 }),
      judgeUpload({ ...facts, size: 0 }),
    ]).toEqual([
      { kind, mime },
      { refused: 'too_large', words: null },
      { refused: 'empty', words: null },
    ]);
  });

  test('a picture that swells when it is decoded is kept out', async () => {
    const bytes = wavingPng(16_000);
    expect(bytes.length).toBeLessThan(maxBytesOf('image'));
    const stop = await watchResident();
    const seen = await look(bytes, 'image', 'image/png');
    expect(Math.round((await stop()) / 2 ** 20)).toBeLessThanOrEqual(400);
    expect(seen).toEqual({ refused: 'unreadable' });
    expect(await look(good.get('image/png')!, 'image', 'image/png')).toMatchObject({ mime: 'image/png' });
  });

  test('of many tenants’ files each tenant’s have their turn; a closed inspector says nothing of a file', async () => {
    const one = new Inspector(10_000, { most: 1 });
    const path = place(good.get('image/jpeg')!);
    const order: string[] = [];
    await Promise.all(
      [...Array.from({ length: MOST_WAITING }, () => 'a'), 'b', 'b'].map(async tenantId => {
        await one.inspect(path, 'image', { tenantId });
        order.push(tenantId);
      }),
    );
    expect([order.indexOf('b') <= 2, order.lastIndexOf('b') <= 4]).toEqual([true, true]);
    const waiting = Array.from({ length: MOST_WAITING + 1 }, () => one.inspect(path, 'image', { tenantId: 'a' }));
    await expect(one.inspect(path, 'image', { tenantId: 'a' })).rejects.toThrow(new NotLookedAtError('crowded'));
    const [closed] = await Promise.all([Promise.allSettled(waiting), one.close()]);
    expect(closed.at(-1)).toEqual({ status: 'rejected', reason: new NotLookedAtError('closed') });
    await expect(one.picture(path, { tenantId: 'b' })).rejects.toThrow(new NotLookedAtError('closed'));
  });

  test('a process that hangs costs the file and nothing else', async () => {
    const hasty = new Inspector(1);
    const path = place(good.get('image/jpeg')!);
    expect(await hasty.inspect(path, 'image', { tenantId: 'a' })).toBeNull();
    await hasty.close();
    expect(await look(good.get('image/jpeg')!, 'image', 'image/jpeg')).toMatchObject({ mime: 'image/jpeg' });
  });
});
