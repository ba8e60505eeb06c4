import { describe, expect, test } from '@jest/globals';
import { newTemplate } from '../../api/templates/definition.ts';

const x = (length: number): string => 'x'.repeat(length);
const body = (text: string, example?: object): object => ({ type: 'BODY', text, ...(example === undefined ? {} : { example }) });
const PLAIN = body('Hello there.');
const header = (text: string, example?: object): object => ({ type: 'HEADER', format: 'TEXT', text, ...(example === undefined ? {} : { example }) });
const file = (handles: readonly string[]): object => ({ type: 'HEADER', format: 'IMAGE', example: { header_handle: handles } });
const buttons = (...all: readonly object[]): object => ({ type: 'BUTTONS', buttons: all });
const quick = (text: string): object => ({ type: 'QUICK_REPLY', text });
const url = (text: string, address = 'https://example.com/', example?: readonly string[]): object => ({ type: 'URL', text, url: address, ...(example === undefined ? {} : { example }) });

/** At, under and over each limit; the field that must be named below `components`, or null. */
const CASES: readonly (readonly [what: string, components: readonly object[], field: string | null])[] = [
  ['a body alone', [PLAIN], null], ['no body', [header('x')], 'components'], ['two bodies', [PLAIN, PLAIN], 'components.1.type'],
  ['longest body', [body(x(1024))], null], ['body too long', [body(x(1025))], 'components.0.text'], ['empty body', [body('')], 'components.0.text'],
  ['longest header', [header(x(60)), PLAIN], null], ['header too long', [header(x(61)), PLAIN], 'components.0.text'],
  ['one parameter in the header', [header('Order {{1}}', { header_text: ['A1'] }), PLAIN], null], ['two in the header', [header('{{1}} and {{2}}', { header_text: ['a', 'b'] }), PLAIN], 'components.0.text'], ['a header without example', [header('Order {{1}}'), PLAIN], 'components.0.example.header_text'],
  ['longest footer', [PLAIN, { type: 'FOOTER', text: x(60) }], null], ['footer too long', [PLAIN, { type: 'FOOTER', text: x(61) }], 'components.1.text'], ['a parameter in the footer', [PLAIN, { type: 'FOOTER', text: 'a {{1}} b' }], 'components.1.text'],
  ['positions', [body('On {{1}} at {{2}}.', { body_text: [['Monday', 'ten']] })], null], ['a gap in positions', [body('On {{1}} at {{3}}.', { body_text: [['Monday', 'ten']] })], 'components.0.text'], ['position zero', [body('On {{0}} so.', { body_text: [['Monday']] })], 'components.0.text'],
  ['too few examples', [body('On {{1}} at {{2}}.', { body_text: [['Monday']] })], 'components.0.example.body_text'], ['no examples', [body('On {{1}} so.')], 'components.0.example.body_text'],
  ['names', [body('Hi {{first_name}}, bye.', { body_text_named_params: [{ param_name: 'first_name', example: 'Ada' }] })], null], ['an example of another name', [body('Hi {{first_name}}, bye.', { body_text_named_params: [{ param_name: 'name', example: 'Ada' }] })], 'components.0.example.body_text_named_params'],
  ['names with capitals', [body('Hi {{FirstName}}, bye.', { body_text: [['Ada']] })], 'components.0.text'], ['names and positions', [body('Hi {{name}} on {{1}}.', { body_text_named_params: [{ param_name: 'name', example: 'Ada' }] })], 'components.0.text'],
  ['a parameter first', [body('{{1}} is here.', { body_text: [['Ada']] })], 'components.0.text'], ['a parameter last', [body('Here is {{1}}', { body_text: [['Ada']] })], 'components.0.text'], ['two parameters together', [body('So {{1}} {{2}} it is.', { body_text: [['a', 'b']] })], 'components.0.text'],
  ['braces that are no parameter', [body('So {{first name}} it is.')], 'components.0.text'], ['braces not closed', [body('So {{1 it is.')], 'components.0.text'],
  ['a picture with an example', [file(['4::a']), PLAIN], null], ['a picture without example', [file([]), PLAIN], 'components.0.example.header_handle'], ['a place', [{ type: 'HEADER', format: 'LOCATION' }, PLAIN], null],
  ['ten buttons', [PLAIN, buttons(...Array.from({ length: 10 }, (_, at) => quick(`b${at}`)))], null], ['eleven buttons', [PLAIN, buttons(...Array.from({ length: 11 }, (_, at) => quick(`b${at}`)))], 'components.1.buttons'],
  ['longest button', [PLAIN, buttons(quick(x(25)))], null], ['button too long', [PLAIN, buttons(quick(x(26)))], 'components.1.buttons.0.text'], ['the same button twice', [PLAIN, buttons(quick('a'), quick('a'))], 'components.1.buttons.1.text'],
  ['two addresses', [PLAIN, buttons(url('a'), url('b'))], null], ['three addresses', [PLAIN, buttons(url('a'), url('b'), url('c'))], 'components.1.buttons.2'], ['quick replies apart', [PLAIN, buttons(quick('a'), url('b'), quick('c'))], 'components.1.buttons.2'],
  ['an address with a parameter', [PLAIN, buttons(url('a', 'https://example.com/{{1}}', ['https://example.com/7']))], null], ['… without example', [PLAIN, buttons(url('a', 'https://example.com/{{1}}'))], 'components.1.buttons.0.example'], ['… not at its end', [PLAIN, buttons(url('a', 'https://example.com/{{1}}/x', ['https://example.com/7/x']))], 'components.1.buttons.0.url'],
  ['one phone number', [PLAIN, buttons({ type: 'PHONE_NUMBER', text: 'Call', phone_number: '+4930123456' })], null], ['a phone number of letters', [PLAIN, buttons({ type: 'PHONE_NUMBER', text: 'Call', phone_number: 'call me' })], 'components.1.buttons.0.phone_number'],
  ['a code', [PLAIN, buttons({ type: 'COPY_CODE', example: 'SAVE20' })], null], ['two codes', [PLAIN, buttons({ type: 'COPY_CODE', example: 'A' }, { type: 'COPY_CODE', example: 'B' })], 'components.1.buttons.1'],
];

describe.each(CASES)('%s', (_what, components, field) => {
  test(field === null ? 'is taken' : `is refused, naming ${field}`, () => {
    const parsed = newTemplate.safeParse({ name: 'a_template', language: 'en_US', category: 'UTILITY', components });
    expect(parsed.success ? null : parsed.error.issues[0]!.path.join('.')).toBe(field);
  });
});

test.each([['name', { name: 'Not Small' }], ['name', { name: x(513) }], ['language', { language: 'english' }], ['category', { category: 'SERVICE' }]])('%s %j is refused', (field, change) => {
  expect(newTemplate.safeParse({ name: 'a', language: 'en', category: 'UTILITY', components: [PLAIN], ...change }).error?.issues[0]!.path).toEqual([field]);
});
