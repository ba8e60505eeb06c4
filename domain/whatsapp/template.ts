/**
 * Message templates: which parameters one takes, whether a message fills them, and what the contact will read.
 * Source: Cloud API, "Templates" (components, named and positional parameters) and error codes 132000 to 132016.
 */

/** A template's component as WhatsApp lists it; fields this version does not know are left alone. */
export interface TemplateComponent {
  readonly type: string;
  readonly format?: string;
  readonly text?: string;
  readonly buttons?: readonly { readonly type: string; readonly text?: string; readonly url?: string }[];
}

export type SlotKind = 'text' | 'image' | 'video' | 'document' | 'location' | 'payload' | 'coupon_code';

/** A place of a template that a message fills. */
export interface Slot {
  readonly place: 'header' | 'body' | 'button';
  /** Of a button: its position, and what it does. */
  readonly index: number | null;
  readonly subType: 'quick_reply' | 'url' | 'copy_code' | null;
  readonly kind: SlotKind;
  /** `first_name` of {{first_name}}; null where parameters are told apart by their order. */
  readonly name: string | null;
  readonly required: boolean;
}

export interface GivenParameter {
  readonly type: string;
  readonly text?: string | undefined;
  readonly parameter_name?: string | undefined;
}
export interface GivenComponent {
  readonly type: 'header' | 'body' | 'button';
  readonly sub_type?: string | undefined;
  readonly index?: string | undefined;
  readonly parameters: readonly GivenParameter[];
}

const HEADER_LIMIT = 60;
const BODY_LIMIT = 1024;
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Names or positions of a text's parameters, each once. */
export const placeholdersIn = (text: string | undefined): string[] => [...new Set([...(text ?? '').matchAll(PLACEHOLDER)].map(match => match[1] ?? ''))];
const isPosition = (name: string): boolean => /^\d+$/.test(name);

function textSlots(place: 'header' | 'body', text: string | undefined): Slot[] {
  const names = placeholdersIn(text).sort((a, b) => (isPosition(a) && isPosition(b) ? Number(a) - Number(b) : 0));
  return names.map(name => ({ place, index: null, subType: null, kind: 'text', name: isPosition(name) ? null : name, required: true }));
}

function buttonSlot({ type, url }: { type: string; url?: string }, index: number): Slot[] {
  const slot = (subType: Slot['subType'], kind: SlotKind, required: boolean): Slot[] => [{ place: 'button', index, subType, kind, name: null, required }];
  switch (type.toUpperCase()) {
    case 'URL': return placeholdersIn(url).length > 0 ? slot('url', 'text', true) : [];
    case 'QUICK_REPLY': return slot('quick_reply', 'payload', false);
    case 'COPY_CODE': return slot('copy_code', 'coupon_code', true);
    default: return [];
  }
}

/** What a message with the template has to give, in order. */
export function slotsOf(components: readonly TemplateComponent[]): Slot[] {
  return components.flatMap((component): Slot[] => {
    const format = (component.format ?? 'TEXT').toLowerCase();
    switch (component.type.toUpperCase()) {
      case 'HEADER': return format === 'text' ? textSlots('header', component.text) : isFileFormat(format) ? [{ place: 'header', index: null, subType: null, kind: format, name: null, required: true }] : [];
      case 'BODY': return textSlots('body', component.text);
      case 'BUTTONS': return (component.buttons ?? []).flatMap(buttonSlot);
      default: return [];
    }
  });
}

const isFileFormat = (format: string): format is 'image' | 'video' | 'document' | 'location' => ['image', 'video', 'document', 'location'].includes(format);

export interface TemplateFault {
  /** Below `components`, or `components` itself. */
  readonly field: string;
  readonly message: string;
}

