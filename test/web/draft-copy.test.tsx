import { expect, test } from '@jest/globals';
import { DraftCopy, copyOf } from '../../web/src/lib/drafts/draft-copy.ts';

const FILE = { id: 'f', type: 'image' };
const WRITTEN = { text: 'Hello', quotes: 'question', files: [FILE], key: 'k' };
const NO_MORE = { quotes: null, files: [], version: null, tried: null };

test.each([
  ['a whole one', { ...WRITTEN, version: 3, tried: WRITTEN }, { ...WRITTEN, version: 3, tried: WRITTEN }],
  ['one without what came later', { text: 'Hello', key: 'k' }, { ...NO_MORE, text: 'Hello', key: 'k' }],
  [
    'one of other kinds of things',
    { text: 'Hello', key: 'k', quotes: 7, files: [{ id: 7 }, 7], version: '3', tried: { text: null } },
    { ...NO_MORE, text: 'Hello', key: 'k' },
  ],
  [
    'one of before there were several files',
    { text: '', key: 'k', file: FILE },
    { ...NO_MORE, text: '', files: [FILE], key: 'k' },
  ],
  ['one without a key', { text: 'Hello' }, { ...NO_MORE, text: 'Hello', key: expect.stringMatching(/./) }],
  ['none', null, null],
  ['another thing', ['Hello'], null],
  ['one without text', { ...WRITTEN, text: 7 }, null],
])('of a copy that was kept is read what is understood: %s', (_, kept, read) => expect(copyOf(kept)).toEqual(read));

test('words of the AI that are none are not read', () => {
  localStorage.setItem('draft:used', '{"id":7}');
  expect(new DraftCopy('draft').readUsed()).toBe(null);
  localStorage.setItem('draft:used', '{"id":"s","text":"Hello"}');
  expect(new DraftCopy('draft').readUsed()).toEqual({ id: 's', text: 'Hello' });
  localStorage.clear();
});
