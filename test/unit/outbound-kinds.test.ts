import { describe, expect, test } from '@jest/globals';
import { contentOf, outboundMessage } from '../../api/conversations/outbound/message.ts';
import { readMessage } from '../../simulator/messages.ts';

/** Every limit at, under and over; the field that the API must name, or null where the message is right. */
type Case = readonly [what: string, message: object, field: string | null];

const x = (length: number): string => 'x'.repeat(length);
const LINK = 'https://files.example.com/a';
const MESSAGE = '0199b9f0-0000-7000-8000-000000000001';
const interactive = (content: object): object => ({ type: 'interactive', interactive: content });
const buttons = (titles: readonly string[], more: object = {}): object =>
  interactive({
    type: 'button',
    body: { text: 'b' },
    action: { buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: `id${index}`, title } })) },
    ...more,
  });
const list = (sections: readonly (readonly number[])[], more: object = {}, row: object = {}): object =>
  interactive({
    type: 'list',
    body: { text: 'b' },
    action: {
      button: 'Choose',
      sections: sections.map((ids, index) => ({
        title: `Section ${index}`,
        rows: ids.map(id => ({ id: `r${id}`, title: `Row ${id}`, ...row })),
      })),
    },
    ...more,
  });
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);
const flow = (parameters: object): object =>
  interactive({
    type: 'flow',
    body: { text: 'b' },
    action: { name: 'flow', parameters: { flow_message_version: '3', flow_cta: 'Open', ...parameters } },
  });
const url = (parameters: object): object =>
  interactive({
    type: 'cta_url',
    body: { text: 'b' },
    action: { name: 'cta_url', parameters: { display_text: 'Open', url: LINK, ...parameters } },
  });
const products = (counts: readonly number[]): object =>
  interactive({
    type: 'product_list',
    header: { type: 'text', text: 'h' },
    body: { text: 'b' },
    action: {
      catalog_id: 'c',
      sections: counts.map((count, at) => ({
        title: `S${at}`,
        product_items: range(0, count).map(n => ({ product_retailer_id: `${at}-${n}` })),
      })),
    },
  });
const contacts = (count: number, name: object = { formatted_name: 'Ada Byron', first_name: 'Ada' }): object => ({
  type: 'contacts',
  contacts: Array.from({ length: count }, () => ({ name })),
});

