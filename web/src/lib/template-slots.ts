/** The places of a template as fields of a form, and what is written into them as the API takes it. */
export interface TemplateSlot {
  readonly place: 'header' | 'body' | 'button' | 'limited_time_offer';
  readonly card: number | null;
  readonly index: number | null;
  readonly subType: string | null;
  readonly kind: string;
  readonly name: string | null;
  readonly required: boolean;
}
export interface TemplatePart {
  readonly type: string;
  readonly format?: string;
  readonly text?: string;
  readonly buttons?: readonly { readonly type?: string; readonly text?: string }[];
  readonly limited_time_offer?: { readonly text?: string };
  readonly cards?: readonly { readonly components: readonly TemplatePart[] }[];
}
export interface FillableTemplate {
  readonly name: string;
  readonly language: string;
  readonly parameters: readonly TemplateSlot[];
  readonly components: readonly TemplatePart[];
}

export type Values = Readonly<Record<string, string>>;

/** What a field is called: in our words (`template.field.<words>` of the composer), or by whoever made the template. */
type FieldLabel = { readonly words: FieldWords; readonly number: number } | { readonly name: string };
type FieldWords =
  | 'picture'
  | 'video'
  | 'document'
  | 'code'
  | 'addressEnd'
  | 'heading'
  | 'text'
  | 'latitude'
  | 'longitude'
  | 'placeName'
  | 'address'
  | 'catalogue'
  | 'product'
  | 'ends'
  | 'token'
  | 'thumbnail'
  | 'products';

/** One field of the form; a place may have several. */
export interface Field {
  readonly key: string;
  readonly label: FieldLabel;
  /** Which card of a carousel it stands on, from 0; null: on none. */
  readonly card: number | null;
  readonly kind: 'text' | 'file' | 'time';
  readonly required: boolean;
}

const FILES: Readonly<Record<string, FieldWords>> = { image: 'picture', video: 'video', document: 'document' };

/** What is filled here: all that is needed, and the picture of a catalogue. */
export const shownSlots = (template: FillableTemplate | null): readonly TemplateSlot[] =>
  template?.parameters.filter(slot => slot.required || slot.subType === 'catalog') ?? [];

/** Whether a form can fill all that the template needs. */
export const isFillable = ({ parameters }: FillableTemplate): boolean =>
  parameters.every(
    slot =>
      !slot.required ||
      slot.kind in FILES ||
      ['text', 'coupon_code', 'location', 'product', 'limited_time_offer', 'action'].includes(slot.kind),
  );

const sameComponent = (a: TemplateSlot, b: TemplateSlot): boolean =>
  a.card === b.card && a.place === b.place && a.index === b.index;
const positionOf = (slot: TemplateSlot, slots: readonly TemplateSlot[]): number =>
  slots.filter(each => sameComponent(each, slot)).indexOf(slot) + 1;
const keyOf = (slot: TemplateSlot, slots: readonly TemplateSlot[]): string =>
  `${slot.card ?? ''} ${slot.place} ${slot.index ?? ''} ${slot.name ?? positionOf(slot, slots)}`;

function labelOf(slot: TemplateSlot, slots: readonly TemplateSlot[]): FieldLabel {
  const number = positionOf(slot, slots);
  if (slot.kind === 'coupon_code') return { words: 'code', number };
  if (slot.place === 'button') return { words: 'addressEnd', number: (slot.index ?? 0) + 1 };
  const file = FILES[slot.kind];
  if (file !== undefined) return { words: file, number };
  if (slot.name !== null) return { name: slot.name.replaceAll('_', ' ') };
  return { words: slot.place === 'header' ? 'heading' : 'text', number };
}

