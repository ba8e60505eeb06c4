/**
 * What a message template takes: the places that a message with it fills.
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

/** A template's component as WhatsApp lists it; fields this version does not know are left alone. */
export interface TemplateComponent {
  readonly type: string;
  readonly format?: string;
  readonly text?: string;
  readonly buttons?: readonly TemplateButton[];
  readonly limited_time_offer?: { readonly text?: string; readonly has_expiration?: boolean };
  /** Of a carousel. */
  readonly cards?: readonly { readonly components?: readonly TemplateComponent[] }[];
}

/** What a button is called when it is filled. */
export const BUTTON_SUB_TYPES = ['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm'] as const;
export type ButtonSubType = (typeof BUTTON_SUB_TYPES)[number];

/** As parameters are called. A text may also be filled by a `currency` or a `date_time`. */
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

/** A place of a template that a message fills. */
export interface Slot {
  readonly place: (typeof SLOT_PLACES)[number];
  /** Of a carousel's card: its position. */
  readonly card: number | null;
  /** Of a button: its position, and what it does. */
  readonly index: number | null;
  readonly subType: ButtonSubType | null;
  readonly kind: SlotKind;
  /** `first_name` of {{first_name}}; null where parameters are told apart by their order. */
  readonly name: string | null;
  readonly required: boolean;
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Names or positions of a text's parameters, each once. */
export const placeholdersIn = (text: string | undefined): string[] => [
  ...new Set([...(text ?? '').matchAll(PLACEHOLDER)].map(match => match[1] ?? '')),
];
export const isPosition = (name: string): boolean => /^\d+$/.test(name);

/** A text with its parameters replaced; null leaves one as it stands. */
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
    // Without a product WhatsApp shows the picture of the catalogue's first one.
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

/** The components of a template's cards, in order; empty where it has none. */
export function cardsOf(components: readonly TemplateComponent[]): (readonly TemplateComponent[])[] {
  const carousel = components.find(component => component.type.toUpperCase() === 'CAROUSEL');
  return (carousel?.cards ?? []).map(card => (recordOf(card) === null ? [] : (card.components ?? [])));
}

/** What a message with the template has to give, in order: the message's own places, then those of each card. */
export function slotsOf(components: readonly TemplateComponent[]): Slot[] {
  const of = (all: readonly TemplateComponent[], card: number | null): Slot[] =>
    all.flatMap(componentSlots).map(part => ({ ...part, card }));
  return [...of(components, null), ...cardsOf(components).flatMap((card, at) => of(card, at))];
}
