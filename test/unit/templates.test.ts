import { describe, expect, test } from '@jest/globals';
import { componentsToKeep, template, templateUploads } from '../../api/conversations/outbound/template.ts';
import type {
  GivenCarousel,
  GivenComponent,
  GivenParameter,
  GivenPart,
  TemplateComponent,
} from '../../domain/whatsapp/template.ts';
import {
  faultOf,
  render,
  shownTemplate,
  slotsOf,
  statusAfter,
  whyNotSendable,
} from '../../domain/whatsapp/template.ts';
import { wordsOf } from '../../domain/whatsapp/words.ts';
import { SimulatedTemplates, fillTemplate } from '../../simulator/templates.ts';

const x = (length: number): string => 'x'.repeat(length);
const text = (value: string, name?: string) => ({
  type: 'text',
  text: value,
  ...(name === undefined ? {} : { parameter_name: name }),
});
const image = { type: 'image', image: { link: 'https://files.example.com/a.jpg' } };
type Given = readonly GivenComponent[];
/** As whoever fills it may write it: more than the schema lets through. */
interface Parameter extends GivenParameter {
  readonly [name: string]: unknown;
}
type Card = GivenCarousel['cards'][number];

const body = (value: string): TemplateComponent => ({ type: 'BODY', text: value });
const named = [
  { type: 'HEADER', format: 'TEXT', text: 'Order {{order}}' },
  body('Hello {{name}}, it comes on {{day}}.'),
  { type: 'FOOTER', text: 'Bye' },
  { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Thanks' }] },
] as const;
const positional = [body('On {{1}} at {{2}}, yes, {{1}}.')];
const picture = [{ type: 'HEADER', format: 'IMAGE' }, body('A picture.')];
const address = [
  body('Look.'),
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'No' },
      { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' },
    ],
  },
];
const coupon = [body('A gift.'), { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: 'Copy' }] }];

const place = [{ type: 'HEADER', format: 'LOCATION' }, body('Here.')];
const product = [
  { type: 'HEADER', format: 'PRODUCT' },
  body('New.'),
  { type: 'BUTTONS', buttons: [{ type: 'SPM', text: 'View' }] },
];
const flow = [body('Sign up.'), { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Open', flow_id: '1' }] }];
const catalog = [body('Look around.'), { type: 'BUTTONS', buttons: [{ type: 'CATALOG', text: 'View catalog' }] }];
const mpm = [body('Your cart.'), { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'View items' }] }];
const contactRequest = [
  body('Your number?'),
  {
    type: 'BUTTONS',
    buttons: [{ type: 'REQUEST_CONTACT_INFO' }, { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+4930123456' }],
  },
];
const offering = (ends: boolean) => [
  picture[0]!,
  { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: ends } },
  body('Save {{1}} now.'),
  {
    type: 'BUTTONS',
    buttons: [
      ...(ends ? [{ type: 'COPY_CODE', text: 'Copy' }] : []),
      { type: 'URL', text: 'Book', url: 'https://example.com/?c={{1}}' },
    ],
  },
];
const carousel = [
  body('For {{1}}:'),
  {
    type: 'CAROUSEL',
    cards: ['Aloe', 'Fern'].map(name => ({
      components: [
        picture[0]!,
        body(`${name} for {{1}}.`),
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'More' },
            { type: 'URL', text: 'Shop', url: 'https://example.com/{{1}}' },
          ],
        },
      ],
    })),
  },
];
const products = [
  body('Ours.'),
  {
    type: 'CAROUSEL',
    cards: [0, 1].map(() => ({
      components: [
        { type: 'HEADER', format: 'PRODUCT' },
        { type: 'BUTTONS', buttons: [{ type: 'SPM', text: 'View' }] },
      ],
    })),
  },
];

