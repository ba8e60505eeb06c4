/**
 * What WhatsApp lets a template be, where the rule spans more than one field. Lengths of single fields are the API's schema.
 * Source: Cloud API, "Templates", components; reasons for rejection of parameters.
 */
import { placeholdersIn } from './template.ts';

export interface DefinedButton { readonly type: 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER' | 'COPY_CODE' | 'OTP'; readonly text?: string | undefined; readonly url?: string | undefined; readonly example?: readonly string[] | string | undefined }
export interface NamedExample { readonly param_name: string; readonly example: string }
export interface DefinedComponent {
  readonly type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS';
  readonly format?: string | undefined;
  readonly text?: string | undefined;
  /** Of a template for one-time passwords, whose words are WhatsApp's. */
  readonly add_security_recommendation?: boolean | undefined;
  readonly code_expiration_minutes?: number | undefined;
  readonly example?: {
    /** Ours: a file that was uploaded here and goes to WhatsApp with the template. */
    readonly uploadId?: string | undefined;
    readonly header_text?: readonly string[] | undefined; readonly header_handle?: readonly string[] | undefined; readonly header_text_named_params?: readonly NamedExample[] | undefined;
    readonly body_text?: readonly (readonly string[])[] | undefined; readonly body_text_named_params?: readonly NamedExample[] | undefined;
  } | undefined;
  readonly buttons?: readonly DefinedButton[] | undefined;
}
export interface DefinitionFault { readonly path: readonly (string | number)[]; readonly message: string }

const MOST: Readonly<Partial<Record<DefinedButton['type'], number>>> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1 };
const POSITIONAL = /^[1-9]\d*$/;
const NAMED = /^[a-z][a-z0-9_]*$/;

/** Whether a template's parameters have names; WhatsApp wants to be told. */
export function parameterFormat(components: readonly DefinedComponent[]): 'NAMED' | 'POSITIONAL' {
  return components.some(({ text }) => placeholdersIn(text).some(name => NAMED.test(name))) ? 'NAMED' : 'POSITIONAL';
}

/** Whether it brings one-time passwords: those templates have WhatsApp's own words. */
export function isAuthentication(components: readonly DefinedComponent[]): boolean {
  return components.some(component => component.buttons?.some(button => button.type === 'OTP') ?? false);
}

/** @returns what is wrong with the components together, or null. */
export function definitionFault(components: readonly DefinedComponent[]): DefinitionFault | null {
  for (const [at, { type }] of components.entries()) if (components.findIndex(each => each.type === type) !== at) return { path: [at, 'type'], message: `a template has one ${type} at most` };
  if (!components.some(component => component.type === 'BODY')) return { path: [], message: 'a template needs a BODY' };
  if (isAuthentication(components)) return authenticationFault(components);
  const format = parameterFormat(components);
  for (const [at, component] of components.entries()) {
    const fault = component.type === 'BUTTONS' ? buttonsFault(component.buttons ?? []) : textFault(component, format);
    if (fault !== null) return { ...fault, path: [at, ...fault.path] };
  }
  return null;
}

/** Source: Cloud API, "Authentication templates": fixed words, one button that brings the code, nothing else. */
function authenticationFault(components: readonly DefinedComponent[]): DefinitionFault | null {
  for (const [at, { type, text, example, code_expiration_minutes: minutes, buttons = [] }] of components.entries()) {
    if (type === 'HEADER') return { path: [at, 'type'], message: 'a template with an OTP button has no HEADER' };
    if (text !== undefined || example !== undefined) return { path: [at, text === undefined ? 'example' : 'text'], message: 'the words of a template with an OTP button are WhatsApp’s' };
    if (type === 'FOOTER' && minutes === undefined) return { path: [at, 'code_expiration_minutes'], message: 'is needed' };
    if (type === 'BUTTONS' && buttons.length > 1) return { path: [at, 'buttons'], message: 'an OTP button stands alone' };
  }
  return null;
}

