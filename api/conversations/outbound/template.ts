/**
 * Template messages, in the form of WhatsApp's own API.
 * Source: Cloud API, "Templates", on sending each kind of template; WhatsApp's OpenAPI description of POST /messages.
 */
import { z } from 'zod';
import type { MediaKind } from '../../../domain/whatsapp/media.ts';
import { BUTTON_SUB_TYPES } from '../../../domain/whatsapp/template-slots.ts';
import { bigInt, int, json, many, matching, text } from '../../http/input.ts';
import { languageCode, templateName } from '../../templates/definition.ts';
import { location } from './simple-kinds.ts';
import { withSource } from './source.ts';

const WORDS = 1024;
const PRODUCT_ID = 100;
/** The years 2000 to 2100: a time given in seconds instead of milliseconds lies outside, and is refused. */
const [FIRST_MS, LAST_MS] = [Date.UTC(2000, 0, 1), Date.UTC(2101, 0, 1) - 1];

const file = withSource({});
const parameter_name = text(100).optional();
const productId = text(PRODUCT_ID);

const currency = z.strictObject({
  fallback_value: text(WORDS).meta({ description: 'What the customer reads.' }),
  code: matching(/^[A-Z]{3}$/, 'must be a code of ISO 4217', 3),
  amount_1000: bigInt(-(10 ** 15), 10 ** 15).meta({ description: 'The amount, times 1,000.' }),
});
const dateTime = z.strictObject({
  fallback_value: text(WORDS).meta({ description: 'What the customer reads.' }),
  day_of_week: int(1, 7).optional(),
  year: int(1, 9999).optional(),
  month: int(1, 12).optional(),
  day_of_month: int(1, 31).optional(),
  hour: int(0, 23).optional(),
  minute: int(0, 59).optional(),
  calendar: z.enum(['GREGORIAN', 'SOLAR_HIJRI']).optional(),
});
const action = z.strictObject({
  flow_token: text(2_000)
    .optional()
    .meta({ description: 'Of a flow button: comes back with what the customer fills in.' }),
  flow_action_data: json({ names: 2_000, longest: 10_000 })
    .optional()
    .meta({ description: 'Of a flow button: what its first screen begins with.' }),
  thumbnail_product_retailer_id: productId
    .optional()
    .meta({ description: 'Of a catalog or mpm button: the product whose picture stands above.' }),
  sections: many(
    z.strictObject({
      title: text(24).optional(),
      product_items: many(z.strictObject({ product_retailer_id: productId }), 30, 1),
    }),
    10,
    1,
  )
    .optional()
    .meta({ description: 'Of an mpm button.' }),
});

const textParameter = z.strictObject({ type: z.literal('text'), text: text(WORDS), parameter_name });
const currencyParameter = z.strictObject({ type: z.literal('currency'), currency, parameter_name });
const dateTimeParameter = z.strictObject({ type: z.literal('date_time'), date_time: dateTime, parameter_name });
const image = z.strictObject({ type: z.literal('image'), image: file });
const video = z.strictObject({ type: z.literal('video'), video: file });
const product = z.strictObject({
  type: z.literal('product'),
  product: z.strictObject({ catalog_id: text(PRODUCT_ID), product_retailer_id: productId }),
});

/**
 * WhatsApp's own examples write a button's sub-type in lower and in upper case, and its index as a number and as a
 * text: all are accepted, and `componentsToKeep` makes them uniform.
 */
const subType = z.enum([
  ...BUTTON_SUB_TYPES,
  ...BUTTON_SUB_TYPES.map(each => each.toUpperCase() as Uppercase<typeof each>),
]);
const index = z.union([matching(/^\d$/, 'must be a digit', 1), int(0, 9)]);

