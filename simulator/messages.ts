/**
 * The messages that POST /messages accepts, as strict as Meta is known to be. Written from Meta's reference
 * ("Messages", "Interactive messages", "Contacts messages") and deliberately independent of the schemas in `api/`, so
 * that an error there shows.
 */
import { z } from 'zod';

const string = (max: number) => z.string().min(1).max(max);
const address = z.string().regex(/^https?:\/\/[^\s/]+\.[^\s]+$/);

/** A file by id or by link, not both. */
const media = (more: z.ZodRawShape = {}) =>
  z
    .object({ id: z.string().min(1).optional(), link: address.optional(), ...more })
    .strict()
    .refine(each => (each.id === undefined) !== (each.link === undefined), {
      path: ['id'],
      message: 'exactly one of id and link',
    });

const header = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: string(60) }),
  z.object({ type: z.literal('image'), image: media() }),
  z.object({ type: z.literal('video'), video: media() }),
  z.object({ type: z.literal('document'), document: media({ filename: z.string().optional() }) }),
]);
const body = z.object({ text: string(1024) });
const footer = z.object({ text: string(60) }).optional();
const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

const INTERACTIVE = {
  button: z.object({
    header: header.optional(),
    body,
    footer,
    action: z.object({
      buttons: z
        .array(z.object({ type: z.literal('reply'), reply: z.object({ id: string(256), title: string(20) }).strict() }))
        .min(1)
        .max(3)
        .refine(
          all => distinct(all.map(each => each.reply.id)) && distinct(all.map(each => each.reply.title)),
          'buttons must differ',
        ),
    }),
  }),
  list: z.object({
    header: z.object({ type: z.literal('text'), text: string(60) }).optional(),
    body,
    footer,
    action: z.object({
      button: string(20),
      sections: z
        .array(
          z.object({
            title: string(24).optional(),
            rows: z
              .array(
                z.object({ id: string(200), title: string(24), description: z.string().max(72).optional() }).strict(),
              )
              .min(1),
          }),
        )
        .min(1)
        .max(10)
        .refine(all => all.flatMap(each => each.rows).length <= 10, 'at most 10 rows in all sections')
        .refine(all => distinct(all.flatMap(each => each.rows.map(row => row.id))), 'row ids must differ')
        .refine(all => all.length === 1 || all.every(each => each.title !== undefined), 'sections need titles'),
    }),
  }),
  cta_url: z.object({
    header: header.optional(),
    body,
    footer,
    action: z.object({
      name: z.literal('cta_url'),
      parameters: z.object({ display_text: string(20), url: address }).strict(),
    }),
  }),
  flow: z.object({
    header: header.optional(),
    body,
    footer,
    action: z.object({
      name: z.literal('flow'),
      parameters: z
        .looseObject({
          flow_message_version: z.literal('3'),
          flow_cta: string(30),
          flow_id: z.string().optional(),
          flow_name: z.string().optional(),
        })
        .refine(each => (each.flow_id === undefined) !== (each.flow_name === undefined), 'flow_id or flow_name'),
    }),
  }),
  location_request_message: z.object({ body, action: z.object({ name: z.literal('send_location') }) }),
  request_contact_info: z.object({ body, action: z.object({ name: z.literal('request_contact_info') }) }),
  product: z.object({
    body: body.optional(),
    footer,
    header: z.never().optional(),
    action: z.object({ catalog_id: string(1000), product_retailer_id: string(1000) }),
  }),
  product_list: z.object({
    header: z.object({ type: z.literal('text'), text: string(60) }),
    body,
    footer,
    action: z.object({
      catalog_id: string(1000),
      sections: z
        .array(
          z.object({
            title: string(24).optional(),
            product_items: z.array(z.object({ product_retailer_id: string(1000) })).min(1),
          }),
        )
        .min(1)
        .max(10)
        .refine(all => all.flatMap(each => each.product_items).length <= 30, 'at most 30 products')
        .refine(all => all.length === 1 || all.every(each => each.title !== undefined), 'sections need titles'),
    }),
  }),
} as const;