function textFault(component: DefinedComponent, format: 'NAMED' | 'POSITIONAL'): DefinitionFault | null {
  const { type, text = '', format: media = 'TEXT' } = component;
  if (component.add_security_recommendation !== undefined || component.code_expiration_minutes !== undefined) return { path: [], message: 'belongs to a template with an OTP button' };
  if (component.text === undefined && (type !== 'HEADER' || media === 'TEXT')) return { path: ['text'], message: 'is needed' };
  const names = placeholdersIn(text);
  const wrong = (message: string): DefinitionFault => ({ path: ['text'], message });
  if (type === 'FOOTER') return names.length > 0 ? wrong('a FOOTER takes no parameters') : null;
  if (type === 'HEADER' && names.length > 1) return wrong('a HEADER takes one parameter at most');
  if (hasOddBraces(text)) return wrong('holds {{ or }} that are no parameter');
  const misnamed = names.find(name => !(format === 'NAMED' ? NAMED : POSITIONAL).test(name));
  if (misnamed !== undefined) return wrong(format === 'NAMED' ? `{{${misnamed}}} is no name of small letters, digits and _, or names and positions are mixed` : `{{${misnamed}}} is no position`);
  if (format === 'POSITIONAL' && names.some((_, index) => !names.includes(String(index + 1)))) return wrong('positions must be {{1}}, {{2}}, … without a gap');
  if (type === 'BODY' && /^\s*\{\{|\}\}\s*$/.test(text)) return wrong('must not begin or end with a parameter');
  if (/\}\}\s*\{\{/.test(text)) return wrong('two parameters must have words between them');
  return exampleFault(component, names, format);
}

/** Whether there is a {{ that begins no parameter, or a }} that ends none. */
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

/** WhatsApp's reviewers want an example for every parameter and for a header's file. */
function exampleFault({ type, format: media = 'TEXT', example = {} }: DefinedComponent, names: readonly string[], format: 'NAMED' | 'POSITIONAL'): DefinitionFault | null {
  const fault = (field: string, message: string): DefinitionFault => ({ path: ['example', field], message });
  if (type === 'HEADER' && ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(media)) return (example.header_handle?.length === 1) !== (example.uploadId !== undefined) ? null : fault('uploadId', 'one file is needed as an example: an upload, or a handle of WhatsApp’s');
  if (names.length === 0) return null;
  if (format === 'NAMED') {
    const field = type === 'HEADER' ? 'header_text_named_params' : 'body_text_named_params';
    const given = (example[field] ?? []).map(each => each.param_name);
    return given.length === names.length && names.every(name => given.includes(name)) ? null : fault(field, `an example is needed for each of ${names.join(', ')}`);
  }
  const given = type === 'HEADER' ? example.header_text : example.body_text?.[0];
  return given?.length === names.length ? null : fault(type === 'HEADER' ? 'header_text' : 'body_text', `must hold ${names.length} ${names.length === 1 ? 'example' : 'examples'}`);
}

function buttonsFault(buttons: readonly DefinedButton[]): DefinitionFault | null {
  for (const [at, button] of buttons.entries()) {
    const path = ['buttons', at];
    const most = MOST[button.type];
    if (most !== undefined && buttons.slice(0, at + 1).filter(each => each.type === button.type).length > most) return { path, message: `a template has ${most} ${button.type} ${most === 1 ? 'button' : 'buttons'} at most` };
    if (button.text !== undefined && buttons.findIndex(each => each.text === button.text) !== at) return { path: [...path, 'text'], message: 'another button has the same text' };
    // WhatsApp shows quick replies apart from the others: they must stand together.
    if (button.type === 'QUICK_REPLY' && at > 0 && buttons[at - 1]?.type !== 'QUICK_REPLY' && buttons.slice(0, at).some(each => each.type === 'QUICK_REPLY')) return { path, message: 'quick replies must stand together' };
    const names = placeholdersIn(button.url);
    if (names.length > 1 || (names.length === 1 && !/\{\{1\}\}$/.test(button.url ?? ''))) return { path: [...path, 'url'], message: 'takes one parameter, {{1}}, at its end' };
    if (names.length === 1 && !(Array.isArray(button.example) && button.example.length === 1)) return { path: [...path, 'example'], message: 'must hold one example' };
  }
  return null;
}
