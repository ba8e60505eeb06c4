import { expect, test } from '@jest/globals';
import { template } from '../../api/conversations/outbound/template.ts';
import type { GivenComponent, TemplateComponent } from '../../domain/whatsapp/template.ts';
import { faultOf, slotsOf } from '../../domain/whatsapp/template.ts';
import { isFilled, tooManyOf } from '../../web/src/features/composer/template-words.ts';
import type { FillableTemplate, Values } from '../../web/src/lib/template-slots.ts';
import { fieldsOf, filledText, isFillable, shownSlots, templateMessage } from '../../web/src/lib/template-slots.ts';

const FILE = '0199b9f0-0000-7000-8000-000000000001';
const picture: TemplateComponent = { type: 'HEADER', format: 'IMAGE' };
const buttons = (...all: { type: string; text?: string; url?: string }[]): TemplateComponent => ({
  type: 'BUTTONS',
  buttons: all,
});
const link = { type: 'URL', text: 'Shop', url: 'https://example.com/{{1}}' };

const KINDS: Readonly<Record<string, readonly TemplateComponent[]>> = {
  'a text': [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{order}}' },
    { type: 'BODY', text: 'Hello {{first_name}}.' },
    buttons(link),
  ],
  'a place': [
    { type: 'HEADER', format: 'LOCATION' },
    { type: 'BODY', text: 'Here.' },
  ],
  'a form': [{ type: 'BODY', text: 'Sign up.' }, buttons({ type: 'FLOW', text: 'Open' })],
  'a catalogue': [{ type: 'BODY', text: 'Look.' }, buttons({ type: 'CATALOG', text: 'View' })],
  items: [{ type: 'BODY', text: 'Look.' }, buttons({ type: 'MPM', text: 'View' })],
  'a product': [
    { type: 'HEADER', format: 'PRODUCT' },
    { type: 'BODY', text: 'Look.' },
    buttons({ type: 'SPM', text: 'View' }),
  ],
  'an offer': [
    picture,
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends', has_expiration: true } },
    { type: 'BODY', text: 'Save {{1}} now.' },
    buttons({ type: 'COPY_CODE' }, link),
  ],
  cards: [
    { type: 'BODY', text: 'For {{1}}:' },
    {
      type: 'CAROUSEL',
      cards: [0, 1].map(() => ({
        components: [
          picture,
          { type: 'BODY', text: 'A plant for {{1}} only.' },
          buttons({ type: 'QUICK_REPLY', text: 'More' }, link),
        ],
      })),
    },
  ],
  'cards with nothing to fill but their pictures': [
    { type: 'BODY', text: 'Ours:' },
    { type: 'CAROUSEL', cards: [0, 1].map(() => ({ components: [picture] })) },
  ],
};
const as = (components: readonly TemplateComponent[]): FillableTemplate => ({
  name: 'a_template',
  language: 'en_US',
  components: components as FillableTemplate['components'],
  parameters: slotsOf(components),
});

/** What somebody writes into the form. */
function written(which: FillableTemplate, all: boolean): Values {
  const slots = shownSlots(which);
  return Object.fromEntries(
    slots
      .flatMap(slot => fieldsOf(slot, slots))
      .filter(field => all || field.required)
      .map(({ key, kind, label }) => [
        key,
        kind === 'file'
          ? FILE
          : kind === 'time'
            ? '2027-02-25T15:00'
            : /itude/.test(JSON.stringify(label))
              ? '12.5'
              : 'x1, x2'.slice(0, /products/.test(JSON.stringify(label)) ? 6 : 2),
      ]),
  );
}

const isTaken = (which: FillableTemplate, values: Values): boolean =>
  template.safeParse(templateMessage(which, values)).success;

test.each(Object.keys(KINDS))(
  '%s: what the form makes of all fields, and of those that are needed, fills the template',
  name => {
    const which = as(KINDS[name]!);
    expect(isFillable(which)).toBe(true);
    for (const all of [true, false]) {
      const parsed = template.safeParse(templateMessage(which, written(which, all)));
      expect([name, all, parsed.error?.issues ?? null]).toEqual([name, all, null]);
      expect([name, all, faultOf(KINDS[name]!, parsed.data!.components as readonly GivenComponent[])]).toEqual([
        name,
        all,
        null,
      ]);
    }
  },
);

test('fields have names of their own, and a card’s text is filled by the card’s', () => {
  const which = as(KINDS['cards']!);
  const slots = shownSlots(which);
  const fields = slots.flatMap(slot => fieldsOf(slot, slots));
  expect([
    new Set(fields.map(field => field.key)).size,
    fields.map(({ label, card }) => [card, ...('words' in label ? [label.words, label.number] : [label.name])]),
  ]).toEqual([
    7,
    [
      [null, 'text', 1],
      [0, 'picture', 1],
      [0, 'text', 1],
      [0, 'addressEnd', 2],
      [1, 'picture', 1],
      [1, 'text', 1],
      [1, 'addressEnd', 2],
    ],
  ]);
  const values = { [fields[0]!.key]: 'Ada', [fields[5]!.key]: '9 €' };
  expect([
    filledText('For {{1}}:', 'body', null, slots, values),
    filledText('A plant for {{1}} only.', 'body', 0, slots, values),
    filledText('A plant for {{1}} only.', 'body', 1, slots, values),
  ]).toEqual(['For Ada:', 'A plant for {{1}} only.', 'A plant for 9 € only.']);
});

test.each(Object.keys(KINDS))('%s: a field is too long where the API takes no more of it', name => {
  const which = as(KINDS[name]!);
  const slots = shownSlots(which);
  const given = written(which, true);
  for (const field of slots.flatMap(slot => fieldsOf(slot, slots))) {
    if (field.kind !== 'text' || /itude|products/.test(JSON.stringify(field.label))) continue;
    const tooMany = tooManyOf(field, 'x'.repeat(5_000));
    const judged = [5_000 - tooMany, 5_001 - tooMany].map(length => {
      // White space around it is not sent.
      const values = { ...given, [field.key]: ` ${'x'.repeat(length)}\n` };
      return [tooManyOf(field, values[field.key]!), isFilled(which, values), isTaken(which, values)];
    });
    expect([field.label, judged]).toEqual([
      field.label,
      [
        [0, true, true],
        [1, false, false],
      ],
    ]);
  }
});