/** @returns what is wrong with the parameters for the template, or null. */
export function faultOf(components: readonly TemplateComponent[], given: readonly GivenComponent[]): TemplateFault | null {
  const slots = slotsOf(components);
  const keyOf = (place: string, index: number | null): string => (index === null ? place : `${place} ${index}`);
  const seen = new Set<string>();
  for (const [at, component] of given.entries()) {
    const field = `components.${at}`;
    const key = keyOf(component.type, component.type === 'button' ? Number(component.index) : null);
    if (seen.has(key)) return { field, message: `the ${key} is there twice` };
    seen.add(key);
    const own = slots.filter(slot => keyOf(slot.place, slot.index) === key);
    if (own.length === 0) return { field, message: `the template’s ${key} takes no parameters` };
    if (component.type === 'button' && own[0]?.subType !== component.sub_type) return { field: `${field}.sub_type`, message: `must be ${own[0]?.subType ?? ''}` };
    const fault = parametersFault(own, component.parameters);
    if (fault !== null) return { field: `${field}.${fault.field}`, message: fault.message };
  }
  const missing = slots.find(slot => slot.required && !seen.has(keyOf(slot.place, slot.index)));
  if (missing !== undefined) return { field: 'components', message: `the template’s ${keyOf(missing.place, missing.index)} needs parameters` };
  const { header, body } = render(components, given);
  if (header !== null && header.length > HEADER_LIMIT) return { field: 'components', message: `the header has ${header.length} characters with its parameters, at most ${HEADER_LIMIT} are allowed` };
  return body.length > BODY_LIMIT ? { field: 'components', message: `the body has ${body.length} characters with its parameters, at most ${BODY_LIMIT} are allowed` } : null;
}

function parametersFault(slots: readonly Slot[], parameters: readonly GivenParameter[]): TemplateFault | null {
  if (parameters.length !== slots.length) return { field: 'parameters', message: `must be ${slots.length}, not ${parameters.length}` };
  const wanted = new Map(slots.map(slot => [slot.name, slot]));
  for (const [at, parameter] of parameters.entries()) {
    const slot = slots[at];
    const name = parameter.parameter_name ?? null;
    if (slot?.name != null ? !wanted.delete(name) : name !== null) return { field: `parameters.${at}.parameter_name`, message: slot?.name == null ? 'the template’s parameters have no names' : `must be one of ${slots.map(each => each.name).join(', ')}, each once` };
    if (parameter.type !== slot?.kind) return { field: `parameters.${at}.type`, message: `must be ${slot?.kind ?? ''}` };
    if (slot.place === 'body' && /[\n\t]| {5,}/.test(parameter.text ?? '')) return { field: `parameters.${at}.text`, message: 'must not contain line breaks, tabs or more than four spaces in a row' };
  }
  return null;
}

/** What the contact reads; parameters that are not given stay as they are. */
export function render(components: readonly TemplateComponent[], given: readonly GivenComponent[]): { readonly header: string | null; readonly body: string; readonly footer: string | null; readonly buttons: readonly string[] } {
  const part = (type: string): TemplateComponent | undefined => components.find(component => component.type.toUpperCase() === type);
  const fill = (text: string | undefined, place: string): string => {
    const parameters = given.find(component => component.type === place)?.parameters ?? [];
    return (text ?? '').replaceAll(PLACEHOLDER, (whole, name: string) => (isPosition(name) ? parameters[Number(name) - 1] : parameters.find(parameter => parameter.parameter_name === name))?.text ?? whole);
  };
  const header = part('HEADER');
  return { header: header?.text === undefined ? null : fill(header.text, 'header'), body: fill(part('BODY')?.text, 'body'), footer: part('FOOTER')?.text ?? null, buttons: (part('BUTTONS')?.buttons ?? []).flatMap(button => button.text ?? []) };
}

/** A webhook's words are looked up here: whatever they are, only what stands here is found. */
const WHY_NOT: ReadonlyMap<string, string> = new Map([
  ['PENDING', 'WhatsApp has not decided about the template yet.'],
  ['IN_APPEAL', 'The template was rejected; an appeal is under way.'],
  ['REJECTED', 'WhatsApp rejected the template.'],
  ['PAUSED', 'WhatsApp paused the template because people complained about it.'],
  ['DISABLED', 'WhatsApp disabled the template.'],
  ['PENDING_DELETION', 'The template is being deleted.'],
  ['DELETED', 'The template was deleted.'],
  ['LIMIT_EXCEEDED', 'The account has more templates than WhatsApp allows.'],
  ['ARCHIVED', 'The template is archived.'],
]);

/** Why a template of the status cannot be sent, in a sentence; null when it can. */
export const whyNotSendable = (status: string): string | null => (status === 'APPROVED' ? null : (WHY_NOT.get(status) ?? `The template’s status is ${status}.`));

/** The status after an event of the webhook; null where the event changes nothing that matters for sending. */
export function statusAfter(event: string): string | null {
  switch (event) {
    case 'REINSTATED': case 'UNARCHIVED': return 'APPROVED';
    case 'FLAGGED': return null;
    case 'LOCKED': return 'DISABLED';
    default: return event;
  }
}
