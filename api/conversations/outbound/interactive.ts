/**
 * Interactive messages. Source of the limits: Cloud API reference, "Interactive" objects, and the interactive messages
 * guide.
 */
import { z } from 'zod';
import { json, many, text } from '../../http/input.ts';
import { unique, webAddress } from '../../http/schema-parts.ts';

const HEADER_LIMIT = 60;
const BODY_LIMIT = 1024;
const FOOTER_LIMIT = 60;
const BUTTONS = 3;
const ROWS = 10;
const PRODUCTS = 30;

const body = z.strictObject({ text: text(BODY_LIMIT) });
const footer = z.strictObject({ text: text(FOOTER_LIMIT) }).optional();
const textHeader = z.strictObject({ type: z.literal('text'), text: text(HEADER_LIMIT) });
const link = z.strictObject({ link: webAddress });
const anyHeader = z.discriminatedUnion('type', [
  textHeader,
  z.strictObject({ type: z.literal('image'), image: link }),
  z.strictObject({ type: z.literal('video'), video: link }),
  z.strictObject({ type: z.literal('document'), document: link.extend({ filename: text(240).optional() }) }),
]);
const noEmoji = (limit: number) =>
  text(limit).refine(said => !/\p{Extended_Pictographic}/u.test(said), 'must not contain an emoji');

const button = z.strictObject({
  type: z.literal('button'),
  header: anyHeader.optional(),
  body,
  footer,
  action: z.strictObject({
    buttons: many(
      z.strictObject({ type: z.literal('reply'), reply: z.strictObject({ id: text(256), title: text(20) }) }),
      BUTTONS,
      1,
    ).superRefine((buttons, context) => {
      unique(
        buttons,
        each => each.reply.id,
        index => [index, 'reply', 'id'],
        context,
      );
      unique(
        buttons,
        each => each.reply.title,
        index => [index, 'reply', 'title'],
        context,
      );
    }),
  }),
});

/** Several sections must have titles. */
function titled(sections: readonly { readonly title?: string | undefined }[], context: z.core.$RefinementCtx): void {
  sections.forEach(({ title }, index) => {
    if (sections.length > 1 && title === undefined)
      context.addIssue({ code: 'custom', message: 'is needed with more than one section', path: [index, 'title'] });
  });
}

const row = z.strictObject({ id: text(200), title: text(24), description: text(72).optional() });
const list = z.strictObject({
  type: z.literal('list'),
  header: textHeader.optional(),
  body,
  footer,
  action: z.strictObject({
    button: text(20),
    sections: many(z.strictObject({ title: text(24).optional(), rows: many(row, ROWS, 1) }), 10, 1).superRefine(
      (sections, context) => {
        const rows = sections.flatMap((section, at) =>
          section.rows.map((each, index) => ({ id: each.id, path: [at, 'rows', index, 'id'] })),
        );
        if (rows.length > ROWS)
          context.addIssue({ code: 'custom', message: `must have ${ROWS} rows at most over all sections`, path: [] });
        unique(
          rows,
          each => each.id,
          index => rows[index]?.path ?? [],
          context,
        );
        titled(sections, context);
      },
    ),
  }),
});

const ctaUrl = z.strictObject({
  type: z.literal('cta_url'),
  header: anyHeader.optional(),
  body,
  footer,
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({ display_text: text(20), url: webAddress }),
  }),
});

const flow = z.strictObject({
  type: z.literal('flow'),
  header: anyHeader.optional(),
  body,
  footer,
  action: z.strictObject({
    name: z.literal('flow'),
    parameters: z
      .strictObject({
        flow_message_version: z.literal('3'),
        flow_token: text(200).optional(),
        flow_id: text(100).optional(),
        flow_name: text(200).optional(),
        flow_cta: noEmoji(30),
        mode: z.enum(['draft', 'published']).optional(),
        flow_action: z.enum(['navigate', 'data_exchange']).optional(),
        flow_action_payload: z
          .strictObject({ screen: text(200), data: json({ names: 2_000, longest: 10_000 }).optional() })
          .optional(),
      })
      .refine(each => (each.flow_id === undefined) !== (each.flow_name === undefined), {
        message: 'needs either flow_id or flow_name',
        path: ['flow_id'],
      }),
  }),
});

const locationRequest = z.strictObject({
  type: z.literal('location_request_message'),
  body,
  action: z.strictObject({ name: z.literal('send_location') }),
});

/**
 * Asks for the contact's phone number: WhatsApp may identify a contact by a business-scoped user id alone. Source:
 * Cloud API, "Business-scoped user IDs", requesting phone numbers.
 */
const contactRequest = z.strictObject({
  type: z.literal('request_contact_info'),
  body,
  action: z.strictObject({ name: z.literal('request_contact_info') }),
});

const catalog = text(100);
const product = z.strictObject({
  type: z.literal('product'),
  body: body.optional(),
  footer,
  action: z.strictObject({ catalog_id: catalog, product_retailer_id: text(100) }),
});
const productList = z.strictObject({
  type: z.literal('product_list'),
  header: textHeader,
  body,
  footer,
  action: z.strictObject({
    catalog_id: catalog,
    sections: many(
      z.strictObject({
        title: text(24).optional(),
        product_items: many(z.strictObject({ product_retailer_id: text(100) }), PRODUCTS, 1),
      }),
      10,
      1,
    ).superRefine((sections, context) => {
      const count = sections.reduce((sum, section) => sum + section.product_items.length, 0);
      if (count > PRODUCTS)
        context.addIssue({
          code: 'custom',
          message: `must have ${PRODUCTS} products at most over all sections`,
          path: [],
        });
      titled(sections, context);
    }),
  }),
});

export const interactive = z.discriminatedUnion('type', [
  button,
  list,
  ctaUrl,
  flow,
  locationRequest,
  contactRequest,
  product,
  productList,
]);