const CASES: readonly Case[] = [
  ['text, shortest', { text: { body: 'x' } }, null],
  ['text, longest', { text: { body: x(4096) } }, null],
  ['text, too long', { text: { body: x(4097) } }, 'text.body'],
  ['text, empty', { text: { body: '' } }, 'text.body'],
  ['text with preview', { text: { body: LINK, preview_url: true } }, null],
  ['text, preview not a boolean', { text: { body: 'x', preview_url: 'yes' } }, 'text.preview_url'],
  ['text missing', { type: 'text' }, 'text'],
  ...(['image', 'video', 'audio', 'document', 'sticker'] as const).flatMap((type): Case[] => [
    [`${type} by link`, { type, [type]: { link: LINK } }, null],
    [`${type} without link`, { type, [type]: {} }, `${type}.link`],
    [`${type}, no web address`, { type, [type]: { link: 'ftp://example.com/a' } }, `${type}.link`],
  ]),
  ...(['image', 'video', 'document'] as const).flatMap((type): Case[] => [
    [`${type}, longest caption`, { type, [type]: { link: LINK, caption: x(1024) } }, null],
    [`${type}, caption too long`, { type, [type]: { link: LINK, caption: x(1025) } }, `${type}.caption`],
  ]),
  ['audio takes no caption', { type: 'audio', audio: { link: LINK, caption: 'c' } }, 'audio'],
  ['sticker takes no caption', { type: 'sticker', sticker: { link: LINK, caption: 'c' } }, 'sticker'],
  ['voice note', { type: 'audio', audio: { link: LINK, voice: true } }, null],
  ['document with a name', { type: 'document', document: { link: LINK, filename: 'a.pdf' } }, null],
  ['location at the edges', { type: 'location', location: { latitude: -90, longitude: 180 } }, null],
  ['latitude over', { type: 'location', location: { latitude: 90.1, longitude: 0 } }, 'location.latitude'],
  ['longitude under', { type: 'location', location: { latitude: 0, longitude: -180.1 } }, 'location.longitude'],
  ['one card', contacts(1), null],
  ['257 cards', contacts(257), null],
  ['258 cards', contacts(258), 'contacts'],
  ['no card', contacts(0), 'contacts'],
  ['a name of one part', contacts(1, { formatted_name: 'Ada' }), 'contacts.0.name.first_name'],
  ['a name without its form', contacts(1, { first_name: 'Ada' }), 'contacts.0.name.formatted_name'],
  ['one button', buttons(['A']), null],
  ['three buttons', buttons(['A', 'B', 'C']), null],
  ['four buttons', buttons(['A', 'B', 'C', 'D']), 'interactive.action.buttons'],
  ['no button', buttons([]), 'interactive.action.buttons'],
  ['longest button', buttons([x(20)]), null],
  ['button too long', buttons([x(21)]), 'interactive.action.buttons.0.reply.title'],
  ['the same button twice', buttons(['A', 'A']), 'interactive.action.buttons.1.reply.title'],
  [
    'longest header, body, footer',
    buttons(['A'], { header: { type: 'text', text: x(60) }, body: { text: x(1024) }, footer: { text: x(60) } }),
    null,
  ],
  ['header too long', buttons(['A'], { header: { type: 'text', text: x(61) } }), 'interactive.header.text'],
  ['body too long', buttons(['A'], { body: { text: x(1025) } }), 'interactive.body.text'],
  ['footer too long', buttons(['A'], { footer: { text: x(61) } }), 'interactive.footer.text'],
  ['a picture as header', buttons(['A'], { header: { type: 'image', image: { link: LINK } } }), null],
  ['a header of no kind', buttons(['A'], { header: { type: 'sticker' } }), 'interactive.header.type'],
  ['ten rows', list([range(0, 10)]), null],
  ['eleven rows in one section', list([range(0, 11)]), 'interactive.action.sections.0.rows'],
  ['ten rows in two sections', list([range(0, 5), range(5, 5)]), null],
  ['eleven rows in two sections', list([range(0, 6), range(6, 5)]), 'interactive.action.sections'],
  ['the same row twice', list([[1], [1]]), 'interactive.action.sections.1.rows.0.id'],
  ['ten sections', list(range(0, 10).map(n => [n])), null],
  ['longest row', list([[1]], {}, { title: x(24), description: x(72), id: x(200) }), null],
  ['row title too long', list([[1]], {}, { title: x(25) }), 'interactive.action.sections.0.rows.0.title'],
  [
    'row description too long',
    list([[1]], {}, { description: x(73) }),
    'interactive.action.sections.0.rows.0.description',
  ],
  ['row id too long', list([[1]], {}, { id: x(201) }), 'interactive.action.sections.0.rows.0.id'],
  [
    'list button too long',
    list([[1]], { action: { button: x(21), sections: [{ rows: [{ id: 'r', title: 't' }] }] } }),
    'interactive.action.button',
  ],
  [
    'one section without title',
    list([[1]], { action: { button: 'b', sections: [{ rows: [{ id: 'r', title: 't' }] }] } }),
    null,
  ],
  [
    'two sections, one without title',
    list([[1]], {
      action: {
        button: 'b',
        sections: [{ title: 's', rows: [{ id: 'r', title: 't' }] }, { rows: [{ id: 'q', title: 't' }] }],
      },
    }),
    'interactive.action.sections.1.title',
  ],
  [
    'a picture over a list',
    list([[1]], { header: { type: 'image', image: { link: LINK } } }),
    'interactive.header.type',
  ],
  ['address button', url({}), null],
  ['longest address button', url({ display_text: x(20) }), null],
  ['address button too long', url({ display_text: x(21) }), 'interactive.action.parameters.display_text'],
  ['address button to nowhere', url({ url: 'javascript:alert(1)' }), 'interactive.action.parameters.url'],
  ['flow by id', flow({ flow_id: '1' }), null],
  ['flow by name', flow({ flow_name: 'n' }), null],
  ['flow by both', flow({ flow_id: '1', flow_name: 'n' }), 'interactive.action.parameters.flow_id'],
  ['flow by neither', flow({}), 'interactive.action.parameters.flow_id'],
  ['longest flow button', flow({ flow_id: '1', flow_cta: x(30) }), null],
  ['flow button too long', flow({ flow_id: '1', flow_cta: x(31) }), 'interactive.action.parameters.flow_cta'],
  [
    'flow of an old version',
    flow({ flow_id: '1', flow_message_version: '2' }),
    'interactive.action.parameters.flow_message_version',
  ],
  [
    'location request',
    interactive({ type: 'location_request_message', body: { text: 'where?' }, action: { name: 'send_location' } }),
    null,
  ],
  [
    'location request without text',
    interactive({ type: 'location_request_message', action: { name: 'send_location' } }),
    'interactive.body',
  ],
  [
    'contact request',
    interactive({
      type: 'request_contact_info',
      body: { text: 'Your number?' },
      action: { name: 'request_contact_info' },
    }),
    null,
  ],
  [
    'contact request without text',
    interactive({ type: 'request_contact_info', action: { name: 'request_contact_info' } }),
    'interactive.body',
  ],
  [
    'contact request of another name',
    interactive({ type: 'request_contact_info', body: { text: 'b' }, action: { name: 'send_location' } }),
    'interactive.action.name',
  ],
  [
    'contact request, text too long',
    interactive({ type: 'request_contact_info', body: { text: x(1025) }, action: { name: 'request_contact_info' } }),
    'interactive.body.text',
  ],
  ['a product', interactive({ type: 'product', action: { catalog_id: 'c', product_retailer_id: 'p' } }), null],
  [
    'a product without catalogue',
    interactive({ type: 'product', action: { product_retailer_id: 'p' } }),
    'interactive.action.catalog_id',
  ],
  ['30 products', products([15, 15]), null],
  ['31 products in two sections', products([16, 15]), 'interactive.action.sections'],
  ['a section without products', products([0]), 'interactive.action.sections.0.product_items'],
  ['an interactive of no kind', interactive({ type: 'carousel2' }), 'interactive.type'],
];