const given = (parameter: object): Parameter => parameter as Parameter;
const euros = (fallback_value: string, name?: string): Parameter =>
  given({
    type: 'currency',
    currency: { fallback_value, code: 'EUR', amount_1000: 12_500 },
    ...(name === undefined ? {} : { parameter_name: name }),
  });
const day = (fallback_value: string): Parameter =>
  given({ type: 'date_time', date_time: { fallback_value, year: 2027, month: 2, day_of_month: 25 } });
const somewhere = {
  type: 'location',
  location: { latitude: 52.5, longitude: 13.4, name: 'Shop', address: 'Main St 1' },
};
const sold = { type: 'product', product: { catalog_id: '1', product_retailer_id: 'p1' } };
const act = (action: NonNullable<GivenParameter['action']>): Parameter => ({ type: 'action', action });
const section = (count: number, title?: string) => ({
  ...(title === undefined ? {} : { title }),
  product_items: Array.from({ length: count }, (_, at) => ({ product_retailer_id: `p${at}` })),
});
const items = (...sections: ReturnType<typeof section>[]): Parameter =>
  act({ thumbnail_product_retailer_id: 'p0', sections });
const bodyOf = (...parameters: Parameter[]): GivenPart => ({ type: 'body', parameters });
const headOf = (parameter: Parameter): GivenPart => ({ type: 'header', parameters: [parameter] });
const buttonOf = (sub_type: string, index: string | number, ...parameters: Parameter[]): GivenPart => ({
  type: 'button',
  sub_type,
  index,
  ...(parameters.length === 0 ? {} : { parameters }),
});
const until = (expiration_time_ms: number): GivenPart => ({
  type: 'limited_time_offer',
  parameters: [given({ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms } })],
});
const offered = (...parts: GivenPart[]): Given => [headOf(image), bodyOf(text('25%')), ...parts];
const code = buttonOf('copy_code', 0, { type: 'coupon_code', coupon_code: 'SAVE25' });
const card = (card_index: number, ...components: GivenPart[]): Card => ({ card_index, components });
const full = (at: number): Card =>
  card(
    at,
    { type: 'header', parameters: [image] },
    { type: 'body', parameters: [euros('12,50 €')] },
    buttonOf('url', 1, text('a')),
  );
const cards = (...all: Card[]): GivenComponent[] => [bodyOf(text('Ada')), { type: 'carousel', cards: all }];

const header = { type: 'header' as const, parameters: [text('A1', 'order')] };
const order = (name: string, day: string): Given => [
  header,
  { type: 'body', parameters: [text(name, 'name'), text(day, 'day')] },
];
const button = (
  subType: 'url' | 'quick_reply' | 'copy_code',
  index: string,
  parameter: Parameter = text('7'),
): Given => [{ type: 'button', sub_type: subType, index, parameters: [parameter] }];

