/**
 * WhatsApp's rules for template definitions that span more than one field; rules for single fields, such as lengths,
 * are in the API's schema. Source: Cloud API, "Templates", components; "Limited-time offer templates"; "Media card
 * carousel templates"; "Product card carousel templates"; "Catalog", "Multi-product" and "Single-product message
 * templates"; reasons for rejection of parameters.
 */
import { placeholdersIn } from './template.ts';

interface DefinedButton {
  readonly type:
    | 'QUICK_REPLY'
    | 'URL'
    | 'PHONE_NUMBER'
    | 'COPY_CODE'
    | 'OTP'
    | 'FLOW'
    | 'CATALOG'
    | 'MPM'
    | 'SPM'
    | 'REQUEST_CONTACT_INFO';
  readonly text?: string | undefined;
  readonly url?: string | undefined;
  readonly example?: readonly string[] | string | undefined;
  readonly flow_id?: string | undefined;
  readonly flow_name?: string | undefined;
  readonly flow_json?: string | undefined;
  readonly flow_action?: 'navigate' | 'data_exchange' | undefined;
  readonly navigate_screen?: string | undefined;
}
interface NamedExample {
  readonly param_name: string;
  readonly example: string;
}
export interface DefinedComponent {
  readonly type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS' | 'LIMITED_TIME_OFFER' | 'CAROUSEL';
  readonly format?: string | undefined;
  readonly text?: string | undefined;
  /** Only for authentication templates (one-time passwords), whose text is WhatsApp's. */
  readonly add_security_recommendation?: boolean | undefined;
  readonly code_expiration_minutes?: number | undefined;
  readonly example?:
    | {
        /** Our own field: id of an uploaded file that is sent to WhatsApp with the template. */
        readonly uploadId?: string | undefined;
        readonly header_text?: readonly string[] | undefined;
        readonly header_handle?: readonly string[] | undefined;
        readonly header_text_named_params?: readonly NamedExample[] | undefined;
        readonly body_text?: readonly (readonly string[])[] | undefined;
        readonly body_text_named_params?: readonly NamedExample[] | undefined;
      }
    | undefined;
  readonly buttons?: readonly DefinedButton[] | undefined;
  readonly limited_time_offer?: { readonly text: string; readonly has_expiration?: boolean | undefined } | undefined;
  readonly cards?: readonly DefinedCard[] | undefined;
}
/** Of a carousel. */
export interface DefinedCard {
  readonly components: readonly DefinedComponent[];
}
/** What is wrong with a definition. `path`: from the list of components down to the field at fault. */
export interface DefinitionFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const MOST: Readonly<Partial<Record<DefinedButton['type'], number>>> = {
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  REQUEST_CONTACT_INFO: 1,
};
const POSITIONAL = /^[1-9]\d*$/;
const NAMED = /^[a-z][a-z0-9_]*$/;

/** Whether a template's parameters are named or positional, as WhatsApp's `parameter_format` requires. */
export function parameterFormat(components: readonly DefinedComponent[]): 'NAMED' | 'POSITIONAL' {
  return everyComponent(components).some(({ text }) => placeholdersIn(text).some(name => NAMED.test(name)))
    ? 'NAMED'
    : 'POSITIONAL';
}

/** Whether it is an authentication template (one-time password), whose text is WhatsApp's own. */
export function isAuthentication(components: readonly DefinedComponent[]): boolean {
  return components.some(component => component.buttons?.some(button => button.type === 'OTP') ?? false);
}

/** All components of a template, including those of a carousel's cards. */
function everyComponent(components: readonly DefinedComponent[]): DefinedComponent[] {
  return components.flatMap(component => [component, ...(component.cards ?? []).flatMap(card => card.components)]);
}

/** Checks the components of a definition together. @returns the first fault, or null. */
export function definitionFault(components: readonly DefinedComponent[]): DefinitionFault | null {
  const twice = twiceFault(components, 'a template');
  if (twice !== null) return twice;
  if (!components.some(component => component.type === 'BODY')) return { path: [], message: 'a template needs a BODY' };
  if (isAuthentication(components)) return authenticationFault(components);
  const format = parameterFormat(components);
  return (
    partsFault(components, format) ??
    productFault(components) ??
    offerFault(components) ??
    carouselFault(components, format)
  );
}

function twiceFault(components: readonly DefinedComponent[], whole: string): DefinitionFault | null {
  const at = components.findIndex(({ type }, place) => components.findIndex(each => each.type === type) !== place);
  return at < 0 ? null : { path: [at, 'type'], message: `${whole} has one ${components[at]?.type ?? ''} at most` };
}

