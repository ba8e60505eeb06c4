/** What a browser records, made into what WhatsApp takes for voice notes. */
import { describe, expect, test } from '@jest/globals';
import { fileTypeFromBuffer } from 'file-type';
import { parseBuffer } from 'music-metadata';
import { oggOf } from '../../web/src/features/composer/voice/ogg-opus.ts';
import { readOpus } from '../../web/src/features/composer/voice/webm-opus.ts';
import { messagesOf } from '../../web/src/lib/outbox/entry.ts';
import type { Upload } from '../../web/src/lib/api/types.ts';
import { entry } from '../support/outbox-world.ts';

const UNKNOWN = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
/** A size in four bytes. */
const sized = (length: number): number[] => [
  0x10 | (length >> 24),
  (length >> 16) & 255,
  (length >> 8) & 255,
  length & 255,
];
const element = (id: readonly number[], content: readonly number[], size = sized(content.length)): number[] => [
  ...id,
  ...size,
  ...content,
];

/** Mono, 312 samples to be left out at the start. */
const HEAD = [...Buffer.from('OpusHead'), 1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0];
/** CELT with 20 ms in one frame. */
const packet = (length: number, first = 0xf8): number[] =>
  Array.from({ length }, (_, at) => (at === 0 ? first : at % 251));
const block = (content: readonly number[], flags = 0x80): number[] => element([0xa3], [0x81, 0, 0, flags, ...content]);

/** As a recorder writes it: whoever streams does not know how long it will be. */
function webm(
  blocks: readonly (readonly number[])[],
  head: readonly number[] = element([0x63, 0xa2], HEAD),
): Uint8Array {
  const track = element([0xae], [...element([0xd7], [1]), ...element([0x86], [...Buffer.from('A_OPUS')]), ...head]);
  const half = Math.ceil(blocks.length / 2);
  const cluster = (part: readonly (readonly number[])[]): number[] =>
    element([0x1f, 0x43, 0xb6, 0x75], [...element([0xe7], [0]), ...part.flat()], UNKNOWN);
  return Uint8Array.from([
    ...element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], [...Buffer.from('webm')])),
    ...element(
      [0x18, 0x53, 0x80, 0x67],
      [...element([0x16, 0x54, 0xae, 0x6b], track), ...cluster(blocks.slice(0, half)), ...cluster(blocks.slice(half))],
      UNKNOWN,
    ),
  ]);
}
const ogg = (bytes: Uint8Array): Buffer => Buffer.concat(oggOf(readOpus(bytes)));

describe('a recording', () => {
  test('keeps every packet, also those that fill several pieces of a page, or end with one', async () => {
    const packets = [packet(3), packet(255), packet(600), ...Array.from({ length: 400 }, () => packet(40))];
    const found = readOpus(webm(packets.map(each => block(each))));
    expect(found.packets.map(each => [...each])).toEqual(packets);
    expect([...found.head]).toEqual(HEAD);
    const file = ogg(webm(packets.map(each => block(each))));
    expect(await fileTypeFromBuffer(file)).toMatchObject({ mime: 'audio/ogg; codecs=opus' });
    const { format } = await parseBuffer(file, { mimeType: 'audio/ogg' }, { duration: true });
    expect(format).toMatchObject({ codec: 'Opus', numberOfChannels: 1 });
    // 403 packets of 20 ms, without the samples that are left out.
    expect(format.duration).toBeCloseTo(403 * 0.02 - 312 / 48_000, 3);
  });

  test.each([
    ['10 ms of speech', 0x00, 0.01],
    ['60 ms of speech', 0x18, 0.06],
    ['20 ms of both', 0x68, 0.02],
    ['2.5 ms of music', 0x80, 0.0025],
    ['two frames', 0xf9, 0.04],
  ])('is as long as its packets say: %s', async (_, first, seconds) => {
    const file = ogg(webm(Array.from({ length: 50 }, () => block(packet(10, first)))));
    const { format } = await parseBuffer(file, { mimeType: 'audio/ogg' }, { duration: true });
    expect(format.duration).toBeCloseTo(50 * seconds - 312 / 48_000, 3);
  });

  test.each([
    ['no WebM', Uint8Array.from([0, 0, 0, 0])],
    ['nothing', new Uint8Array()],
    ['no packets', webm([])],
    ['no head', webm([block(packet(3))], [])],
    ['several packets in one block', webm([block(packet(3), 0x82)])],
    ['a part of a head', webm([block(packet(3))]).subarray(0, 40)],
  ])('with %s is none', (_, bytes) => expect(() => readOpus(bytes)).toThrow(/recording/));

  test('that breaks off has what came before', () => {
    const whole = webm([block(packet(30)), block(packet(30))]);
    expect(readOpus(whole.subarray(0, whole.length - 3)).packets.length).toBe(2);
  });
});

test('what was recorded is sent as a voice note, another sound is not', () => {
  const sent = (fileName: string): unknown => {
    const file = { id: 'f', type: 'audio', fileName } as Upload;
    return messagesOf({ ...entry(''), file })[0]?.body;
  };
  expect(sent('voice-note.ogg')).toEqual({ type: 'audio', audio: { uploadId: 'f', voice: true } });
  expect(sent('song.ogg')).toEqual({ type: 'audio', audio: { uploadId: 'f' } });
});
