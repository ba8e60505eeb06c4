import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component, SimulatedTemplate } from '../../simulator/template-filling.ts';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg, png } from '../support/files.ts';
import type { HttpClient } from '../support/http-client.ts';
import { HttpClient as Client } from '../support/http-client.ts';
import { sentTo } from '../support/ledger.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ENDS_AT = Date.UTC(2027, 1, 25, 15);
let stack: Stack;
let admin: HttpClient;
let simulator: HttpClient;
let numberId: string;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ sendTimeoutMs: 30_000, simulator: { templateReviewMs: 0, contactRequests: 'share' } });
  [admin, simulator] = [await stack.admin(), new Client(stack.simulatorUrl)];
  numberId = (await admin.get('/api/v1/numbers')).body.items[0]!.id;
});
afterAll(() => stack.close());

const phone = (): string => stack.tenants[0]!.phoneNumberId;
const ledger = (to: string) => sentTo(stack, to);
/** A component as an administrator writes it. */
interface Exemplified extends Omit<Component, 'cards'> {
  readonly example?: { readonly header_handle: readonly string[] };
  readonly cards?: readonly { readonly components: readonly Exemplified[] }[];
}
interface WithComponents {
  readonly components: readonly Exemplified[];
}
const theirs = (name: string) =>
  stack.simulator.templates
    .of(stack.simulator.numbers.find(number => number.phoneNumberId === phone())!.wabaId)
    .find(each => each.name === name) as (Omit<SimulatedTemplate, 'components'> & WithComponents) | undefined;
const template = async (name: string) =>
  (await admin.get('/api/v1/templates?limit=100')).body.items.find(each => each.name === name);
const upload = async (bytes: Buffer, type: string): Promise<string> =>
  (await admin.call('POST', '/api/v1/uploads', bytes, { 'content-type': type })).body.id;

/** A customer whose window is over. */
async function conversation(open = false): Promise<{ id: string; from: string }> {
  const from = `49615${++serial}`;
  await postWebhook(
    stack.baseUrl,
    textBody({ phoneNumberId: phone(), from, at: Date.now() - (open ? 0 : DAY_MS + 60_000) }),
  );
  return { id: await conversationOf(from), from };
}
const conversations = async () => (await admin.get('/api/v1/conversations?limit=100')).body.items;
const conversationOf = async (waId: string): Promise<string> =>
  (await conversations()).find(item => item.contact.waId === waId)!.id;