/** The field that must be named, or null where the template is filled rightly. */
const CASES: readonly (readonly [
  what: string,
  components: readonly TemplateComponent[],
  given: Given,
  field: string | null,
])[] = [
  ['named, in order', named, order('Ada', 'Monday'), null],
  [
    'named, in another order',
    named,
    [{ type: 'body', parameters: [text('Monday', 'day'), text('Ada', 'name')] }, header],
    null,
  ],
  [
    'named, one too few',
    named,
    [header, { type: 'body', parameters: [text('Ada', 'name')] }],
    'components.1.parameters',
  ],
  [
    'named, one too many',
    named,
    [header, { type: 'body', parameters: [text('Ada', 'name'), text('Monday', 'day'), text('x', 'year')] }],
    'components.1.parameters',
  ],
  [
    'named, one twice',
    named,
    [header, { type: 'body', parameters: [text('Ada', 'name'), text('Bob', 'name')] }],
    'components.1.parameters.1.parameter_name',
  ],
  [
    'named, another name',
    named,
    [header, { type: 'body', parameters: [text('Ada', 'name'), text('Bob', 'year')] }],
    'components.1.parameters.1.parameter_name',
  ],
  ['named, without its heading', named, [order('Ada', 'Monday')[1]!], 'components'],
  ['named, nothing given', named, [], 'components'],
  [
    'named, of another type',
    named,
    [header, { type: 'body', parameters: [text('Ada', 'name'), image] }],
    'components.1.parameters.1.parameter_name',
  ],
  ['a line break in a value', named, order('Ada\nByron', 'Monday'), 'components.1.parameters.0.text'],
  ['five spaces in a value', named, order('Ada     Byron', 'Monday'), 'components.1.parameters.0.text'],
  ['four spaces in a value', named, order('Ada    Byron', 'Monday'), null],
  [
    'longest heading',
    named,
    [{ type: 'header', parameters: [text(x(54), 'order')] }, order('Ada', 'Monday')[1]!],
    null,
  ],
  [
    'heading too long',
    named,
    [{ type: 'header', parameters: [text(x(55), 'order')] }, order('Ada', 'Monday')[1]!],
    'components',
  ],
  ['longest text', named, order(x(1024 - 'Hello , it comes on .'.length - 1), 'M'), null],
  ['text too long', named, order(x(1024 - 'Hello , it comes on .'.length), 'M'), 'components'],
  ['positional', positional, [{ type: 'body', parameters: [text('Monday'), text('ten')] }], null],
  ['positional, one too few', positional, [{ type: 'body', parameters: [text('Monday')] }], 'components.0.parameters'],
  [
    'positional, with a name',
    positional,
    [{ type: 'body', parameters: [text('Monday'), text('ten', 'hour')] }],
    'components.0.parameters.1.parameter_name',
  ],
  ['a picture', picture, [{ type: 'header', parameters: [image] }], null],
  ['text for a picture', picture, [{ type: 'header', parameters: [text('a')] }], 'components.0.parameters.0.type'],
  ['no picture', picture, [], 'components'],
  ['an address', address, button('url', '1'), null],
  ['no address', address, [], 'components'],
  ['an address at another button', address, button('url', '0'), 'components.0.sub_type'],
  ['an address at no button', address, button('url', '2'), 'components.0'],
  ['a code', coupon, button('copy_code', '0', { type: 'coupon_code', coupon_code: 'SAVE' }), null],
  ['no code', coupon, [], 'components'],
  ['an amount and a day in a text', positional, [bodyOf(day('25 February'), euros('12,50 €'))], null],
  ['an amount with a name', named, [header, bodyOf(text('Monday', 'day'), euros('12,50 €', 'name'))], null],
  [
    'an amount with a name where there are none',
    positional,
    [bodyOf(text('Monday'), euros('12,50 €', 'hour'))],
    'components.0.parameters.1.parameter_name',
  ],
  [
    'an amount of several lines',
    positional,
    [bodyOf(text('Monday'), euros('12\n50'))],
    'components.0.parameters.1.currency.fallback_value',
  ],
  [
    'an amount in a heading',
    named,
    [{ type: 'header', parameters: [euros('12,50 €', 'order')] }, bodyOf(text('Ada', 'name'), text('Monday', 'day'))],
    null,
  ],
  [
    'an amount at the end of an address',
    address,
    button('url', '1', euros('12,50 €')),
    'components.0.parameters.0.type',
  ],
  ['a place', place, [headOf(somewhere)], null],
  ['no place', place, [], 'components'],
  ['a picture for a place', place, [headOf(image)], 'components.0.parameters.0.type'],
  ['a long place', place, [headOf({ ...somewhere, location: { ...somewhere.location, address: x(200) } })], null],
  ['a product', product, [headOf(sold)], null],
  ['no product', product, [], 'components'],
  ['a product’s button filled', product, [headOf(sold), buttonOf('catalog', 0)], 'components.1'],
  [
    'a form with a token and data',
    flow,
    [buttonOf('flow', 0, act({ flow_token: 't', flow_action_data: { name: 'Ada' } }))],
    null,
  ],
  ['a form in capitals', flow, [buttonOf('FLOW', '0', act({ flow_token: 't' }))], null],
  ['a form that is only named', flow, [buttonOf('flow', 0)], null],
  ['a form with an empty action', flow, [buttonOf('flow', 0, act({}))], null],
  ['a form that is not named', flow, [], 'components'],
  [
    'a form with a payload',
    flow,
    [buttonOf('flow', 0, { type: 'payload', payload: 'x' })],
    'components.0.parameters.0.type',
  ],
  [
    'a catalogue with its picture',
    catalog,
    [buttonOf('catalog', 0, act({ thumbnail_product_retailer_id: 'p' }))],
    null,
  ],
  ['a catalogue as it is', catalog, [], null],
  ['a catalogue that is only named', catalog, [buttonOf('CATALOG', 0)], null],
  ['two sections', mpm, [buttonOf('mpm', 0, items(section(20, 'A'), section(10, 'B')))], null],
  ['one section without a title', mpm, [buttonOf('mpm', 0, items(section(1)))], null],
  ['no sections', mpm, [], 'components'],
  [
    '31 products',
    mpm,
    [buttonOf('mpm', 0, items(section(16, 'A'), section(15, 'B')))],
    'components.0.parameters.0.action.sections',
  ],
  [
    'two sections, one without a title',
    mpm,
    [buttonOf('mpm', 0, items(section(1, 'A'), section(1)))],
    'components.0.parameters.0.action.sections.1.title',
  ],
  [
    'sections without a picture',
    mpm,
    [buttonOf('mpm', 0, act({ sections: [section(1)] }))],
    'components.0.parameters.0.action.thumbnail_product_retailer_id',
  ],
  [
    'a picture without sections',
    mpm,
    [buttonOf('mpm', 0, act({ thumbnail_product_retailer_id: 'p' }))],
    'components.0.parameters.0.action.sections',
  ],
  ['a question for the number', contactRequest, [], null],
  [
    'a question for the number, filled',
    contactRequest,
    [buttonOf('quick_reply', 0, { type: 'payload', payload: 'x' })],
    'components.0',
  ],
  ['a number to call, filled', contactRequest, [buttonOf('url', 1, text('x'))], 'components.0'],
  ['an offer that ends', offering(true), offered(until(1_900_000_000_000), code, buttonOf('url', 1, text('a'))), null],
  ['an offer without its end', offering(true), offered(code, buttonOf('url', 1, text('a'))), 'components'],
  [
    'an offer without its code',
    offering(true),
    offered(until(1_900_000_000_000), buttonOf('url', 1, text('a'))),
    'components',
  ],
  ['an offer without an end', offering(false), offered(buttonOf('url', 0, text('a'))), null],
  ['an end of no offer', positional, [bodyOf(text('a'), text('b')), until(1_900_000_000_000)], 'components.1'],
  [
    'an offer’s text too long',
    offering(false),
    [headOf(image), bodyOf(text(x(600 - 'Save  now.'.length + 1))), buttonOf('url', 0, text('a'))],
    'components',
  ],
  [
    'an offer’s longest text',
    offering(false),
    [headOf(image), bodyOf(text(x(600 - 'Save  now.'.length))), buttonOf('url', 0, text('a'))],
    null,
  ],
  ['two cards', carousel, cards(full(0), full(1)), null],
  ['two cards, the last one first', carousel, cards(full(1), full(0)), null],
  [
    'a payload on a card',
    carousel,
    cards(card(0, ...full(0).components, buttonOf('quick_reply', 0, { type: 'payload', payload: 'more' })), full(1)),
    null,
  ],
  ['no cards', carousel, [bodyOf(text('Ada'))], 'components'],
  ['one card too few', carousel, cards(full(0)), 'components.1.cards'],
  ['one card too many', carousel, cards(full(0), full(1), full(2)), 'components.1.cards'],
  ['a card twice', carousel, cards(full(0), full(0)), 'components.1.cards.1.card_index'],
  ['a card that is not there', carousel, cards(full(0), full(2)), 'components.1.cards.1.card_index'],
  [
    'cards of no carousel',
    positional,
    [bodyOf(text('a'), text('b')), { type: 'carousel', cards: [full(0)] }],
    'components.1',
  ],
  [
    'a card without its picture',
    carousel,
    cards(full(0), card(1, ...full(1).components.slice(1))),
    'components.1.cards.1.components',
  ],
  [
    'a card without its text',
    carousel,
    cards(card(0, full(0).components[0]!, full(0).components[2]!), full(1)),
    'components.1.cards.0.components',
  ],
  [
    'a film for a card’s picture',
    carousel,
    cards(
      card(
        0,
        { type: 'header', parameters: [given({ type: 'video', video: image.image })] },
        ...full(0).components.slice(1),
      ),
      full(1),
    ),
    'components.1.cards.0.components.0.parameters.0.type',
  ],
  [
    'a card’s text with a line break',
    carousel,
    cards(
      card(0, full(0).components[0]!, { type: 'body', parameters: [text('a\nb')] }, full(0).components[2]!),
      full(1),
    ),
    'components.1.cards.0.components.1.parameters.0.text',
  ],
  [
    'a card’s longest text',
    carousel,
    cards(
      card(
        0,
        full(0).components[0]!,
        { type: 'body', parameters: [text(x(160 - 'Aloe for .'.length))] },
        full(0).components[2]!,
      ),
      full(1),
    ),
    null,
  ],
  [
    'a card’s text too long',
    carousel,
    cards(
      card(
        0,
        full(0).components[0]!,
        { type: 'body', parameters: [text(x(160 - 'Aloe for .'.length + 1))] },
        full(0).components[2]!,
      ),
      full(1),
    ),
    'components.1.cards.0.components',
  ],
  [
    'cards of products',
    products,
    [
      {
        type: 'carousel',
        cards: [card(0, { type: 'header', parameters: [sold] }), card(1, { type: 'header', parameters: [sold] })],
      },
    ],
    null,
  ],
  [
    'cards of products, one without',
    products,
    [{ type: 'carousel', cards: [card(0, { type: 'header', parameters: [sold] }), card(1)] }],
    'components.0.cards.1.components',
  ],
];

