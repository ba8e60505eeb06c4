/** What the workbench says of buttons and lists is what the API would say. */
import { describe, expect, test } from '@jest/globals';
import { outboundMessage } from '../../api/conversations/outbound/message.ts';
import type { FormSection, InteractiveForm } from '../../web/src/lib/interactive.ts';
import { LIMITS, countRows, emptyForm, faultsOf, formText, interactiveOf } from '../../web/src/lib/interactive.ts';

const x = (length: number): string => 'x'.repeat(length);
const of = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

const FILLED: InteractiveForm = {
  kind: 'button',
  header: x(60),
  body: x(1024),
  footer: x(60),
  buttons: of(3).map(at => ({ id: `b${at}`, title: `${at}${x(19)}` })),
  opener: x(20),
  sections: [],
};
const section = (id: string, rows: number, title = ''): FormSection => ({
  id,
  title,
  rows: of(rows).map(at => ({ id: `${id}-${at}`, title: x(24), description: at === 0 ? '' : x(72) })),
});
const LIST: InteractiveForm = { ...FILLED, kind: 'list', sections: [section('s', 10)] };
const TWO: InteractiveForm = { ...LIST, sections: [section('s', 4, x(24)), section('t', 6, x(24))] };

const isTaken = (form: InteractiveForm): boolean =>
  outboundMessage.safeParse({ type: 'interactive', interactive: interactiveOf(form) }).success;

describe.each([
  ['buttons', FILLED],
  ['a list', LIST],
  ['a list in sections', TWO],
] as const)('%s', (_, form) => {
  test('at all limits can be sent', () => {
    expect(faultsOf(form)).toEqual(new Map());
    expect(isTaken(form)).toBe(true);
  });
  test.each(['header', 'footer'] as const)('need no %s', part => {
    const without = { ...form, [part]: ' ' };
    expect(faultsOf(without).size).toBe(0);
    expect(isTaken(without)).toBe(true);
  });
});

const withTitle = (title: string): InteractiveForm => ({ ...FILLED, buttons: [{ id: 'b', title }] });
const withRow = (title: string, description: string): InteractiveForm => ({
  ...LIST,
  sections: [{ id: 's', title: '', rows: [{ id: 'r', title, description }] }],
});
const tooLong = { why: 'too_long', count: 1 };
const missing = { why: 'missing' };

test.each<[string, InteractiveForm, string, object]>([
  ['too long a heading', { ...FILLED, header: x(61) }, 'header', tooLong],
  ['too long a text', { ...FILLED, body: x(1025) }, 'body', tooLong],
  ['no text', { ...FILLED, body: ' ' }, 'body', missing],
  ['too long a footer', { ...FILLED, footer: x(61) }, 'footer', tooLong],
  ['too long a button', withTitle(x(21)), 'button:b', tooLong],
  ['an empty button', withTitle(''), 'button:b', missing],
  [
    'two buttons that say the same',
    { ...FILLED, buttons: ['Yes', ' Yes'].map((title, at) => ({ id: `b${at}`, title })) },
    'button:b1',
    { why: 'twice' },
  ],
  ['too long an opener', { ...LIST, opener: x(21) }, 'opener', tooLong],
  ['no opener', { ...LIST, opener: '' }, 'opener', missing],
  ['too long a row', withRow(x(25), ''), 'row:r', tooLong],
  ['an empty row', withRow('', ''), 'row:r', missing],
  ['too long a description', withRow('a', x(73)), 'description:r', tooLong],
  ['too long a section', { ...LIST, sections: [section('s', 1, x(25))] }, 'section:s', tooLong],
  [
    'a section of two without a heading',
    { ...TWO, sections: [section('s', 1, 'a'), section('t', 1)] },
    'section:t',
    missing,
  ],
])('%s is told, and would be refused', (_, form, place, fault) => {
  expect([...faultsOf(form)]).toEqual([[place, fault]]);
  expect(isTaken(form)).toBe(false);
});

test('there are as many buttons and rows as the API takes', () => {
  const buttons = of(LIMITS.buttons + 1).map(at => ({ id: `b${at}`, title: `${at}` }));
  expect(isTaken({ ...FILLED, buttons })).toBe(false);
  const eleven = { ...TWO, sections: [section('s', 5, 'a'), section('t', LIMITS.rows - 4, 'b')] };
  expect(countRows(eleven)).toBe(LIMITS.rows + 1);
  expect(isTaken(eleven)).toBe(false);
});

test('a new form has one of each, with ids of their own', () => {
  let made = 0;
  const form = emptyForm(() => `id${(made += 1)}`);
  const ids = [...form.buttons, ...form.sections, ...form.sections.flatMap(({ rows }) => rows)].map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  expect([...faultsOf(form).keys()]).toEqual(['body', `button:${form.buttons[0]!.id}`]);
});

test('what is shown of one that was sent off is all that the customer reads', () => {
  const form = { ...withTitle(' Yes '), header: '', body: 'Is it right?', footer: 'Until Friday' };
  expect(formText(form)).toBe('Is it right?\nUntil Friday\n[Yes]');
  expect(formText({ ...withRow('Monday', ''), header: '', body: 'When?', footer: '', opener: 'Days' })).toBe(
    'When?\n[Days]\n• Monday',
  );
});