const messages = async (id: string) => (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items;
const becomes = (id: string, messageId: string, status: string) =>
  eventually(async () => (await messages(id)).find(each => each.id === messageId), `the message is ${status}`, {
    until: seen => seen?.status === status,
  });

/** Makes a template through the API, as an administrator does, and waits until WhatsApp has approved it and we know. */
async function made(name: string, category: string, components: readonly object[]) {
  const wanted = await admin.post('/api/v1/templates', { numberId, name, language: 'en_US', category, components });
  expect([name, wanted.status, wanted.body.error ?? null]).toEqual([name, 202, null]);
  const change = await eventually(
    async () => (await admin.get(`/api/v1/template-changes/${wanted.body.id}`)).body,
    'WhatsApp’s answer',
    { until: seen => seen.state !== 'approved' },
  );
  expect([name, change.state, change.error]).toEqual([name, 'submitted', null]);
  return eventually(() => template(name), 'approved', { until: seen => seen?.status === 'APPROVED' });
}
const sent = (name: string, components: readonly object[]): object => ({
  type: 'template',
  template: { name, language: { code: 'en_US' }, components },
});
const send = (id: string, name: string, components: readonly object[]) =>
  admin.post(`/api/v1/conversations/${id}/messages`, sent(name, components));

const text = (value: string): object => ({ type: 'text', text: value });
const bodyOf = (...parameters: object[]): object => ({ type: 'body', parameters });
const button = (sub_type: string, index: number | string, ...parameters: object[]): object => ({
  type: 'button',
  sub_type,
  index,
  parameters,
});
const action = (given: object): object => ({ type: 'action', action: given });
const example = (...values: string[]): object => ({ body_text: [values] });

interface Kind {
  readonly category: string;
  readonly components: readonly object[];
  readonly fill: readonly object[];
  /** What WhatsApp gets, where it is not what was given. */
  readonly wire?: readonly object[];
  readonly words: string;
  /** Filled wrongly, and the field that is named. */
  readonly wrong: readonly (readonly [fill: readonly object[], field: string])[];
}
const PLAIN = { type: 'BODY', text: 'Have a look.' };
const withButton = (one: object): readonly object[] => [PLAIN, { type: 'BUTTONS', buttons: [one] }];
const place = (more: object = {}): object => ({
  type: 'header',
  parameters: [
    {
      type: 'location',
      location: { latitude: 52.52, longitude: 13.405, name: 'Our shop', address: 'Main St 1, Berlin', ...more },
    },
  ],
});
const sections = [
  { title: 'New', product_items: [{ product_retailer_id: 'p1' }, { product_retailer_id: 'p2' }] },
  { title: 'Old', product_items: [{ product_retailer_id: 'p3' }] },
];

const KINDS: Readonly<Record<string, Kind>> = {
  pick_up: {
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      { type: 'BODY', text: 'Hello {{1}}, come here.', example: example('Ada') },
    ],
    fill: [place(), bodyOf(text('Ada'))],
    words: 'Hello Ada, come here.',
    wrong: [
      [[bodyOf(text('Ada'))], 'template.components'],
      [[place({ latitude: 91 }), bodyOf(text('Ada'))], 'template.components.0.parameters.0.location.latitude'],
    ],
  },
  sign_up: {
    category: 'UTILITY',
    components: withButton({
      type: 'FLOW',
      text: 'Sign up',
      flow_id: '1197715005513101',
      flow_action: 'navigate',
      navigate_screen: 'WELCOME',
    }),
    fill: [
      button(
        'flow',
        '0',
        action({ flow_token: 'order-7', flow_action_data: { name: 'Ada', days: [1, 2], uploadId: 'no file' } }),
      ),
    ],
    words: 'Have a look.',
    wrong: [
      [[], 'template.components'],
      [[button('url', '0', text('x'))], 'template.components.0.sub_type'],
      [
        [button('flow', '0', action({ thumbnail_product_retailer_id: 'p' }))],
        'template.components.0.parameters.0.action.thumbnail_product_retailer_id',
      ],
    ],
  },
  our_catalog: {
    category: 'MARKETING',
    components: withButton({ type: 'CATALOG', text: 'View catalog' }),
    fill: [button('CATALOG', 0, action({ thumbnail_product_retailer_id: '2lc20305pt' }))],
    wire: [button('catalog', '0', action({ thumbnail_product_retailer_id: '2lc20305pt' }))],
    words: 'Have a look.',
    wrong: [
      [[button('catalog', 1, action({}))], 'template.components.0'],
      [[button('catalog', 0, action({ sections }))], 'template.components.0.parameters.0.action.sections'],
    ],
  },
  your_items: {
    category: 'MARKETING',
    components: withButton({ type: 'MPM', text: 'View items' }),
    fill: [button('mpm', 0, action({ thumbnail_product_retailer_id: 'p1', sections }))],
    wire: [button('mpm', '0', action({ thumbnail_product_retailer_id: 'p1', sections }))],
    words: 'Have a look.',
    wrong: [
      [[], 'template.components'],
      [
        [button('mpm', 0, action({ sections }))],
        'template.components.0.parameters.0.action.thumbnail_product_retailer_id',
      ],
    ],
  },
  your_bill: {
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'You owe {{1}} until {{2}}, please.', example: example('10 €', 'Monday') }],
    fill: [
      bodyOf(
        { type: 'currency', currency: { fallback_value: '12,50 €', code: 'EUR', amount_1000: 12_500 } },
        {
          type: 'date_time',
          date_time: { fallback_value: '25 February 2027', year: 2027, month: 2, day_of_month: 25 },
        },
      ),
    ],
    words: 'You owe 12,50 € until 25 February 2027, please.',
    wrong: [
      [
        [bodyOf({ type: 'currency', currency: { fallback_value: '12', code: 'Euro', amount_1000: 1 } }, text('x'))],
        'template.components.0.parameters.0.currency.code',
      ],
      [[bodyOf(text('x'))], 'template.components.0.parameters'],
    ],
  },
  spring_offer: {
    category: 'MARKETING',
    components: [
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Expiring offer!', has_expiration: true } },
      { type: 'BODY', text: 'Good news, {{1}}! Save now.', example: example('Ada') },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'COPY_CODE', example: 'CARIBE25' },
          {
            type: 'URL',
            text: 'Book now',
            url: 'https://example.com/offers?code={{1}}',
            example: ['https://example.com/offers?code=a'],
          },
        ],
      },
    ],
    fill: [
      bodyOf(text('Ada')),
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: ENDS_AT } }],
      },
      button('copy_code', '0', { type: 'coupon_code', coupon_code: 'CARIBE25' }),
      button('url', '1', text('n3mtql')),
    ],
    words: 'Good news, Ada! Save now.',
    wrong: [
      [
        [
          bodyOf(text('Ada')),
          button('copy_code', '0', { type: 'coupon_code', coupon_code: 'C' }),
          button('url', '1', text('n')),
        ],
        'template.components',
      ],
      [
        [
          bodyOf(text('Ada')),
          {
            type: 'limited_time_offer',
            parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: ENDS_AT / 1000 } }],
          },
        ],
        'template.components.1.parameters.0.limited_time_offer.expiration_time_ms',
      ],
    ],
  },
  your_number: {
    category: 'UTILITY',
    components: withButton({ type: 'REQUEST_CONTACT_INFO' }),
    fill: [],
    words: 'Have a look.',
    wrong: [[[button('quick_reply', '0', { type: 'payload', payload: 'x' })], 'template.components.0']],
  },
};