describe.each(CASES)('%s', (_what, components, given, field) => {
  test(
    field === null
      ? 'fills the template; WhatsApp takes it'
      : `is refused, naming ${field}; WhatsApp would refuse it too`,
    () => {
      expect(faultOf(components, given)?.field ?? null).toBe(field);
      const simulated = new SimulatedTemplates();
      simulated.add('1', {
        name: 't',
        language: 'en',
        category: 'UTILITY',
        status: 'APPROVED',
        components: components as never,
      });
      const sent = fillTemplate(simulated.of('1'), { name: 't', language: { code: 'en' }, components: given as never });
      expect('code' in sent ? sent.code : null).toEqual(field === null ? null : expect.any(Number));
      if ('code' in sent) return;
      const { image: _, cards: theirs, ...seen } = sent;
      expect(render(components, given)).toEqual({ ...seen, cards: theirs.map(({ image: __, ...each }) => each) });
    },
  );
});

test('the same component twice, and one the template does not have', () => {
  expect(faultOf(named, [header, header])?.field).toBe('components.1');
  expect(faultOf(positional, [header])?.field).toBe('components.0');
});

test('what a template asks for, in order', () => {
  expect(slotsOf(named).map(({ place, name, required }) => [place, name, required])).toEqual([
    ['header', 'order', true],
    ['body', 'name', true],
    ['body', 'day', true],
    ['button', null, false],
  ]);
  expect(slotsOf([body('{{2}} and {{1}}')]).length).toBe(2);
  expect(slotsOf([{ type: 'SOMETHING_NEW', text: '{{1}}' }, body('plain')])).toEqual([]);
});