export function fieldsOf(slot: TemplateSlot, slots: readonly TemplateSlot[]): Field[] {
  const key = keyOf(slot, slots);
  const { card } = slot;
  const field = (name: string, words: FieldWords, required = true): Field => ({
    key: `${key} ${name}`,
    label: { words, number: 1 },
    card,
    kind: 'text',
    required,
  });
  switch (slot.kind) {
    case 'location':
      return [
        field('latitude', 'latitude'),
        field('longitude', 'longitude'),
        field('name', 'placeName', false),
        field('address', 'address', false),
      ];
    case 'product':
      return [field('catalog', 'catalogue'), field('product', 'product')];
    case 'limited_time_offer':
      return [{ ...field('ends', 'ends'), kind: 'time' }];
    case 'action':
      if (slot.subType === 'flow') return [field('token', 'token', false)];
      return slot.subType === 'catalog'
        ? [field('thumbnail', 'thumbnail', false)]
        : [field('thumbnail', 'thumbnail'), field('products', 'products')];
    default: {
      const kind = slot.kind in FILES ? 'file' : 'text';
      return [{ key: `${key} `, label: labelOf(slot, slots), card, kind, required: true }];
    }
  }
}

/** The text with what is written so far; places not filled yet stay as the template has them. */
export function filledText(
  text: string,
  place: string,
  card: number | null,
  slots: readonly TemplateSlot[],
  values: Values,
): string {
  return text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const slot = slots.find(
      each => each.place === place && each.card === card && (each.name ?? String(positionOf(each, slots))) === name,
    );
    return (slot === undefined ? '' : values[fieldsOf(slot, slots)[0]?.key ?? '']) || whole;
  });
}

interface Part {
  readonly type: string;
  readonly sub_type?: string;
  readonly index?: string;
  readonly parameters: object[];
}

/** The template as the API takes it. */
export function templateMessage(template: FillableTemplate | null, values: Values): object {
  const slots = shownSlots(template);
  const parts = (card: number | null): Part[] => {
    const all = new Map<string, Part>();
    for (const slot of slots.filter(each => each.card === card)) {
      const key = `${slot.place} ${slot.index ?? ''}`;
      const part = all.get(key) ?? {
        type: slot.place,
        ...(slot.subType === null ? {} : { sub_type: slot.subType, index: String(slot.index) }),
        parameters: [],
      };
      part.parameters.push(
        ...parametersOf(
          slot,
          fieldsOf(slot, slots).map(field => (values[field.key] ?? '').trim()),
        ),
      );
      all.set(key, part);
    }
    return [...all.values()].filter(part => part.parameters.length > 0 || part.sub_type === 'flow');
  };
  const cards = template?.components.find(part => part.type === 'CAROUSEL')?.cards ?? [];
  return {
    name: template?.name,
    language: { code: template?.language },
    components: [
      ...parts(null),
      ...(cards.length === 0
        ? []
        : [{ type: 'carousel', cards: cards.map((_, card) => ({ card_index: card, components: parts(card) })) }]),
    ],
  };
}

function parametersOf(
  slot: TemplateSlot,
  [first = '', second = '', third = '', fourth = '']: readonly string[],
): object[] {
  if (slot.kind in FILES) return [{ type: slot.kind, [slot.kind]: { uploadId: first } }];
  switch (slot.kind) {
    case 'coupon_code':
      return [{ type: 'coupon_code', coupon_code: first }];
    case 'location':
      return [
        {
          type: 'location',
          location: {
            latitude: Number(first),
            longitude: Number(second),
            ...(third === '' ? {} : { name: third }),
            ...(fourth === '' ? {} : { address: fourth }),
          },
        },
      ];
    case 'product':
      return [{ type: 'product', product: { catalog_id: first, product_retailer_id: second } }];
    case 'limited_time_offer':
      return [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: new Date(first).getTime() } }];
    case 'action':
      return actionOf(slot, first, second);
    default:
      return [{ type: 'text', text: first, ...(slot.name === null ? {} : { parameter_name: slot.name }) }];
  }
}

function actionOf({ subType }: TemplateSlot, first: string, products: string): object[] {
  if (subType === 'mpm')
    return [
      {
        type: 'action',
        action: {
          thumbnail_product_retailer_id: first,
          sections: [
            {
              product_items: products
                .split(',')
                .map(each => each.trim())
                .filter(each => each !== '')
                .map(id => ({ product_retailer_id: id })),
            },
          ],
        },
      },
    ];
  if (first === '') return [];
  return [
    { type: 'action', action: subType === 'flow' ? { flow_token: first } : { thumbnail_product_retailer_id: first } },
  ];
}