describe.each(CASES)('%s', (_what, message, field) => {
  test(
    field === null
      ? 'is taken by the API and by WhatsApp'
      : `is refused, naming ${field}; WhatsApp would refuse it too`,
    () => {
      const parsed = outboundMessage.safeParse(message);
      expect(parsed.success ? null : parsed.error.issues[0]!.path.join('.')).toBe(field);
      const sent = readMessage({ messaging_product: 'whatsapp', to: '4915112345678', ...message });
      expect('code' in sent ? sent.code : null).toEqual(field === null ? null : expect.any(Number));
    },
  );
});

test.each([
  ['👍', true],
  ['', true],
  ['👩🏽‍🚀', true],
  ['🇩🇪', true],
  ['❤️', true],
  ['ab', false],
  ['👍👍', false],
  [' ', false],
] as const)('reaction %j: %s', (emoji, right) => {
  expect(outboundMessage.safeParse({ type: 'reaction', reaction: { messageId: MESSAGE, emoji } }).success).toBe(right);
});

test('a type that cannot be sent is named as such on both sides', () => {
  expect(outboundMessage.safeParse({ type: 'poll', poll: {} }).error?.issues[0]?.path).toEqual(['type']);
  expect(readMessage({ messaging_product: 'whatsapp', to: '4915112345678', type: 'poll', poll: {} })).toMatchObject({
    code: 131051,
  });
});

test('content stands as it does when it comes in', () => {
  const parsed = outboundMessage.parse(contacts(1));
  expect(parsed.type === 'reaction' ? null : contentOf(parsed)).toEqual({
    contacts: [{ name: { formatted_name: 'Ada Byron', first_name: 'Ada' } }],
  });
});