test('what is not given stays as it is', () =>
  expect(render(named, []).body).toBe('Hello {{name}}, it comes on {{day}}.'));

test.each([
  'PENDING',
  'IN_APPEAL',
  'REJECTED',
  'PAUSED',
  'DISABLED',
  'PENDING_DELETION',
  'DELETED',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
  'SOMETHING_NEW',
])('%s cannot be sent and says why', status => {
  expect(whyNotSendable(status)).toMatch(/\.$/);
});

test.each([
  ['APPROVED', 'APPROVED'],
  ['REINSTATED', 'APPROVED'],
  ['UNARCHIVED', 'APPROVED'],
  ['FLAGGED', null],
  ['LOCKED', 'DISABLED'],
  ['REJECTED', 'REJECTED'],
])('after the event %s its status is %s', (event, status) => {
  expect(statusAfter(event)).toBe(status);
});

test('what each kind of template asks for', () => {
  const asked = (components: readonly TemplateComponent[]) =>
    slotsOf(components).map(({ place: at, card: on, index, subType, kind, required }) =>
      [at, on, index, subType, kind, required].map(each => each ?? '-').join(' '),
    );
  expect(asked(flow)).toEqual(['button - 0 flow action true']);
  expect(asked(catalog)).toEqual(['button - 0 catalog action false']);
  expect(asked(mpm)).toEqual(['button - 0 mpm action true']);
  expect(asked(place)).toEqual(['header - - - location true']);
  expect(asked(contactRequest)).toEqual([]);
  expect(asked(offering(true))).toEqual([
    'header - - - image true',
    'limited_time_offer - - - limited_time_offer true',
    'body - - - text true',
    'button - 0 copy_code coupon_code true',
    'button - 1 url text true',
  ]);
  expect(asked(carousel)).toEqual([
    'body - - - text true',
    ...[0, 1].flatMap(at => [
      `header ${at} - - image true`,
      `body ${at} - - text true`,
      `button ${at} 0 quick_reply payload false`,
      `button ${at} 1 url text true`,
    ]),
  ]);
});

