/** Where the box of a reply looks for canned responses, and which places of a text are left to fill in. */
import { expect, test } from '@jest/globals';
import { slashWordAt } from '../../web/src/features/composer/slash-word.ts';
import { placeNames, placesIn } from '../../web/src/lib/places.ts';

test.each([
  ['/', { query: '', from: 0, to: 1 }],
  ['Hello /ref', { query: 'ref', from: 6, to: 10 }],
  ['Hello\n/退款', { query: '退款', from: 6, to: 9 }],
  ['Hello /ref ', null],
  ['1/2', null],
  ['https://a.example/ref', null],
  ['//', null],
  ['/usr/bin', null],
  ['', null],
  [`/${'x'.repeat(40)}`, { query: 'x'.repeat(40), from: 0, to: 41 }],
  [`/${'x'.repeat(41)}`, null],
  [`${'a'.repeat(40)}/${'x'.repeat(40)}`, null],
])('at the end of %j stands %j', (text, word) => expect(slashWordAt(text, text.length)).toEqual(word));

test('what comes after the caret is not part of the word', () => {
  expect(slashWordAt('/refund please', 4)).toEqual({ query: 'ref', from: 0, to: 4 });
  expect(slashWordAt('/refund', 0)).toBeNull();
});

test('the places of a text are what stands between two pairs of braces on a line', () => {
  const text = 'Dear {{contact.name}}, {{ b }} {c} {{\n}} {{b}}';
  expect(placesIn(text).map(({ name, from, to }) => [name, text.slice(from, to)])).toEqual([
    ['contact.name', '{{contact.name}}'],
    ['b', '{{ b }}'],
    ['b', '{{b}}'],
  ]);
  expect(placeNames(placesIn(text))).toEqual(['\u2066{{contact.name}}\u2069', '\u2066{{b}}\u2069']);
});