describe('template-buttons-not-fillable.json, and its kin', () => {
  const { cases } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../fixtures/cases/template-buttons-not-fillable.json'), 'utf8'),
  ) as { cases: string[] };

  test('each of its cases is among the kinds below', () => {
    const all = JSON.stringify(Object.values(KINDS).map(each => each.fill)).toLowerCase();
    expect(
      cases
        .flatMap(
          each =>
            each.match(
              /flow_token|flow_action_data|thumbnail_product_retailer_id|currency|date_time|sub_type (\w+)/g,
            ) ?? [],
        )
        .map(each => [each, all.includes(each.replace('sub_type ', '"sub_type":"'))]),
    ).toEqual(
      [
        'sub_type flow',
        'flow_token',
        'flow_action_data',
        'sub_type catalog',
        'thumbnail_product_retailer_id',
        'currency',
        'date_time',
      ].map(each => [each, true]),
    );
  });

  test.each(Object.keys(KINDS))('%s: made, listed, filled wrongly and rightly, sent and read', async name => {
    const { category, components, fill, wire = fill, words, wrong } = KINDS[name]!;
    const listed = await made(name, category, components);
    expect(listed).toMatchObject({ sendable: true, components });
    const { id, from } = await conversation();
    for (const [given, field] of wrong) {
      const refused = await send(id, name, given);
      expect([field, refused.status, refused.body.code, refused.body.field]).toEqual([
        field,
        400,
        'invalid_request',
        field,
      ]);
    }
    const accepted = await send(id, name, fill);
    expect([accepted.status, accepted.body.words]).toEqual([202, words]);
    await becomes(id, accepted.body.id, 'read');
    expect(ledger(from).map(each => each.template)).toEqual([{ name, language: { code: 'en_US' }, components: wire }]);
    expect((await conversations()).find(item => item.id === id)!.lastMessage!.preview).toBe(words);
    expect((await messages(id)).map(each => each.words)).toEqual([words, expect.any(String)]);
  });

  test('a place stands above its message', async () => {
    const { id, from } = await conversation();
    const accepted = await send(id, 'pick_up', KINDS['pick_up']!.fill);
    expect(accepted.body.content!['header']).toBe('Our shop, Main St 1, Berlin');
    await becomes(id, accepted.body.id, 'read');
    const { body: chat } = await simulator.get(`/control/chat?phoneNumberId=${phone()}&contact=${from}`);
    expect(chat.items.at(-1)!.template).toMatchObject({
      header: 'Our shop, Main St 1, Berlin',
      body: 'Hello Ada, come here.',
    });
  });

  test('what marketing alone may have is refused in another category, naming the component', async () => {
    const answer = await admin.post('/api/v1/templates', {
      numberId,
      name: 'no_marketing',
      language: 'en_US',
      category: 'UTILITY',
      components: KINDS['spring_offer']!.components,
    });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'invalid_request', 'components.0']);
    expect(theirs('no_marketing')).toBeUndefined();
  });

  test('changed into another kind', async () => {
    const before = await made('changing', 'MARKETING', [PLAIN]);
    const changed = await admin.put(`/api/v1/templates/${before.id}`, { components: KINDS['our_catalog']!.components });
    await eventually(
      async () => (await admin.get(`/api/v1/template-changes/${changed.body.id}`)).body.state as string,
      'submitted',
      { until: state => state === 'submitted' },
    );
    expect(
      (
        await eventually(() => template('changing'), 'approved again', {
          until: seen => seen?.status === 'APPROVED' && seen.parameters.length === 1,
        })
      ).parameters,
    ).toMatchObject([{ place: 'button', subType: 'catalog', kind: 'action', required: false }]);
  });
});