test('what people read of it later', () => {
  expect(shownTemplate(offering(false), offered())).toEqual({
    body: { text: 'Save 25% now.' },
    buttons: ['Book'],
    offer: 'Ends soon',
  });
  expect(shownTemplate(place, [headOf(somewhere)])).toEqual({ body: { text: 'Here.' }, header: 'Shop, Main St 1' });
  const content = shownTemplate(carousel, cards(full(1), full(0)));
  expect(content).toEqual({
    body: { text: 'For Ada:' },
    cards: ['Aloe', 'Fern'].map(name => ({ body: { text: `${name} for 12,50 €.` }, buttons: ['More', 'Shop'] })),
  });
  expect(wordsOf('template', content)).toBe('For Ada:\nAloe for 12,50 €.\nFern for 12,50 €.');
  expect(shownTemplate(products, [])).toEqual({
    body: { text: 'Ours.' },
    cards: [{ buttons: ['View'] }, { buttons: ['View'] }],
  });
});

test('Meta’s own codes', () => {
  const codeOf = (components: readonly TemplateComponent[], given: Given): number | null => {
    const simulated = new SimulatedTemplates();
    simulated.add('1', {
      name: 't',
      language: 'en',
      category: 'MARKETING',
      status: 'APPROVED',
      components: components as never,
    });
    const sent = fillTemplate(simulated.of('1'), { name: 't', language: { code: 'en' }, components: given as never });
    return 'code' in sent ? sent.code : null;
  };
  expect([
    codeOf(positional, [bodyOf(text('a'))]),
    codeOf(place, [headOf(image)]),
    codeOf(positional, [bodyOf(text('a'), text('b\nc'))]),
    codeOf(address, []),
    codeOf(flow, []),
    codeOf(coupon, []),
    codeOf(address, button('url', '0')),
    codeOf(contactRequest, [buttonOf('url', 1, text('x'))]),
    codeOf(carousel, cards(full(0))),
    codeOf(positional, [bodyOf(text(x(1_000)), text(x(100)))]),
    codeOf(mpm, [buttonOf('mpm', 0, act({}))]),
  ]).toEqual([132_000, 132_012, 132_018, 131_008, 131_009, 131_008, 132_018, 100, 132_018, 132_005, 131_008]);
});

