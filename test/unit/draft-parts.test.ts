/** What was written with several files, as messages: each file is one, and the words go along with one of them. */
import { expect, test } from '@jest/globals';
import type { Upload } from '../../web/src/lib/api/types.ts';
import type { Taken } from '../../web/src/lib/drafts/writing.ts';
import { partsOf } from '../../web/src/lib/drafts/writing.ts';
import { limitOf, messagesOf } from '../../web/src/lib/outbox/entry.ts';

const file = (id: string, type = 'image') => ({ id, type }) as Upload;
const taken = (files: readonly Upload[], text = 'Here they are.'): Taken => ({
  text,
  files,
  quotes: 'question',
  key: 'k',
  used: { id: 's', text },
});
/** Each with its key and what it says. */
const shapes = (files: readonly Upload[]) =>
  partsOf(taken(files)).map(part => [part.key, part.file?.id ?? null, part.text, part.quotes, part.used?.id ?? null]);

test.each([
  ['none', [], [['k', null, 'Here they are.', 'question', 's']]],
  ['one', [file('a')], [['k', 'a', 'Here they are.', 'question', 's']]],
  [
    'several',
    [file('a'), file('b'), file('c', 'document')],
    [
      ['k', 'a', 'Here they are.', 'question', 's'],
      ['k-b', 'b', '', null, null],
      ['k-c', 'c', '', null, null],
    ],
  ],
  [
    'several of which only a later one can have words under it',
    [file('a', 'audio'), file('b')],
    [
      ['k-a', 'a', '', 'question', null],
      ['k', 'b', 'Here they are.', null, 's'],
    ],
  ],
  [
    'several of which none can',
    [file('a', 'audio'), file('b', 'sticker')],
    [
      ['k-a', 'a', '', 'question', null],
      ['k', 'b', 'Here they are.', null, 's'],
    ],
  ],
])('with %s', (_, files, parts) => expect(shapes(files)).toEqual(parts));

test('the words come after files that can have none under them', () => {
  const calls = partsOf(taken([file('a', 'audio'), file('b', 'sticker')])).flatMap(part =>
    messagesOf({ ...part, conversationId: 'c', to: { kind: 'reply' }, answers: null }),
  );
  expect(calls.map(({ key, body }) => [key, Object.keys(body)[0], (body as { type?: string }).type])).toEqual([
    ['k-a', 'type', 'audio'],
    ['k-file', 'type', 'sticker'],
    ['k', 'text', undefined],
  ]);
});

test('each message has a key of its own, the same each time', () => {
  const all = [file('a'), file('b'), file('c')];
  const keys = partsOf(taken(all)).map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
  expect(partsOf(taken(all)).map(({ key }) => key)).toEqual(keys);
});

test('words are as many as WhatsApp takes under a file, where they stand under one', () => {
  expect([limitOf([]), limitOf([file('a', 'audio')]), limitOf([file('a', 'audio'), file('b')])]).toEqual([
    4096, 4096, 1024,
  ]);
});