const card = z.looseObject({
  name: z
    .looseObject({ formatted_name: z.string().min(1) })
    .refine(
      name => ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix'].some(part => name[part] !== undefined),
      'one more part of the name',
    ),
  birthday: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
});

const parameters = z.array(z.looseObject({ type: z.string() })).optional();
const templatePart = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['header', 'body', 'limited_time_offer']), parameters }).strict(),
  z
    .object({
      type: z.literal('button'),
      sub_type: z.string(),
      index: z.union([z.string().regex(/^\d$/), z.int().min(0).max(9)]),
      parameters,
    })
    .strict(),
]);
const templateCarousel = z
  .object({
    type: z.literal('carousel'),
    cards: z
      .array(z.object({ card_index: z.int().min(0), components: z.array(templatePart) }).strict())
      .min(1)
      .max(10),
  })
  .strict();

const CONTENT: Readonly<Record<string, z.ZodType>> = {
  text: z.object({ body: string(4096), preview_url: z.boolean().optional() }).strict(),
  image: media({ caption: z.string().max(1024).optional() }),
  video: media({ caption: z.string().max(1024).optional() }),
  audio: media({ voice: z.boolean().optional() }),
  sticker: media(),
  document: media({ caption: z.string().max(1024).optional(), filename: z.string().min(1).optional() }),
  location: z
    .object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .strict(),
  contacts: z.array(card).min(1).max(257),
  template: z
    .object({
      name: string(512).regex(/^[a-z0-9_]+$/),
      language: z.object({ code: string(20), policy: z.literal('deterministic').optional() }),
      components: z.array(z.discriminatedUnion('type', [templatePart, templateCarousel])).optional(),
    })
    .strict(),
  reaction: z.object({ message_id: z.string().startsWith('wamid.'), emoji: z.string().max(40) }).strict(),
};

const envelope = z
  .looseObject({
    messaging_product: z.literal('whatsapp'),
    recipient_type: z.literal('individual').optional(),
    to: z
      .string()
      .regex(/^\+?[^\s]{1,64}$/)
      .optional(),
    recipient: z.string().min(3).optional(),
    type: z.string().default('text'),
    context: z.object({ message_id: z.string().min(1) }).optional(),
    biz_opaque_callback_data: z.string().max(512).optional(),
  })
  .refine(message => message.to !== undefined || message.recipient !== undefined, { path: ['to'] });
export type SimulatedMessage = z.infer<typeof envelope>;

/**
 * Validates a request's body as a message.
 * @returns the message, or Meta's error: 131008 something is missing, 131009 something is wrong, 131051 the type cannot
 * be sent.
 */
export function readMessage(
  given: unknown,
): { readonly message: SimulatedMessage } | { readonly code: 131008 | 131009 | 131051; readonly details: string } {
  const parsed = envelope.safeParse(given);
  if (!parsed.success) return refusal(parsed.error);
  const message = parsed.data;
  const { type } = message;
  const content = type === 'interactive' ? interactiveOf(message['interactive']) : CONTENT[type];
  if (content === undefined) return { code: 131051, details: `Message type ${type} is not currently supported` };
  const checked = z.object({ [type]: content }).safeParse({ [type]: message[type] });
  return checked.success ? { message } : refusal(checked.error);
}

function interactiveOf(value: unknown): z.ZodType | undefined {
  const type = (value as { type?: unknown } | undefined)?.type;
  return typeof type === 'string' && Object.hasOwn(INTERACTIVE, type)
    ? INTERACTIVE[type as keyof typeof INTERACTIVE]
    : z.object({ type: z.enum(Object.keys(INTERACTIVE)) });
}

function refusal(error: z.ZodError): { code: 131008 | 131009; details: string } {
  return {
    code: error.issues.some(issue => issue.message.includes('undefined')) ? 131008 : 131009,
    details: z.prettifyError(error),
  };
}