const header = z.strictObject({
  type: z.literal('header'),
  parameters: many(
    z.discriminatedUnion('type', [
      textParameter,
      currencyParameter,
      dateTimeParameter,
      image,
      video,
      product,
      z.strictObject({ type: z.literal('document'), document: withSource({ filename: text(240).optional() }) }),
      z.strictObject({ type: z.literal('location'), location }),
    ]),
    10,
    1,
  ),
});
const body = z.strictObject({
  type: z.literal('body'),
  parameters: many(z.discriminatedUnion('type', [textParameter, currencyParameter, dateTimeParameter]), 100, 1),
});
const button = z.strictObject({
  type: z.literal('button'),
  sub_type: subType,
  index,
  parameters: many(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text'), text: text(WORDS) }),
      z.strictObject({ type: z.literal('payload'), payload: text(128) }),
      z.strictObject({ type: z.literal('coupon_code'), coupon_code: text(15) }),
      z.strictObject({ type: z.literal('action'), action }),
    ]),
    1,
  )
    .optional()
    .meta({ description: 'A flow or catalog button may be named without.' }),
});
const offer = z.strictObject({
  type: z.literal('limited_time_offer'),
  parameters: many(
    z.strictObject({
      type: z.literal('limited_time_offer'),
      limited_time_offer: z.strictObject({
        expiration_time_ms: bigInt(FIRST_MS, LAST_MS).meta({
          description: 'When the offer ends, in milliseconds since 1970.',
        }),
      }),
    }),
    1,
    1,
  ),
});
const cardHeader = z.strictObject({
  type: z.literal('header'),
  parameters: many(z.discriminatedUnion('type', [image, video, product]), 1, 1),
});
const carousel = z.strictObject({
  type: z.literal('carousel'),
  cards: many(
    z.strictObject({
      card_index: int(0, 9).meta({ description: 'The card’s place in the template.' }),
      components: many(z.discriminatedUnion('type', [cardHeader, body, button]), 4),
    }),
    10,
    1,
  ).meta({ description: 'Each card of the template, once.' }),
});

export const template = z
  .strictObject({
    name: templateName,
    language: z.strictObject({ code: languageCode }),
    components: many(z.discriminatedUnion('type', [header, body, button, offer, carousel]), 14).default([]),
  })
  .meta({ id: 'TemplateMessage' });
export type Template = z.infer<typeof template>;

type Part =
  | z.infer<typeof cardHeader>
  | z.infer<typeof header>
  | z.infer<typeof body>
  | z.infer<typeof button>
  | z.infer<typeof offer>;

/** An upload that a message refers to, the kind as which it is sent, and the path of the field with its id. */
export interface NamedUpload {
  readonly kind: MediaKind;
  readonly uploadId: string;
  readonly field: string;
}

/** The uploads that a template message refers to, of its header and of its carousel's cards, in order of appearance. */
export function templateUploads({ components }: Template): NamedUpload[] {
  return components.flatMap((component, at) =>
    component.type === 'carousel'
      ? component.cards.flatMap((card, place) =>
          card.components.flatMap((part, inside) =>
            uploadsOfPart(part, `template.components.${at}.cards.${place}.components.${inside}`),
          ),
        )
      : uploadsOfPart(component, `template.components.${at}`),
  );
}

function uploadsOfPart({ parameters: given = [] }: Part, field: string): NamedUpload[] {
  return given.flatMap((each, at): NamedUpload[] => {
    const uploadId =
      each.type === 'image'
        ? each.image.uploadId
        : each.type === 'video'
          ? each.video.uploadId
          : each.type === 'document'
            ? each.document.uploadId
            : undefined;
    return uploadId === undefined
      ? []
      : [{ kind: each.type as MediaKind, uploadId, field: `${field}.parameters.${at}.${each.type}.uploadId` }];
  });
}

/** The components in the uniform form in which they are stored and sent. */
export function componentsToKeep({ components }: Template): readonly object[] {
  return components.map(component =>
    component.type === 'carousel'
      ? { ...component, cards: component.cards.map(card => ({ ...card, components: card.components.map(partToKeep) })) }
      : partToKeep(component),
  );
}

function partToKeep(part: Part): object {
  if (part.type !== 'button') return part;
  const { parameters: given = [], ...named } = part;
  return {
    ...named,
    sub_type: part.sub_type.toLowerCase(),
    index: String(part.index),
    ...(given.length === 0 ? {} : { parameters: given }),
  };
}