describe('a carousel', () => {
  const card = (example: object, name: string): object => ({
    components: [
      { type: 'HEADER', format: 'IMAGE', example },
      { type: 'BODY', text: `${name} for {{1}} only.`, example: { body_text: [['10 €']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'More' },
          { type: 'URL', text: 'Shop', url: 'https://example.com/{{1}}', example: ['https://example.com/a'] },
        ],
      },
    ],
  });
  const filled = (card_index: number, uploadId: string, price: object): object => ({
    card_index,
    components: [
      { type: 'header', parameters: [{ type: 'image', image: { uploadId } }] },
      bodyOf(price),
      button('url', 1, text(`plant-${card_index}`)),
    ],
  });
  const euros = (fallback_value: string): object => ({
    type: 'currency',
    currency: { fallback_value, code: 'EUR', amount_1000: 1 },
  });

  test('made with a file for each card, filled with others, sent with their names at WhatsApp', async () => {
    const listed = await made('plants', 'MARKETING', [
      { type: 'BODY', text: 'For {{1}}: our plants.', example: example('Ada') },
      {
        type: 'CAROUSEL',
        cards: [
          card({ uploadId: await upload(await jpeg(), 'image/jpeg') }, 'Aloe'),
          card({ uploadId: await upload(await png(), 'image/png') }, 'Fern'),
        ],
      },
    ]);
    expect(theirs('plants')!.components[1]!.cards!.map(each => each.components[0]!.example!.header_handle[0])).toEqual([
      expect.stringMatching(/^4:/),
      expect.stringMatching(/^4:/),
    ]);
    expect(listed.parameters.map(slot => [slot.place, slot.card, slot.kind])).toEqual([
      ['body', null, 'text'],
      ...[0, 1].flatMap(at => [
        ['header', at, 'image'],
        ['body', at, 'text'],
        ['button', at, 'payload'],
        ['button', at, 'text'],
      ]),
    ]);

    const { id, from } = await conversation();
    const [aloe, fern] = [await upload(await png(), 'image/png'), await upload(await jpeg(), 'image/jpg')];
    const fill = (...cards: object[]): object[] => [bodyOf(text('Ada')), { type: 'carousel', cards }];
    const short = await send(id, 'plants', fill(filled(0, aloe, euros('12 €'))));
    expect([short.status, short.body.field]).toEqual([400, 'template.components.1.cards']);
    const unknown = await send(id, 'plants', fill(filled(0, aloe, euros('12 €')), filled(1, id, euros('9 €'))));
    expect([unknown.body.code, unknown.body.field]).toEqual([
      'upload_unknown',
      'template.components.1.cards.1.components.0.parameters.0.image.uploadId',
    ]);

    const accepted = await send(id, 'plants', fill(filled(1, fern, euros('9 €')), filled(0, aloe, euros('12 €'))));
    expect([accepted.status, accepted.body.words, accepted.body.files.map(each => each.mimeType)]).toEqual([
      202,
      'For Ada: our plants.\nAloe for 12 € only.\nFern for 9 € only.',
      ['image/jpeg', 'image/png'],
    ]);
    await becomes(id, accepted.body.id, 'read');
    const [jpegName, pngName] = ['image/jpeg', 'image/png'].map(
      mime => stack.simulator.files.uploads.findLast(each => each.mime === mime)!.id,
    );
    expect(
      ledger(from)[0]!.template!.components![1]!.cards!.map(each => [
        each.card_index,
        each.components[0]!.parameters![0]!['image'],
      ]),
    ).toEqual([
      [1, { id: jpegName }],
      [0, { id: pngName }],
    ]);
    const [shown] = await messages(id);
    expect([shown!.media, shown!.files]).toEqual([accepted.body.files[0], accepted.body.files]);
    expect((await conversations()).find(item => item.id === id)!.lastMessage!.preview).toBe(
      'For Ada: our plants. Aloe for 12 € only. Fern for 9 € only.',
    );
    await expectStatesEqual(stack);
  });

  test('one of its files does not get to WhatsApp: nothing is sent; sent again it is brought again', async () => {
    const { id, from } = await conversation();
    const uploads = [await upload(await jpeg(), 'image/jpeg'), await upload(await png(), 'image/png')];
    for (const { id: known } of stack.simulator.files.uploads)
      await simulator.call('DELETE', `/control/media/${known}`);
    const accepted = await send(id, 'plants', [
      bodyOf(text('Bob')),
      { type: 'carousel', cards: uploads.map((each, at) => filled(at, each, text('1 €'))) },
    ]);
    // The names we have are lost at WhatsApp.
    expect((await becomes(id, accepted.body.id, 'failed')).error!.code).toBe('131053');
    expect(ledger(from)).toEqual([]);
    expect((await admin.post(`/api/v1/conversations/${id}/messages/${accepted.body.id}/resend`)).status).toBe(202);
    await becomes(id, accepted.body.id, 'read');
    expect(
      ledger(from)
        .flatMap(each => each.template!.components![1]!.cards!.map(one => one.components[0]!.parameters![0]!['image']))
        .map(image => stack.simulator.files.has((image as { id: string }).id)),
    ).toEqual([true, true]);
  });
});

