import { describe, expect, test } from '@jest/globals';
import { newTemplate } from '../../api/templates/definition.ts';
import { categoryFault } from '../../domain/whatsapp/template-definition.ts';

const x = (length: number): string => 'x'.repeat(length);
const body = (text: string, example?: object): object => ({
  type: 'BODY',
  text,
  ...(example === undefined ? {} : { example }),
});
const PLAIN = body('Hello there.');
const header = (text: string, example?: object): object => ({
  type: 'HEADER',
  format: 'TEXT',
  text,
  ...(example === undefined ? {} : { example }),
});
const file = (handles: readonly string[]): object => ({
  type: 'HEADER',
  format: 'IMAGE',
  example: { header_handle: handles },
});
const buttons = (...all: readonly object[]): object => ({ type: 'BUTTONS', buttons: all });
const quick = (text: string): object => ({ type: 'QUICK_REPLY', text });
const url = (text: string, address = 'https://example.com/', example?: readonly string[]): object => ({
  type: 'URL',
  text,
  url: address,
  ...(example === undefined ? {} : { example }),
});

const flow = (more: object): object => ({ type: 'FLOW', text: 'Open', ...more });
const offer = (more: object = {}): object => ({
  type: 'LIMITED_TIME_OFFER',
  limited_time_offer: { text: 'Ends soon', ...more },
});
const copy = { type: 'COPY_CODE', example: 'SAVE20' };
const cardOf = (...parts: readonly object[]): object => ({ components: parts });
const cards = (...all: readonly object[]): object => ({ type: 'CAROUSEL', cards: all });
const shop = buttons(quick('More'), url('Shop', 'https://example.com/{{1}}', ['https://example.com/7']));
const plant = (text = 'An aloe for {{1}} and you.', ...parts: readonly object[]): object =>
  cardOf(
    file(['4::a']),
    body(text, text.includes('{{1}}') ? { body_text: [['12 €']] } : undefined),
    ...(parts.length === 0 ? [shop] : parts),
  );
const goods = (button: object = { type: 'SPM', text: 'View' }): object =>
  cardOf({ type: 'HEADER', format: 'PRODUCT' }, buttons(button));