function partsFault(components: readonly DefinedComponent[], format: 'NAMED' | 'POSITIONAL'): DefinitionFault | null {
  for (const [at, component] of components.entries()) {
    if (component.type === 'LIMITED_TIME_OFFER' || component.type === 'CAROUSEL') continue;
    const fault = component.type === 'BUTTONS' ? buttonsFault(component.buttons ?? []) : textFault(component, format);
    if (fault !== null) return { ...fault, path: [at, ...fault.path] };
  }
  return null;
}

const placeOf = (components: readonly DefinedComponent[], type: DefinedComponent['type']): number =>
  components.findIndex(component => component.type === type);
const buttonTypes = (components: readonly DefinedComponent[]): string[] =>
  (components[placeOf(components, 'BUTTONS')]?.buttons ?? []).map(button => button.type);

/** A PRODUCT header and an SPM button require each other. */
function productFault(components: readonly DefinedComponent[]): DefinitionFault | null {
  const header = placeOf(components, 'HEADER');
  const shows = buttonTypes(components).includes('SPM');
  if ((components[header]?.format === 'PRODUCT') === shows) return null;
  return shows
    ? { path: [], message: 'an SPM button needs a HEADER of the format PRODUCT' }
    : { path: [header, 'format'], message: 'a PRODUCT needs an SPM button' };
}

const OFFER_BODY = 600;

function offerFault(components: readonly DefinedComponent[]): DefinitionFault | null {
  const at = placeOf(components, 'LIMITED_TIME_OFFER');
  if (at < 0) return null;
  const [footer, header, body, buttons] = (['FOOTER', 'HEADER', 'BODY', 'BUTTONS'] as const).map(type =>
    placeOf(components, type),
  ) as [number, number, number, number];
  if (footer >= 0) return { path: [footer, 'type'], message: 'a limited-time offer has no FOOTER' };
  if (header >= 0 && !['IMAGE', 'VIDEO'].includes(components[header]?.format ?? ''))
    return { path: [header, 'format'], message: 'must be IMAGE or VIDEO above a limited-time offer' };
  if ((components[body]?.text ?? '').length > OFFER_BODY)
    return { path: [body, 'text'], message: `must have ${OFFER_BODY} characters at most with a limited-time offer` };
  const types = buttonTypes(components);
  const copy = types.indexOf('COPY_CODE');
  if (!types.includes('URL'))
    return { path: buttons < 0 ? [] : [buttons, 'buttons'], message: 'a limited-time offer needs a URL button' };
  if (copy > 0)
    return { path: [buttons, 'buttons', copy], message: 'the COPY_CODE button of a limited-time offer comes first' };
  return copy < 0 && components[at]?.limited_time_offer?.has_expiration === true
    ? { path: [buttons, 'buttons'], message: 'an offer that ends needs a COPY_CODE button, as the first one' }
    : null;
}

const CARD_BODY = 160;
const CARD_BUTTONS = 2;
const MEDIA_CARD_BUTTONS: readonly string[] = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER'];
const PRODUCT_CARD_BUTTONS: readonly string[] = ['SPM', 'URL'];

function carouselFault(
  components: readonly DefinedComponent[],
  format: 'NAMED' | 'POSITIONAL',
): DefinitionFault | null {
  const at = placeOf(components, 'CAROUSEL');
  if (at < 0) return null;
  const foreign = components.findIndex(({ type }) => type !== 'BODY' && type !== 'CAROUSEL');
  if (foreign >= 0)
    return { path: [foreign, 'type'], message: 'a template with a CAROUSEL has a BODY beside it, nothing else' };
  const cards = components[at]?.cards ?? [];
  for (const [place, { components: parts }] of cards.entries()) {
    const fault = cardFault(parts, cards[0]?.components ?? [], format);
    if (fault !== null) return { ...fault, path: [at, 'cards', place, 'components', ...fault.path] };
  }
  return null;
}

