import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../api/outbound/template.ts';
import type { GivenComponent, TemplateComponent } from '../../domain/whatsapp/template.ts';
import { faultOf, render, slotsOf, statusAfter, whyNotSendable } from '../../domain/whatsapp/template.ts';
import { SimulatedTemplates, fillTemplate } from '../../simulator/templates.ts';

const x = (length: number): string => 'x'.repeat(length);
const text = (value: string, name?: string) => ({ type: 'text' as const, text: value, ...(name === undefined ? {} : { parameter_name: name }) });
const image = { type: 'image' as const, image: { link: 'https://files.example.com/a.jpg' } };
type Given = Template['components'];

const body = (value: string): TemplateComponent => ({ type: 'BODY', text: value });
const named = [{ type: 'HEADER', format: 'TEXT', text: 'Order {{order}}' }, body('Hello {{name}}, it comes on {{day}}.'), { type: 'FOOTER', text: 'Bye' }, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Thanks' }] }] as const;
const positional = [body('On {{1}} at {{2}}, yes, {{1}}.')];
const picture = [{ type: 'HEADER', format: 'IMAGE' }, body('A picture.')];
const address = [body('Look.'), { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'No' }, { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' }] }];
const coupon = [body('A gift.'), { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: 'Copy' }] }];

const header = { type: 'header' as const, parameters: [text('A1', 'order')] };
const order = (name: string, day: string): Given => [header, { type: 'body', parameters: [text(name, 'name'), text(day, 'day')] }];
const button = (subType: 'url' | 'quick_reply' | 'copy_code', index: string, parameter: Given[number]['parameters'][number] = text('7')): Given => [{ type: 'button', sub_type: subType, index, parameters: [parameter] }];

/** The field that must be named, or null where the template is filled rightly. */
const CASES: readonly (readonly [what: string, components: readonly TemplateComponent[], given: Given, field: string | null])[] = [
  ['named, in order', named, order('Ada', 'Monday'), null],
  ['named, in another order', named, [{ type: 'body', parameters: [text('Monday', 'day'), text('Ada', 'name')] }, header], null],
  ['named, one too few', named, [header, { type: 'body', parameters: [text('Ada', 'name')] }], 'components.1.parameters'],
  ['named, one too many', named, [header, { type: 'body', parameters: [text('Ada', 'name'), text('Monday', 'day'), text('x', 'year')] }], 'components.1.parameters'],
  ['named, one twice', named, [header, { type: 'body', parameters: [text('Ada', 'name'), text('Bob', 'name')] }], 'components.1.parameters.1.parameter_name'],
  ['named, another name', named, [header, { type: 'body', parameters: [text('Ada', 'name'), text('Bob', 'year')] }], 'components.1.parameters.1.parameter_name'],
  ['named, without its heading', named, [order('Ada', 'Monday')[1]!], 'components'],
  ['named, nothing given', named, [], 'components'],
  ['named, of another type', named, [header, { type: 'body', parameters: [text('Ada', 'name'), image] }], 'components.1.parameters.1.parameter_name'],
  ['a line break in a value', named, order('Ada\nByron', 'Monday'), 'components.1.parameters.0.text'],
  ['five spaces in a value', named, order('Ada     Byron', 'Monday'), 'components.1.parameters.0.text'],
  ['four spaces in a value', named, order('Ada    Byron', 'Monday'), null],
  ['longest heading', named, [{ type: 'header', parameters: [text(x(54), 'order')] }, order('Ada', 'Monday')[1]!], null],
  ['heading too long', named, [{ type: 'header', parameters: [text(x(55), 'order')] }, order('Ada', 'Monday')[1]!], 'components'],
  ['longest text', named, order(x(1024 - 'Hello , it comes on .'.length - 1), 'M'), null],
  ['text too long', named, order(x(1024 - 'Hello , it comes on .'.length), 'M'), 'components'],
  ['positional', positional, [{ type: 'body', parameters: [text('Monday'), text('ten')] }], null],
  ['positional, one too few', positional, [{ type: 'body', parameters: [text('Monday')] }], 'components.0.parameters'],
  ['positional, with a name', positional, [{ type: 'body', parameters: [text('Monday'), text('ten', 'hour')] }], 'components.0.parameters.1.parameter_name'],
  ['a picture', picture, [{ type: 'header', parameters: [image] }], null],
  ['text for a picture', picture, [{ type: 'header', parameters: [text('a')] }], 'components.0.parameters.0.type'],
  ['no picture', picture, [], 'components'],
  ['an address', address, button('url', '1'), null],
  ['no address', address, [], 'components'],
  ['an address at another button', address, button('url', '0'), 'components.0.sub_type'],
  ['an address at no button', address, button('url', '2'), 'components.0'],
  ['a code', coupon, button('copy_code', '0', { type: 'coupon_code', coupon_code: 'SAVE' }), null],
  ['no code', coupon, [], 'components'],
];

describe.each(CASES)('%s', (_what, components, given, field) => {
  test(field === null ? 'fills the template; WhatsApp takes it' : `is refused, naming ${field}; WhatsApp would refuse it too`, () => {
    expect(faultOf(components, given as readonly GivenComponent[])?.field ?? null).toBe(field);
    const simulated = new SimulatedTemplates();
    simulated.add('1', { name: 't', language: 'en', category: 'UTILITY', status: 'APPROVED', components: components as never });
    const sent = fillTemplate(simulated.of('1'), { name: 't', language: { code: 'en' }, components: given });
    expect('code' in sent ? sent.code : null).toEqual(field === null ? null : expect.any(Number));
    if (!('code' in sent)) expect(render(components, given as readonly GivenComponent[])).toMatchObject({ body: sent.body, footer: sent.footer, buttons: sent.buttons });
  });
});

test('the same component twice, and one the template does not have', () => {
  expect(faultOf(named, [header, header])?.field).toBe('components.1');
  expect(faultOf(positional, [header])?.field).toBe('components.0');
});

test('what a template asks for, in order', () => {
  expect(slotsOf(named).map(({ place, name, required }) => [place, name, required])).toEqual([['header', 'order', true], ['body', 'name', true], ['body', 'day', true], ['button', null, false]]);
  expect(slotsOf([body('{{2}} and {{1}}')]).length).toBe(2);
  expect(slotsOf([{ type: 'SOMETHING_NEW', text: '{{1}}' }, body('plain')])).toEqual([]);
});

test('what is not given stays as it is', () => expect(render(named, []).body).toBe('Hello {{name}}, it comes on {{day}}.'));

test.each(['PENDING', 'IN_APPEAL', 'REJECTED', 'PAUSED', 'DISABLED', 'PENDING_DELETION', 'DELETED', 'LIMIT_EXCEEDED', 'ARCHIVED', 'SOMETHING_NEW'])('%s cannot be sent and says why', status => {
  expect(whyNotSendable(status)).toMatch(/\.$/);
});

test.each([['APPROVED', 'APPROVED'], ['REINSTATED', 'APPROVED'], ['UNARCHIVED', 'APPROVED'], ['FLAGGED', null], ['LOCKED', 'DISABLED'], ['REJECTED', 'REJECTED']])('after the event %s its status is %s', (event, status) => {
  expect(statusAfter(event)).toBe(status);
});
