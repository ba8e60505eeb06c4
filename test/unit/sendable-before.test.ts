/** What the workbench says of a file before it is brought is what the server would say. */
import { describe, expect, test } from '@jest/globals';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import { MEDIA_KINDS, maxBytesOf, mimesOf } from '../../domain/whatsapp/media.ts';
import { judgeUpload } from '../../domain/whatsapp/sendable.ts';
import { LIMITS, NEVER, refusalOf } from '../../web/src/features/composer/files/sendable.ts';

const facts = { kind: null, fileName: null, size: 10, isText: false };

test('the largest files are those of the server', () =>
  expect(LIMITS).toEqual(Object.fromEntries(MEDIA_KINDS.map(kind => [kind, maxBytesOf(kind)]))));

describe.each(MEDIA_KINDS.flatMap(kind => mimesOf(kind).map(type => [type, kind] as [string, MediaKind])))(
  '%s',
  (type, kind) => {
    test('is tried up to the largest of its kind', () => {
      const limit = maxBytesOf(kind);
      expect(refusalOf({ type, size: limit })).toBe(null);
      expect(refusalOf({ type, size: limit + 1 })).toEqual({ why: 'too_large', limit });
      const foundMime = type === 'audio/ogg' ? `${type}; codecs=opus` : type;
      expect(judgeUpload({ ...facts, declaredMime: type, foundMime, size: limit + 1 })).toMatchObject({
        refused: 'too_large',
      });
    });
  },
);

test.each([...NEVER])('%s is what the server would refuse', type => {
  expect(refusalOf({ type, size: 1 })).toEqual({ why: 'type_not_allowed' });
  const isText = /json|xml|html|rtf|calendar|vcard/.test(type);
  const judged = judgeUpload({ ...facts, declaredMime: type, foundMime: isText ? null : type, isText });
  expect(judged).toMatchObject({ refused: expect.stringMatching(/^type_/) });
});

test.each(['', 'application/octet-stream', 'image/jpg', 'audio/mp3', 'text/csv', 'audio/webm'])(
  'of %p the bytes decide',
  type => expect(refusalOf({ type, size: 1 })).toBe(null),
);

test('an empty file is not tried', () => expect(refusalOf({ type: 'image/png', size: 0 })).toEqual({ why: 'empty' }));