function cardFault(
  parts: readonly DefinedComponent[],
  first: readonly DefinedComponent[],
  format: 'NAMED' | 'POSITIONAL',
): DefinitionFault | null {
  const twice = twiceFault(parts, 'a card');
  if (twice !== null) return twice;
  const [header, body, buttons] = (['HEADER', 'BODY', 'BUTTONS'] as const).map(type => placeOf(parts, type)) as [
    number,
    number,
    number,
  ];
  const shown = parts[header]?.format ?? '';
  if (header < 0) return { path: [], message: 'a card needs a HEADER' };
  if (!['IMAGE', 'VIDEO', 'PRODUCT'].includes(shown))
    return { path: [header, 'format'], message: 'must be IMAGE, VIDEO or PRODUCT on a card' };
  const fault = partsFault(parts, format);
  if (fault !== null) return fault;
  if (shown === 'PRODUCT' && body >= 0) return { path: [body, 'type'], message: 'a card of a product has no BODY' };
  if ((parts[body]?.text ?? '').length > CARD_BODY)
    return { path: [body, 'text'], message: `must have ${CARD_BODY} characters at most on a card` };
  const types = buttonTypes(parts);
  const most = shown === 'PRODUCT' ? 1 : CARD_BUTTONS;
  if (types.length > most)
    return { path: [buttons, 'buttons'], message: `a card has ${most} ${most === 1 ? 'button' : 'buttons'} at most` };
  if (shown === 'PRODUCT' && types.length === 0)
    return { path: [], message: 'a card of a product needs an SPM or a URL button' };
  const allowed = shown === 'PRODUCT' ? PRODUCT_CARD_BUTTONS : MEDIA_CARD_BUTTONS;
  const wrong = types.findIndex(type => !allowed.includes(type));
  if (wrong >= 0)
    return { path: [buttons, 'buttons', wrong, 'type'], message: `must be ${allowed.join(', ')} on such a card` };
  return shapeOf(parts) === shapeOf(first)
    ? null
    : {
        path: [],
        message:
          'all cards must have the same components: header, text or none, and buttons of the same types in the same order',
      };
}

const shapeOf = (parts: readonly DefinedComponent[]): string =>
  JSON.stringify([parts[placeOf(parts, 'HEADER')]?.format, placeOf(parts, 'BODY') >= 0, buttonTypes(parts)]);

const MARKETING_BUTTONS: readonly string[] = ['CATALOG', 'MPM', 'SPM'];

/** @returns the first component that only the MARKETING category may have, if the category is another one; or null. */
export function categoryFault(category: string, components: readonly DefinedComponent[]): DefinitionFault | null {
  if (category === 'MARKETING') return null;
  const at = components.findIndex(
    ({ type, buttons = [] }) =>
      type === 'CAROUSEL' ||
      type === 'LIMITED_TIME_OFFER' ||
      buttons.some(button => MARKETING_BUTTONS.includes(button.type)),
  );
  return at < 0 ? null : { path: [at], message: 'belongs to templates of the category MARKETING' };
}

/** Source: Cloud API, "Authentication templates": fixed text, one button with the code, nothing else. */
function authenticationFault(components: readonly DefinedComponent[]): DefinitionFault | null {
  for (const [at, { type, text, example, code_expiration_minutes: minutes, buttons = [] }] of components.entries()) {
    if (type === 'HEADER') return { path: [at, 'type'], message: 'a template with an OTP button has no HEADER' };
    if (text !== undefined || example !== undefined)
      return {
        path: [at, text === undefined ? 'example' : 'text'],
        message: 'the words of a template with an OTP button are WhatsApp’s',
      };
    if (type === 'FOOTER' && minutes === undefined)
      return { path: [at, 'code_expiration_minutes'], message: 'is needed' };
    if (type === 'BUTTONS' && buttons.length > 1)
      return { path: [at, 'buttons'], message: 'an OTP button stands alone' };
  }
  return null;
}

function textFault(component: DefinedComponent, format: 'NAMED' | 'POSITIONAL'): DefinitionFault | null {
  const { type, text = '', format: media = 'TEXT' } = component;
  if (component.add_security_recommendation !== undefined || component.code_expiration_minutes !== undefined)
    return { path: [], message: 'belongs to a template with an OTP button' };
  if (component.text === undefined && (type !== 'HEADER' || media === 'TEXT'))
    return { path: ['text'], message: 'is needed' };
  const names = placeholdersIn(text);
  const wrong = (message: string): DefinitionFault => ({ path: ['text'], message });
  if (type === 'FOOTER') return names.length > 0 ? wrong('a FOOTER takes no parameters') : null;
  if (type === 'HEADER' && names.length > 1) return wrong('a HEADER takes one parameter at most');
  if (hasOddBraces(text)) return wrong('holds {{ or }} that are no parameter');
  const misnamed = names.find(name => !(format === 'NAMED' ? NAMED : POSITIONAL).test(name));
  if (misnamed !== undefined)
    return wrong(
      format === 'NAMED'
        ? `{{${misnamed}}} is no name of small letters, digits and _, or names and positions are mixed`
        : `{{${misnamed}}} is no position`,
    );
  if (format === 'POSITIONAL' && names.some((_, index) => !names.includes(String(index + 1))))
    return wrong('positions must be {{1}}, {{2}}, … without a gap');
  if (type === 'BODY' && /^\s*\{\{|\}\}\s*$/.test(text)) return wrong('must not begin or end with a parameter');
  if (/\}\}\s*\{\{/.test(text)) return wrong('two parameters must have words between them');
  return exampleFault(component, names, format);
}

