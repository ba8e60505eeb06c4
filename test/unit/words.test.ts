import { describe, expect, test } from '@jest/globals';
import { flowAnswers, previewOf, wordsOf } from '../../domain/whatsapp/words.ts';

const says: readonly (readonly [string, string, Record<string, unknown>, string | null])[] = [
  ['a text', 'text', { body: 'Hello' }, 'Hello'],
  ['a text of spaces', 'text', { body: ' \n ' }, null],
  ['a picture with a caption', 'image', { id: '1', caption: 'My bike' }, 'My bike'],
  ['a document without a caption', 'document', { id: '1', filename: 'bill.pdf' }, null],
  ['a sticker', 'sticker', { id: '1' }, null],
  [
    'a place that was chosen',
    'location',
    { latitude: 1, longitude: 2, name: 'Station', address: 'Main St 1' },
    'Station, Main St 1',
  ],
  ['a place on the map', 'location', { latitude: 52.5, longitude: -13.4 }, '52.5, -13.4'],
  ['a place that is none', 'location', { latitude: '1', longitude: [] }, null],
  [
    'an address',
    'interactive',
    {
      type: 'nfm_reply',
      nfm_reply: {
        name: 'address_message',
        body: 'Ann',
        response_json: '{"saved_address_id":"1","values":{"name":"Ann","city":"Pune"}}',
      },
    },
    'saved address id: 1\nname: Ann\ncity: Pune',
  ],
  [
    'a card',
    'contacts',
    { contacts: [{ name: { formatted_name: 'Zoe Z' }, phones: [{ phone: '+49 1' }] }] },
    'Zoe Z, +49 1',
  ],
  [
    'two cards, one of a company',
    'contacts',
    {
      contacts: [
        { name: { first_name: 'Ann', last_name: 'Lee' }, emails: [{ email: 'a@example.com' }] },
        { org: { company: 'Bikes' } },
      ],
    },
    'Ann Lee, a@example.com; Bikes',
  ],
  [
    'a button that was tapped',
    'interactive',
    { type: 'button_reply', button_reply: { id: 'yes_1', title: 'Yes, cancel it' } },
    'Yes, cancel it',
  ],
  [
    'a row of a list',
    'interactive',
    { type: 'list_reply', list_reply: { id: 'r1', title: 'Refund', description: 'Money back' } },
    'Refund',
  ],
  ['a button without a title', 'interactive', { type: 'button_reply', button_reply: { id: 'yes_1' } }, 'yes_1'],
  [
    'a form',
    'interactive',
    {
      type: 'nfm_reply',
      nfm_reply: {
        name: 'flow',
        body: 'Sent',
        response_json: '{"screen_0_rating":"2_bad","comment":"broken","flow_token":"t"}',
      },
    },
    'rating: 2_bad\ncomment: broken',
  ],
  [
    'a form that is no object',
    'interactive',
    { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json: '[1,2]' } },
    'Sent',
  ],
  [
    'a form that is broken',
    'interactive',
    { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json: '{' } },
    'Sent',
  ],
  [
    'a permission to call',
    'interactive',
    { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
    'accept',
  ],
  ['buttons that we sent', 'interactive', { type: 'button', body: { text: 'Which one?' }, action: {} }, 'Which one?'],
  ['a template’s button', 'button', { text: 'Stop', payload: 'stop' }, 'Stop'],
  ['a template’s button without a text', 'button', { payload: 'stop' }, 'stop'],
  ['a reaction', 'reaction', { message_id: 'w', emoji: '👍' }, '👍'],
  ['a reaction that is taken back', 'reaction', { message_id: 'w', emoji: '' }, null],
  [
    'an order',
    'order',
    {
      text: 'Soon please',
      product_items: [
        { product_retailer_id: 'SKU-1', quantity: 2, item_price: 19.9, currency: 'EUR' },
        { product_retailer_id: 'SKU-2' },
      ],
    },
    'Soon please\n2 × SKU-1 (19.9 EUR)\n1 × SKU-2',
  ],
  [
    'an edit',
    'edit',
    { original_message_id: 'w', message: { type: 'text', text: { body: 'How long is it?' } } },
    'How long is it?',
  ],
  [
    'an edit of a caption',
    'edit',
    { original_message_id: 'w', message: { type: 'image', image: { caption: 'My red bike' } } },
    'My red bike',
  ],
  [
    'an edit in an edit',
    'edit',
    { original_message_id: 'w', message: { type: 'edit', edit: { message: { type: 'text', text: { body: 'x' } } } } },
    null,
  ],
  ['a deletion', 'revoke', { original_message_id: 'w' }, null],
  ['a notice', 'system', { type: 'user_changed_number', body: 'Ann has a new number' }, 'Ann has a new number'],
  ['a kind of tomorrow', 'poll', { title: 'Which day?' }, 'Which day?'],
];

describe('what a message says', () => {
  test.each(says)('%s', (_name, kind, content, words) => expect(wordsOf(kind, content)).toBe(words));

  test('that is no more', () => expect(wordsOf('text', null)).toBeNull());

  test('in one line, of a file its name', () => {
    expect(previewOf('document', { id: '1', filename: 'bill.pdf' })).toBe('bill.pdf');
    expect(previewOf('text', { body: 'a\n\n b' })).toBe('a b');
    expect(previewOf('sticker', { id: '1' })).toBeNull();
    expect(previewOf('text', { body: 'x'.repeat(500) })).toHaveLength(120);
  });

  test('of a form field by field, as it was filled in', () => {
    const answers = flowAnswers({
      response_json: JSON.stringify({
        screen_0_First_name_1: 'Ann',
        days: ['mon', 'tue'],
        agree: true,
        people: 3,
        nothing: '',
        more: { deep: 1 },
        photos: [
          { id: 1, file_name: 'a.jpg', mime_type: 'image/jpeg' },
          { id: 2, file_name: 'b.jpg' },
        ],
        bill: { file_name: 'bill.pdf' },
        stay: { 'start-date': '2024-10-01', 'end-date': '2024-10-05' },
        guests: [{ who: 'Bo' }, { who: 'Cy' }],
        screen_0: 'x',
        flow_token: 'secret',
      }),
    });
    expect(answers).toEqual([
      { label: 'First name', answer: 'Ann' },
      { label: 'days', answer: 'mon, tue' },
      { label: 'agree', answer: 'true' },
      { label: 'people', answer: '3' },
      { label: 'deep', answer: '1' },
      { label: 'photos', answer: 'a.jpg, b.jpg' },
      { label: 'bill', answer: 'bill.pdf' },
      { label: 'start-date', answer: '2024-10-01' },
      { label: 'end-date', answer: '2024-10-05' },
      { label: 'who', answer: 'Bo' },
      { label: 'who', answer: 'Cy' },
      { label: 'screen 0', answer: 'x' },
    ]);
    expect(flowAnswers(null)).toEqual([]);
    expect(flowAnswers({ response_json: `{"a":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_001)}` })).toEqual([]);
    expect(
      flowAnswers({
        response_json: JSON.stringify({
          a: Array.from({ length: 500 }, () => ({ b: Array.from({ length: 500 }, (_, index) => ({ c: index })) })),
        }),
      }),
    ).toHaveLength(50);
    expect(
      flowAnswers({
        response_json: JSON.stringify(
          Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, 'x'])),
        ),
      }),
    ).toHaveLength(50);
  });
});