describe('the phone number of a contact', () => {
  const asks = {
    type: 'interactive',
    interactive: {
      type: 'request_contact_info',
      body: { text: 'May we have your phone number?' },
      action: { name: 'request_contact_info' },
    },
  };

  test('is asked for, and comes in answer to the question', async () => {
    const { id, from } = await conversation(true);
    const asked = await admin.post(`/api/v1/conversations/${id}/messages`, asks);
    expect([asked.status, asked.body.words]).toEqual([202, 'May we have your phone number?']);
    const answer = await eventually(
      async () => (await messages(id)).find(each => each.type === 'contacts'),
      'the card',
    );
    expect([answer.direction, answer.words]).toEqual(['inbound', `+${from}`]);
    await becomes(id, asked.body.id, 'read');
    expect((await messages(id)).find(each => each.type === 'contacts')!.quotes).toMatchObject({
      messageId: asked.body.id,
      direction: 'outbound',
    });
    expect(ledger(from).map(each => each.interactive)).toEqual([asks.interactive]);
  });

  test('of one who is known by a user id alone', async () => {
    const userId = 'DE.13491208655302741918';
    await postWebhook(
      stack.baseUrl,
      messagesBody(phone(), {
        contacts: [{ profile: { name: 'Ann' }, user_id: userId }],
        messages: [
          {
            from_user_id: userId,
            id: 'wamid.contactrequest1',
            timestamp: String(Math.floor(Date.now() / 1000)),
            type: 'text',
            text: { body: 'Hello' },
          },
        ],
      }),
    );
    const { id } = (await conversations()).find(item => item.contact.userId === userId)!;
    const asked = await admin.post(`/api/v1/conversations/${id}/messages`, asks);
    await becomes(id, asked.body.id, 'read');
    expect(ledger(userId)).toMatchObject([{ recipient: userId, interactive: asks.interactive }]);
    expect(
      (await eventually(async () => (await messages(id)).find(each => each.type === 'contacts'), 'the card')).words,
    ).toMatch(/^\+999\d{9}$/);
  });
});

test('a customer attaches JSON: the bytes come as they are', async () => {
  const bytes = Buffer.from('{"a": 1}');
  const { body } = await simulator.call('POST', '/control/media', bytes, { 'content-type': 'application/json' });
  expect(
    Buffer.from(await (await fetch(`${stack.simulatorUrl}/control/media/${body.id}`)).arrayBuffer()).equals(bytes),
  ).toBe(true);
  expect(
    (await simulator.call('POST', '/control/media', Buffer.from('{'), { 'content-type': 'application/json' })).status,
  ).toBe(201);
});