/** At, under and over each limit; the field that must be named below `components`, or null. */
const CASES: readonly (readonly [what: string, components: readonly object[], field: string | null])[] = [
  ['a body alone', [PLAIN], null],
  ['no body', [header('x')], 'components'],
  ['two bodies', [PLAIN, PLAIN], 'components.1.type'],
  ['longest body', [body(x(1024))], null],
  ['body too long', [body(x(1025))], 'components.0.text'],
  ['empty body', [body('')], 'components.0.text'],
  ['longest header', [header(x(60)), PLAIN], null],
  ['header too long', [header(x(61)), PLAIN], 'components.0.text'],
  ['one parameter in the header', [header('Order {{1}}', { header_text: ['A1'] }), PLAIN], null],
  ['two in the header', [header('{{1}} and {{2}}', { header_text: ['a', 'b'] }), PLAIN], 'components.0.text'],
  ['a header without example', [header('Order {{1}}'), PLAIN], 'components.0.example.header_text'],
  ['longest footer', [PLAIN, { type: 'FOOTER', text: x(60) }], null],
  ['footer too long', [PLAIN, { type: 'FOOTER', text: x(61) }], 'components.1.text'],
  ['a parameter in the footer', [PLAIN, { type: 'FOOTER', text: 'a {{1}} b' }], 'components.1.text'],
  ['positions', [body('On {{1}} at {{2}}.', { body_text: [['Monday', 'ten']] })], null],
  ['a gap in positions', [body('On {{1}} at {{3}}.', { body_text: [['Monday', 'ten']] })], 'components.0.text'],
  ['position zero', [body('On {{0}} so.', { body_text: [['Monday']] })], 'components.0.text'],
  ['too few examples', [body('On {{1}} at {{2}}.', { body_text: [['Monday']] })], 'components.0.example.body_text'],
  ['no examples', [body('On {{1}} so.')], 'components.0.example.body_text'],
  [
    'names',
    [body('Hi {{first_name}}, bye.', { body_text_named_params: [{ param_name: 'first_name', example: 'Ada' }] })],
    null,
  ],
  [
    'an example of another name',
    [body('Hi {{first_name}}, bye.', { body_text_named_params: [{ param_name: 'name', example: 'Ada' }] })],
    'components.0.example.body_text_named_params',
  ],
  ['names with capitals', [body('Hi {{FirstName}}, bye.', { body_text: [['Ada']] })], 'components.0.text'],
  [
    'names and positions',
    [body('Hi {{name}} on {{1}}.', { body_text_named_params: [{ param_name: 'name', example: 'Ada' }] })],
    'components.0.text',
  ],
  ['a parameter first', [body('{{1}} is here.', { body_text: [['Ada']] })], 'components.0.text'],
  ['a parameter last', [body('Here is {{1}}', { body_text: [['Ada']] })], 'components.0.text'],
  ['two parameters together', [body('So {{1}} {{2}} it is.', { body_text: [['a', 'b']] })], 'components.0.text'],
  ['braces that are no parameter', [body('So {{first name}} it is.')], 'components.0.text'],
  ['braces not closed', [body('So {{1 it is.')], 'components.0.text'],
  ['a picture with an example', [file(['4::a']), PLAIN], null],
  ['a picture without example', [file([]), PLAIN], 'components.0.example.header_handle'],
  ['a place', [{ type: 'HEADER', format: 'LOCATION' }, PLAIN], null],
  ['ten buttons', [PLAIN, buttons(...Array.from({ length: 10 }, (_, at) => quick(`b${at}`)))], null],
  [
    'eleven buttons',
    [PLAIN, buttons(...Array.from({ length: 11 }, (_, at) => quick(`b${at}`)))],
    'components.1.buttons',
  ],
  ['longest button', [PLAIN, buttons(quick(x(25)))], null],
  ['button too long', [PLAIN, buttons(quick(x(26)))], 'components.1.buttons.0.text'],
  ['the same button twice', [PLAIN, buttons(quick('a'), quick('a'))], 'components.1.buttons.1.text'],
  ['two addresses', [PLAIN, buttons(url('a'), url('b'))], null],
  ['three addresses', [PLAIN, buttons(url('a'), url('b'), url('c'))], 'components.1.buttons.2'],
  ['quick replies apart', [PLAIN, buttons(quick('a'), url('b'), quick('c'))], 'components.1.buttons.2'],
  [
    'an address with a parameter',
    [PLAIN, buttons(url('a', 'https://example.com/{{1}}', ['https://example.com/7']))],
    null,
  ],
  ['… without example', [PLAIN, buttons(url('a', 'https://example.com/{{1}}'))], 'components.1.buttons.0.example'],
  [
    '… not at its end',
    [PLAIN, buttons(url('a', 'https://example.com/{{1}}/x', ['https://example.com/7/x']))],
    'components.1.buttons.0.url',
  ],
  ['one phone number', [PLAIN, buttons({ type: 'PHONE_NUMBER', text: 'Call', phone_number: '+4930123456' })], null],
  [
    'a phone number of letters',
    [PLAIN, buttons({ type: 'PHONE_NUMBER', text: 'Call', phone_number: 'call me' })],
    'components.1.buttons.0.phone_number',
  ],
  ['a code', [PLAIN, buttons({ type: 'COPY_CODE', example: 'SAVE20' })], null],
  [
    'two codes',
    [PLAIN, buttons({ type: 'COPY_CODE', example: 'A' }, { type: 'COPY_CODE', example: 'B' })],
    'components.1.buttons.1',
  ],
  ['a form by id', [PLAIN, buttons(flow({ flow_id: '1', flow_action: 'navigate', navigate_screen: 'FIRST' }))], null],
  ['a form by name', [PLAIN, buttons(flow({ flow_name: 'n', icon: 'DOCUMENT' }))], null],
  ['a form by its text', [PLAIN, buttons(flow({ flow_json: '{"version":"3.1"}' }))], null],
  ['a form by two', [PLAIN, buttons(flow({ flow_id: '1', flow_name: 'n' }))], 'components.1.buttons.0.flow_id'],
  ['a form by none', [PLAIN, buttons(flow({}))], 'components.1.buttons.0.flow_id'],
  [
    'a first screen that the business’s server chooses',
    [PLAIN, buttons(flow({ flow_id: '1', flow_action: 'data_exchange', navigate_screen: 'FIRST' }))],
    'components.1.buttons.0.navigate_screen',
  ],
  [
    'a form that does something else',
    [PLAIN, buttons(flow({ flow_id: '1', flow_action: 'open' }))],
    'components.1.buttons.0.flow_action',
  ],
  ['a form’s button too long', [PLAIN, buttons(flow({ flow_id: '1', text: x(26) }))], 'components.1.buttons.0.text'],
  ['a catalogue', [PLAIN, buttons({ type: 'CATALOG', text: 'View catalog' })], null],
  [
    'two catalogues',
    [PLAIN, buttons({ type: 'CATALOG', text: 'a' }, { type: 'CATALOG', text: 'b' })],
    'components.1.buttons.1',
  ],
  ['items', [PLAIN, buttons({ type: 'MPM', text: 'View items' })], null],
  ['items without a label', [PLAIN, buttons({ type: 'MPM' })], 'components.1.buttons.0.text'],
  ['a product', [{ type: 'HEADER', format: 'PRODUCT' }, PLAIN, buttons({ type: 'SPM', text: 'View' })], null],
  ['a product that nothing shows', [{ type: 'HEADER', format: 'PRODUCT' }, PLAIN], 'components.0.format'],
  ['a button that shows no product', [PLAIN, buttons({ type: 'SPM', text: 'View' })], 'components'],
  ['a question for the number', [PLAIN, buttons({ type: 'REQUEST_CONTACT_INFO' })], null],
  ['… with WhatsApp’s words', [PLAIN, buttons({ type: 'REQUEST_CONTACT_INFO', text: 'Share Contact Info' })], null],
  [
    '… with others',
    [PLAIN, buttons({ type: 'REQUEST_CONTACT_INFO', text: 'Your number' })],
    'components.1.buttons.0.text',
  ],
  [
    '… twice',
    [PLAIN, buttons({ type: 'REQUEST_CONTACT_INFO' }, { type: 'REQUEST_CONTACT_INFO' })],
    'components.1.buttons.1',
  ],
  ['an offer that ends', [file(['4::a']), offer({ has_expiration: true }), PLAIN, buttons(copy, url('Book'))], null],
  ['an offer alone', [offer(), PLAIN, buttons(url('Book'))], null],
  ['an offer’s longest words', [offer({ text: x(16) }), PLAIN, buttons(url('Book'))], null],
  [
    'an offer’s words too long',
    [offer({ text: x(17) }), PLAIN, buttons(url('Book'))],
    'components.0.limited_time_offer.text',
  ],
  [
    'an offer with a footer',
    [offer(), PLAIN, { type: 'FOOTER', text: 'Bye' }, buttons(url('Book'))],
    'components.2.type',
  ],
  ['an offer under a heading', [header('Sale'), offer(), PLAIN, buttons(url('Book'))], 'components.0.format'],
  [
    'an offer under a place',
    [{ type: 'HEADER', format: 'LOCATION' }, offer(), PLAIN, buttons(url('Book'))],
    'components.0.format',
  ],
  ['an offer’s longest text', [offer(), body(x(600)), buttons(url('Book'))], null],
  ['an offer’s text too long', [offer(), body(x(601)), buttons(url('Book'))], 'components.1.text'],
  ['an offer without an address', [offer(), PLAIN, buttons(copy)], 'components.2.buttons'],
  ['an offer without buttons', [offer(), PLAIN], 'components'],
  [
    'an offer that ends, without a code',
    [offer({ has_expiration: true }), PLAIN, buttons(url('Book'))],
    'components.2.buttons',
  ],
  ['an offer’s code after the address', [offer(), PLAIN, buttons(url('Book'), copy)], 'components.2.buttons.1'],
  ['two offers', [offer(), offer(), PLAIN], 'components.1.type'],
  ['two cards', [PLAIN, cards(plant(), plant('A fern for {{1}} and you.'))], null],
  ['ten cards', [PLAIN, cards(...Array.from({ length: 10 }, () => plant()))], null],
  ['one card', [PLAIN, cards(plant())], 'components.1.cards'],
  ['eleven cards', [PLAIN, cards(...Array.from({ length: 11 }, () => plant()))], 'components.1.cards'],
  ['cards without text and buttons', [PLAIN, cards(cardOf(file(['a'])), cardOf(file(['b'])))], null],
  [
    'cards of films',
    [
      PLAIN,
      cards(
        ...['a', 'b'].map(handle => cardOf({ type: 'HEADER', format: 'VIDEO', example: { header_handle: [handle] } })),
      ),
    ],
    null,
  ],
  ['cards of products', [PLAIN, cards(goods(), goods())], null],
  ['cards of products with addresses', [PLAIN, cards(...[1, 2].map(() => goods(url('Shop'))))], null],
  ['a card without a header', [PLAIN, cards(plant(), cardOf(body('x')))], 'components.1.cards.1.components'],
  [
    'a card with a document',
    [PLAIN, cards(plant(), cardOf({ type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['a'] } }))],
    'components.1.cards.1.components.0.format',
  ],
  [
    'a card without an example',
    [PLAIN, cards(plant(), cardOf(file([]), body('x'), shop))],
    'components.1.cards.1.components.0.example.header_handle',
  ],
  ['a card’s longest text', [PLAIN, cards(plant(x(160)), plant(x(160)))], null],
  ['a card’s text too long', [PLAIN, cards(plant(x(161)), plant(x(160)))], 'components.1.cards.0.components.1.text'],
  [
    'a card’s parameter without an example',
    [PLAIN, cards(cardOf(file(['a']), body('For {{1}} and you.')), plant())],
    'components.1.cards.0.components.1.example.body_text',
  ],
  [
    'one card with a text, one without',
    [PLAIN, cards(plant('x', shop), cardOf(file(['b']), shop))],
    'components.1.cards.1.components',
  ],
  [
    'buttons in another order',
    [PLAIN, cards(plant('x', buttons(quick('a'), url('b'))), plant('x', buttons(url('b'), quick('a'))))],
    'components.1.cards.1.components',
  ],
  [
    'a picture and a film',
    [PLAIN, cards(cardOf(file(['a'])), cardOf({ type: 'HEADER', format: 'VIDEO', example: { header_handle: ['b'] } }))],
    'components.1.cards.1.components',
  ],
  [
    'three buttons on a card',
    [PLAIN, cards(plant('x', buttons(quick('a'), quick('b'), quick('c'))), plant())],
    'components.1.cards.0.components.2.buttons',
  ],
  [
    'a form on a card',
    [PLAIN, cards(plant('x', buttons(flow({ flow_id: '1' }))), plant())],
    'components.1.cards.0.components.2.buttons.0.type',
  ],
  [
    'a product’s card with a text',
    [
      PLAIN,
      cards(cardOf({ type: 'HEADER', format: 'PRODUCT' }, body('x'), buttons({ type: 'SPM', text: 'View' })), goods()),
    ],
    'components.1.cards.0.components.1.type',
  ],
  [
    'a card in a card',
    [PLAIN, cards(plant(), cardOf(file(['a']), cards(plant(), plant())))],
    'components.1.cards.1.components.1.type',
  ],
  ['cards under a heading', [header('x'), PLAIN, cards(plant(), plant())], 'components.0.type'],
  ['cards over a footer', [PLAIN, cards(plant(), plant()), { type: 'FOOTER', text: 'x' }], 'components.2.type'],
  ['cards without a text above', [cards(plant(), plant())], 'components'],
  [
    'names on cards',
    [
      body('Hi {{first_name}}, look.', { body_text_named_params: [{ param_name: 'first_name', example: 'Ada' }] }),
      cards(
        ...[1, 2].map(() =>
          cardOf(
            file(['a']),
            body('For {{price}} only.', { body_text_named_params: [{ param_name: 'price', example: '12 €' }] }),
          ),
        ),
      ),
    ],
    null,
  ],
  [
    'names above, positions on cards',
    [
      body('Hi {{first_name}}, look.', { body_text_named_params: [{ param_name: 'first_name', example: 'Ada' }] }),
      cards(plant(), plant()),
    ],
    'components.1.cards.0.components.1.text',
  ],
];

