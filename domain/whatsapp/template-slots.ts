/**
 * The slots of a message template: the parameters that a message with it has to fill.
 * Source: Cloud API, "Templates" (components), "Catalog templates", "Multi-product message templates", "Limited-time
 * offer templates", "Media card carousel templates", "Sending a Flow", and WhatsApp's OpenAPI description of POST
 * /messages.
 */
import { recordOf } from './record.ts';

interface TemplateButton {
  readonly type: string;
  readonly text?: string;
  readonly url?: string;
}

/** A template's component as WhatsApp's API returns it; unknown fields are ignored. */
export interface TemplateComponent {
  readonly type: string;
  readonly format?: string;
  readonly text?: string;
  readonly buttons?: readonly TemplateButton[];
  readonly limited_time_offer?: { readonly text?: string; readonly has_expiration?: boolean };
  /** Of a carousel. */
  readonly cards?: readonly { readonly components?: readonly TemplateComponent[] }[];
}

/** WhatsApp's names (`sub_type`) of buttons that take parameters. */
export const BUTTON_SUB_TYPES = ['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm'] as const;
export type ButtonSubType = (typeof BUTTON_SUB_TYPES)[number];

/** WhatsApp's parameter types. A `text` slot of a header or body also takes a `currency` or `date_time` parameter. */
export const SLOT_KINDS = [
  'text',
  'image',
  'video',
  'document',
  'location',
  'product',
  'payload',
  'coupon_code',
  'action',
  'limited_time_offer',
] as const;
type SlotKind = (typeof SLOT_KINDS)[number];

export const SLOT_PLACES = ['header', 'body', 'button', 'limited_time_offer'] as const;

/** A place of a template that a message fills with one parameter. */
export interface Slot {
  readonly place: (typeof SLOT_PLACES)[number];
  /** Position of the carousel's card, from 0; null outside a carousel. */
  readonly card: number | null;
  /** Of a button: its position, from 0, and its type; otherwise null. */
  readonly index: number | null;
  readonly subType: ButtonSubType | null;
  readonly kind: SlotKind;
  /** `first_name` of {{first_name}}; null for positional parameters. */
  readonly name: string | null;
  readonly required: boolean;
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Names or positions of a text's placeholders ({{name}}, {{1}}), each once, in order of appearance. */
export const placeholdersIn = (text: string | undefined): string[] => [
  ...new Set([...(text ?? '').matchAll(PLACEHOLDER)].map(match => match[1] ?? '')),
];
export const isPosition = (name: string): boolean => /^\d+$/.test(name);

/** A text with its placeholders replaced; those for which `value` returns null are left as they are. */
export const fillText = (text: string, value: (name: string) => string | null): string =>
  text.replaceAll(PLACEHOLDER, (whole, name: string) => value(name) ?? whole);

type Part = Omit<Slot, 'card'>;

function textSlots(place: 'header' | 'body', text: string | undefined): Part[] {
  const names = placeholdersIn(text).sort((a, b) => (isPosition(a) && isPosition(b) ? Number(a) - Number(b) : 0));
  return names.map(name => ({
    place,
    index: null,
    subType: null,
    kind: 'text',
    name: isPosition(name) ? null : name,
    required: true,
  }));
}

function buttonSlot({ type, url }: TemplateButton, index: number): Part[] {
  const slot = (subType: ButtonSubType, kind: SlotKind, required: boolean): Part[] => [
    { place: 'button', index, subType, kind, name: null, required },
  ];
  switch (type.toUpperCase()) {
    case 'URL':
      return placeholdersIn(url).length > 0 ? slot('url', 'text', true) : [];
    case 'QUICK_REPLY':
      return slot('quick_reply', 'payload', false);
    case 'COPY_CODE':
      return slot('copy_code', 'coupon_code', true);
    // WhatsApp refuses a message that does not name the button, though the token and the data may be left out.
    case 'FLOW':
      return slot('flow', 'action', true);
    // Without a parameter WhatsApp shows the picture of the catalogue's first product.
    case 'CATALOG':
      return slot('catalog', 'action', false);
    case 'MPM':
      return slot('mpm', 'action', true);
    default:
      return [];
  }
}

const HEADER_KINDS: ReadonlySet<string> = new Set([
  'image',
  'video',
  'document',
  'location',
  'product',
] satisfies SlotKind[]);

function headerSlots({ format = 'TEXT', text }: TemplateComponent): Part[] {
  const kind = format.toLowerCase();
  if (kind === 'text') return textSlots('header', text);
  return HEADER_KINDS.has(kind)
    ? [{ place: 'header', index: null, subType: null, kind: kind as SlotKind, name: null, required: true }]
    : [];
}

function componentSlots(component: TemplateComponent): Part[] {
  switch (component.type.toUpperCase()) {
    case 'HEADER':
      return headerSlots(component);
    case 'BODY':
      return textSlots('body', component.text);
    case 'BUTTONS':
      return (component.buttons ?? []).flatMap(buttonSlot);
    case 'LIMITED_TIME_OFFER':
      return [
        {
          place: 'limited_time_offer',
          index: null,
          subType: null,
          kind: 'limited_time_offer',
          name: null,
          required: component.limited_time_offer?.has_expiration === true,
        },
      ];
    default:
      return [];
  }
}

/** The components of each card of a template's carousel, in order; empty if it has none. */
export function cardsOf(components: readonly TemplateComponent[]): (readonly TemplateComponent[])[] {
  const carousel = components.find(component => component.type.toUpperCase() === 'CAROUSEL');
  return (carousel?.cards ?? []).map(card => (recordOf(card) === null ? [] : (card.components ?? [])));
}

/** All slots of a template, in order: those of the message itself, then those of each card. */
export function slotsOf(components: readonly TemplateComponent[]): Slot[] {
  const of = (all: readonly TemplateComponent[], card: number | null): Slot[] =>
    all.flatMap(componentSlots).map(part => ({ ...part, card }));
  return [...of(components, null), ...cardsOf(components).flatMap((card, at) => of(card, at))];
}