test('in one form: what a button does in small letters, its position as a digit', () => {
  const parsed = template.parse({
    name: 't',
    language: { code: 'en' },
    components: [
      { type: 'button', sub_type: 'CATALOG', index: 0, parameters: [] },
      {
        type: 'carousel',
        cards: [
          { card_index: 1, components: [{ type: 'button', sub_type: 'URL', index: 1, parameters: [text('a')] }] },
        ],
      },
    ],
  });
  expect(componentsToKeep(parsed)).toEqual([
    { type: 'button', sub_type: 'catalog', index: '0' },
    {
      type: 'carousel',
      cards: [
        { card_index: 1, components: [{ type: 'button', sub_type: 'url', index: '1', parameters: [text('a')] }] },
      ],
    },
  ]);
});

test.each([
  [
    'components.0.parameters.0.currency.code',
    'body',
    { type: 'currency', currency: { fallback_value: '1', code: 'Euro', amount_1000: 1 } },
  ],
  [
    'components.0.parameters.0.currency.amount_1000',
    'body',
    { type: 'currency', currency: { fallback_value: '1', code: 'EUR', amount_1000: 1.5 } },
  ],
  [
    'components.0.parameters.0.currency.fallback_value',
    'body',
    { type: 'currency', currency: { code: 'EUR', amount_1000: 1 } },
  ],
  ['components.0.parameters.0.date_time.fallback_value', 'body', { type: 'date_time', date_time: {} }],
  [
    'components.0.parameters.0.date_time.month',
    'body',
    { type: 'date_time', date_time: { fallback_value: 'x', month: 13 } },
  ],
  ['components.0.parameters.0.type', 'body', { type: 'image', image: { link: 'https://example.com/a' } }],
  [
    'components.0.parameters.0.limited_time_offer.expiration_time_ms',
    'limited_time_offer',
    { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_900_000_000 } },
  ],
  [
    'components.0.parameters.0.location.latitude',
    'header',
    { type: 'location', location: { latitude: 91, longitude: 0 } },
  ],
  ['components.0.parameters.0.type', 'header', { type: 'poll' }],
] as const)('a value that cannot be is named: %s of a %s', (field, type, parameter) => {
  expect(
    template
      .safeParse({ name: 't', language: { code: 'en' }, components: [{ type, parameters: [parameter] }] })
      .error?.issues[0]!.path.join('.'),
  ).toBe(field);
});

test('the files of ours that it names, in order', () => {
  const ids = ['a', 'b', 'c'].map((_, at) => `0199b9f0-0000-7000-8000-00000000000${at}`);
  const ours = (at: number): Parameter => ({ type: 'image', image: { uploadId: ids[at] } });
  const components = [headOf(ours(2)), ...cards(card(1, headOf(ours(1))), card(0, headOf(ours(0))))];
  expect(templateUploads(template.parse({ name: 't', language: { code: 'en' }, components }))).toEqual([
    { kind: 'image', uploadId: ids[2], field: 'template.components.0.parameters.0.image.uploadId' },
    {
      kind: 'image',
      uploadId: ids[1],
      field: 'template.components.2.cards.0.components.0.parameters.0.image.uploadId',
    },
    {
      kind: 'image',
      uploadId: ids[0],
      field: 'template.components.2.cards.1.components.0.parameters.0.image.uploadId',
    },
  ]);
});