/** Whether there is a {{ or }} that does not belong to a parameter. */
function hasOddBraces(text: string): boolean {
  const parameter = /\{\{\s*\w+\s*\}\}/y;
  const ends = new Set<number>();
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at + 1)) {
    parameter.lastIndex = at;
    if (!parameter.test(text)) return true;
    ends.add(parameter.lastIndex - 2);
  }
  for (let at = text.indexOf('}}'); at >= 0; at = text.indexOf('}}', at + 1)) if (!ends.has(at)) return true;
  return false;
}

/** WhatsApp's review requires an example for every parameter and for a header's file. */
function exampleFault(
  { type, format: media = 'TEXT', example = {} }: DefinedComponent,
  names: readonly string[],
  format: 'NAMED' | 'POSITIONAL',
): DefinitionFault | null {
  const fault = (field: string, message: string): DefinitionFault => ({ path: ['example', field], message });
  if (type === 'HEADER' && ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(media))
    return (example.header_handle?.length === 1) !== (example.uploadId !== undefined)
      ? null
      : fault('uploadId', 'one file is needed as an example: an upload, or a handle of WhatsApp’s');
  if (names.length === 0) return null;
  if (format === 'NAMED') {
    const field = type === 'HEADER' ? 'header_text_named_params' : 'body_text_named_params';
    const given = (example[field] ?? []).map(each => each.param_name);
    return given.length === names.length && names.every(name => given.includes(name))
      ? null
      : fault(field, `an example is needed for each of ${names.join(', ')}`);
  }
  const given = type === 'HEADER' ? example.header_text : example.body_text?.[0];
  return given?.length === names.length
    ? null
    : fault(
        type === 'HEADER' ? 'header_text' : 'body_text',
        `must hold ${names.length} ${names.length === 1 ? 'example' : 'examples'}`,
      );
}

function buttonsFault(buttons: readonly DefinedButton[]): DefinitionFault | null {
  for (const [at, button] of buttons.entries()) {
    const path = ['buttons', at];
    const most = MOST[button.type];
    if (most !== undefined && buttons.slice(0, at + 1).filter(each => each.type === button.type).length > most)
      return { path, message: `a template has ${most} ${button.type} ${most === 1 ? 'button' : 'buttons'} at most` };
    if (button.text !== undefined && buttons.findIndex(each => each.text === button.text) !== at)
      return { path: [...path, 'text'], message: 'another button has the same text' };
    // WhatsApp shows quick replies apart from other buttons: they must be adjacent.
    if (
      button.type === 'QUICK_REPLY' &&
      at > 0 &&
      buttons[at - 1]?.type !== 'QUICK_REPLY' &&
      buttons.slice(0, at).some(each => each.type === 'QUICK_REPLY')
    )
      return { path, message: 'quick replies must stand together' };
    if (button.type === 'FLOW') {
      const fault = flowFault(button);
      if (fault !== null) return { ...fault, path: [...path, ...fault.path] };
    }
    const names = placeholdersIn(button.url);
    if (names.length > 1 || (names.length === 1 && !/\{\{1\}\}$/.test(button.url ?? '')))
      return { path: [...path, 'url'], message: 'takes one parameter, {{1}}, at its end' };
    if (names.length === 1 && !(Array.isArray(button.example) && button.example.length === 1))
      return { path: [...path, 'example'], message: 'must hold one example' };
  }
  return null;
}

function flowFault(button: DefinedButton): DefinitionFault | null {
  if ([button.flow_id, button.flow_name, button.flow_json].filter(each => each !== undefined).length !== 1)
    return { path: ['flow_id'], message: 'needs one of flow_id, flow_name and flow_json' };
  return button.flow_action === 'data_exchange' && button.navigate_screen !== undefined
    ? { path: ['navigate_screen'], message: 'belongs to the flow_action navigate' }
    : null;
}
