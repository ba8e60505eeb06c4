import { beforeAll, describe, expect, test } from '@jest/globals';
import { lookAtUpload } from '../../store/media/inspection/look.ts';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import { MEDIA_KINDS, maxBytesOf } from '../../domain/whatsapp/media.ts';
import { declaredKind, judgeUpload } from '../../domain/whatsapp/sendable.ts';
import { badFiles, container, goodFiles, matroska, vorbis, voiceNote, wav } from '../support/files.ts';
import { MIME_OF_KIND, OLD_OFFICE, inspecting, maySay } from '../support/inspected.ts';

const { inspector, place } = inspecting();
let good: ReadonlyMap<string, Buffer>;
beforeAll(async () => void (good = await goodFiles()));

function look(
  bytes: Buffer,
  declaredMime: string | null,
  { kind = declaredKind(declaredMime), fileName = null }: { kind?: MediaKind | null; fileName?: string | null } = {},
): ReturnType<typeof lookAtUpload> {
  const path = place(bytes);
  return lookAtUpload(inspector, { path, kind, declaredMime, fileName, size: bytes.length }, { tenantId: 'a' });
}

test('a type that WhatsApp names is believed, and the bytes must be of it: real files × declared types', async () => {
  const wrong: string[] = [];
  for (const [real, bytes] of good) {
    for (const declared of good.keys()) {
      const seen = await look(bytes, declared);
      if (
        maySay(real, declared)
          ? !('mime' in seen) || seen.mime !== declared
          : !('refused' in seen) || seen.refused !== 'type_mismatch'
      )
        wrong.push(`${real} as ${declared}: ${JSON.stringify(seen)}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('no kind takes another kind’s type', async () => {
  for (const [mime, bytes] of good)
    for (const kind of MEDIA_KINDS.filter(each => each !== declaredKind(mime)))
      expect([mime, kind, await look(bytes, mime, { kind })]).toMatchObject([
        mime,
        kind,
        { refused: 'type_not_allowed' },
      ]);
});

test('what must not be let in stays out, whatever it is called', async () => {
  for (const [name, bytes, declared] of await badFiles()) {
    if (name !== 'no type') expect([name, 'refused' in (await look(bytes, declared))]).toEqual([name, true]);
  }
});

const of = (mime: string) => (): Buffer => good.get(mime)!;
const ALIASES: readonly (readonly [declared: string, bytes: () => Buffer, kind: MediaKind, mime: string])[] = [
  ['audio/ogg; codecs=opus', voiceNote, 'audio', 'audio/ogg'],
  ['audio/opus', voiceNote, 'audio', 'audio/ogg'],
  ['audio/webm;codecs=opus', voiceNote, 'audio', 'audio/ogg'],
  ['application/ogg', voiceNote, 'audio', 'audio/ogg'],
  ['audio/mp3', of('audio/mpeg'), 'audio', 'audio/mpeg'],
  ['audio/x-mpeg-3', of('audio/mpeg'), 'audio', 'audio/mpeg'],
  ['AUDIO/MP3; rate=44100', of('audio/mpeg'), 'audio', 'audio/mpeg'],
  ['audio/webm', of('audio/mpeg'), 'audio', 'audio/mpeg'],
  ['audio/x-m4a', of('audio/mp4'), 'audio', 'audio/mp4'],
  ['audio/m4a', of('video/mp4'), 'audio', 'audio/mp4'],
  ['audio/x-aac', of('audio/aac'), 'audio', 'audio/aac'],
  ['audio/x-amr', of('audio/amr'), 'audio', 'audio/amr'],
  ['video/quicktime', of('video/mp4'), 'video', 'video/mp4'],
  ['video/x-m4v', of('video/mp4'), 'video', 'video/mp4'],
  ['video/3gp', of('video/3gpp'), 'video', 'video/3gpp'],
  ['image/jpg', of('image/jpeg'), 'image', 'image/jpeg'],
  ['image/pjpeg', of('image/jpeg'), 'image', 'image/jpeg'],
  ['image/x-png', of('image/png'), 'image', 'image/png'],
  ['image/heic', of('image/jpeg'), 'image', 'image/jpeg'],
  ['image/x-webp', of('image/webp'), 'sticker', 'image/webp'],
  ['application/x-pdf', of('application/pdf'), 'document', 'application/pdf'],
  [
    'application/zip',
    of('application/vnd.openxmlformats-officedocument.wordprocessingml.document'),
    'document',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  ['text/csv', of('text/plain'), 'document', 'text/plain'],
  ['text/markdown', of('text/plain'), 'document', 'text/plain'],
  ['application/octet-stream', voiceNote, 'audio', 'audio/ogg'],
  ['application/octet-stream', of('application/pdf'), 'document', 'application/pdf'],
  ['', of('image/png'), 'image', 'image/png'],
];

describe('another name for a type stands for what the bytes are', () => {
  test.each(ALIASES)('%s', async (declared, bytes, kind, mime) => {
    expect(await look(bytes(), declared)).toMatchObject({ kind, mime });
  });

  test('sound that nobody called so is measured', async () =>
    expect(await look(voiceNote(), null)).toMatchObject({ kind: 'audio', durationMs: expect.any(Number) }));

  test('as what somebody wants it sent is kept to', async () => {
    expect(await look(good.get('image/jpeg')!, 'image/jpg', { kind: 'image' })).toMatchObject({ kind: 'image' });
    expect(await look(good.get('video/mp4')!, null, { kind: 'audio' })).toMatchObject({
      kind: 'audio',
      mime: 'audio/mp4',
    });
    expect(await look(good.get('image/jpeg')!, null, { kind: 'document' })).toMatchObject({
      refused: 'type_not_allowed',
    });
  });

  test('old Office files and texts are told apart by their names', async () => {
    for (const [name, mime] of [
      ['a.doc', OLD_OFFICE[0]],
      ['a.XLS', OLD_OFFICE[1]],
      ['a.ppt', OLD_OFFICE[2]],
    ] as const)
      expect(await look(good.get('application/msword')!, null, { fileName: name })).toMatchObject({ mime });
    expect(await look(good.get('application/msword')!, null)).toMatchObject({ refused: 'type_not_allowed' });
    expect(await look(good.get('text/plain')!, null, { fileName: 'notes.txt' })).toMatchObject({ mime: 'text/plain' });
    expect(await look(good.get('text/plain')!, null, { fileName: 'page.html' })).toMatchObject({
      refused: 'type_not_allowed',
    });
    expect(await look(voiceNote(), 'audio/opus', { fileName: 'song.mp3' })).toMatchObject({ refused: 'name_mismatch' });
  });
});

const program = (): Buffer => Buffer.concat([Buffer.from('MZ', 'latin1'), Buffer.alloc(600)]);
const CONTRADICTIONS: readonly (readonly [declared: string, bytes: () => Buffer])[] = [
  ['image/jpg', program],
  ['audio/mp3', program],
  ['image/jpg', of('application/pdf')],
  ['audio/mp3', of('image/jpeg')],
  ['video/quicktime', voiceNote],
  ['application/x-pdf', of('image/png')],
  ['image/pjpeg', of('text/plain')],
];
test.each(CONTRADICTIONS)('bytes of another kind than %s are no alias', async (declared, bytes) => {
  expect(await look(bytes(), declared)).toMatchObject({ refused: 'type_mismatch' });
});

const NOT_TAKEN: readonly (readonly [what: string, declared: string, bytes: () => Buffer, words: RegExp])[] = [
  [
    'WebM',
    'audio/webm;codecs=opus',
    () => matroska('webm'),
    /is WebM \(video\/webm\)\. As audio WhatsApp takes audio\/aac, .*audio\/ogg with Opus\./,
  ],
  [
    'WebM as a film',
    'video/webm',
    () => matroska('webm'),
    /is WebM .* As video WhatsApp takes video\/mp4, video\/3gpp\./,
  ],
  [
    'QuickTime',
    'video/quicktime',
    () => container('qt  '),
    /is QuickTime \(video\/quicktime\)\. As video WhatsApp takes video\/mp4, video\/3gpp\./,
  ],
  ['a sound without Opus', 'audio/ogg', vorbis, /is Ogg without Opus .* audio\/ogg with Opus/],
  ['WAV', 'audio/wav', wav, /is WAV .* As audio WhatsApp takes audio\/aac/],
  [
    'GIF',
    'image/gif',
    () => Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'),
    /is GIF \(image\/gif\)\. As image WhatsApp takes image\/jpeg, image\/png\./,
  ],
  [
    'a page',
    'text/html',
    () => Buffer.from('<html><script>1</script></html>'),
    /said to be text\/html\. As document WhatsApp takes text\/plain/,
  ],
  ['JSON', 'application/json', () => Buffer.from('{"a":1}'), /said to be application\/json/],
];
test.each(NOT_TAKEN)(
  '%s (%s) is not taken, and it says what it is and what is',
  async (_what, declared, bytes, words) => {
    expect(await look(bytes(), declared)).toEqual({ refused: 'type_not_allowed', words: expect.stringMatching(words) });
  },
);

test.each(MEDIA_KINDS)('%s: its size at and over the limit, also where the bytes alone say the kind', kind => {
  const mime = MIME_OF_KIND[kind];
  for (const facts of [
    { kind, declaredMime: mime },
    { kind: null, declaredMime: null },
  ]) {
    const judge = (size: number) => judgeUpload({ ...facts, fileName: null, foundMime: mime, isText: false, size });
    expect([judge(maxBytesOf(kind)), judge(maxBytesOf(kind) + 1), judge(0)]).toEqual([
      { kind, mime },
      { refused: 'too_large', words: null },
      { refused: 'empty', words: null },
    ]);
  }
});
