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

/** One field of the form; a place may have several. */
export interface Field {
  readonly key: string;
  readonly label: string;
  readonly kind: 'text' | 'file' | 'time';
  readonly required: boolean;
}

const FILE_WORDS: Readonly<Record<string, string>> = { image: 'Picture', video: 'Video', document: 'Document' };

/** What is filled here: all that is needed, and the picture of a catalogue. */
export const shownSlots = (template: FillableTemplate | null): readonly TemplateSlot[] =>
  template?.parameters.filter(slot => slot.required || slot.subType === 'catalog') ?? [];

/** Whether a form can fill all that the template needs. */
export const isFillable = ({ parameters }: FillableTemplate): boolean =>
  parameters.every(
    slot =>
      !slot.required ||
      slot.kind in FILE_WORDS ||
      ['text', 'coupon_code', 'location', 'product', 'limited_time_offer', 'action'].includes(slot.kind),
  );

const sameComponent = (a: TemplateSlot, b: TemplateSlot): boolean =>
  a.card === b.card && a.place === b.place && a.index === b.index;
const positionOf = (slot: TemplateSlot, slots: readonly TemplateSlot[]): number =>
  slots.filter(each => sameComponent(each, slot)).indexOf(slot) + 1;
const keyOf = (slot: TemplateSlot, slots: readonly TemplateSlot[]): string =>
  `${slot.card ?? ''} ${slot.place} ${slot.index ?? ''} ${slot.name ?? positionOf(slot, slots)}`;

function labelOf(slot: TemplateSlot, slots: readonly TemplateSlot[]): string {
  if (slot.kind === 'coupon_code') return 'Code to copy';
  if (slot.place === 'button') return `End of button ${(slot.index ?? 0) + 1}’s address`;
  return (
    FILE_WORDS[slot.kind] ??
    slot.name?.replaceAll('_', ' ') ??
    `${slot.place === 'header' ? 'Heading' : 'Text'} ${positionOf(slot, slots)}`
  );
}

export function fieldsOf(slot: TemplateSlot, slots: readonly TemplateSlot[]): Field[] {
  const key = keyOf(slot, slots);
  const named = (label: string): string => (slot.card === null ? label : `Card ${slot.card + 1}: ${label}`);
  const field = (name: string, label: string, required = true): Field => ({
    key: `${key} ${name}`,
    label: named(label),
    kind: 'text',
    required,
  });
  switch (slot.kind) {
    case 'location':
      return [
        field('latitude', 'Latitude'),
        field('longitude', 'Longitude'),
        field('name', 'Name of the place', false),
        field('address', 'Address', false),
      ];
    case 'product':
      return [field('catalog', 'Catalogue’s id'), field('product', 'Product’s id')];
    case 'limited_time_offer':
      return [{ ...field('ends', 'The offer ends'), kind: 'time' }];
    case 'action':
      if (slot.subType === 'flow') return [field('token', 'Token of the form', false)];
      return slot.subType === 'catalog'
        ? [field('thumbnail', 'Id of the product in the picture', false)]
        : [
            field('thumbnail', 'Id of the product in the picture'),
            field('products', 'Ids of products, with commas between them'),
          ];
    default:
      return [{ ...field('', labelOf(slot, slots)), kind: slot.kind in FILE_WORDS ? 'file' : 'text' }];
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
  if (slot.kind in FILE_WORDS) return [{ type: slot.kind, [slot.kind]: { uploadId: first } }];
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