describe.each(CASES)('%s', (_what, components, field) => {
  test(field === null ? 'is taken' : `is refused, naming ${field}`, () => {
    const parsed = newTemplate.safeParse({ name: 'a_template', language: 'en_US', category: 'UTILITY', components });
    expect(parsed.success ? null : parsed.error.issues[0]!.path.join('.')).toBe(field);
  });
});

test.each([
  ['name', { name: 'Not Small' }],
  ['name', { name: x(513) }],
  ['language', { language: 'english' }],
  ['category', { category: 'SERVICE' }],
])('%s %j is refused', (field, change) => {
  expect(
    newTemplate.safeParse({ name: 'a', language: 'en', category: 'UTILITY', components: [PLAIN], ...change }).error
      ?.issues[0]!.path,
  ).toEqual([field]);
});

test('what marketing alone may have', () => {
  const kinds: readonly (readonly object[])[] = [
    [PLAIN, cards(plant(), plant())],
    [offer(), PLAIN, buttons(url('Book'))],
    ...['CATALOG', 'MPM'].map(type => [PLAIN, buttons({ type, text: 'View' })]),
    [{ type: 'HEADER', format: 'PRODUCT' }, PLAIN, buttons({ type: 'SPM', text: 'View' })],
  ];
  const parsed = [...kinds, [PLAIN, buttons(flow({ flow_id: '1' }), { type: 'REQUEST_CONTACT_INFO' })]].map(
    components => newTemplate.parse({ name: 'a', language: 'en', category: 'MARKETING', components }).components,
  );
  expect(
    parsed.map(components => [
      categoryFault('MARKETING', components),
      categoryFault('UTILITY', components)?.path ?? null,
    ]),
  ).toEqual([
    [null, [1]],
    [null, [0]],
    [null, [1]],
    [null, [1]],
    [null, [2]],
    [null, null],
  ]);
});
