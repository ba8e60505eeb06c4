/**
 * The definition of a template, as submitted for review: one schema per component, with WhatsApp's limits. Source:
 * Cloud API, "Templates", components.
 */
import { z } from 'zod';
import { definitionFault } from '../../domain/whatsapp/template-definition.ts';
import { webAddress } from '../http/schema-parts.ts';
import { id, int, many, matching, text } from '../http/input.ts';

const HEADER = 60;
const BODY = 1024;
const FOOTER = 60;
const BUTTON = 25;
const BUTTONS = 10;
const CODE = 15;
const PHONE = 20;
const OFFER = 16;
/** Far longer than any form (flow); WhatsApp documents no limit for templates. */
const FLOW_JSON = 100_000;

const named = many(z.strictObject({ param_name: text(100), example: text(BODY) }), 100, 1);
const header = z.discriminatedUnion('format', [
  z.strictObject({
    type: z.literal('HEADER'),
    format: z.literal('TEXT'),
    text: text(HEADER),
    example: z
      .strictObject({ header_text: many(text(HEADER), 10).optional(), header_text_named_params: named.optional() })
      .optional(),
  }),
  z.strictObject({
    type: z.literal('HEADER'),
    format: z.enum(['IMAGE', 'VIDEO', 'DOCUMENT']),
    example: z.strictObject({
      uploadId: id.optional().meta({ description: 'A file of POST /uploads; it goes to WhatsApp with the template.' }),
      header_handle: many(text(4096), 1, 1)
        .optional()
        .meta({ description: 'Instead: what WhatsApp’s Resumable Upload API gave for a file.' }),
    }),
  }),
  z.strictObject({ type: z.literal('HEADER'), format: z.literal('LOCATION') }),
  z.strictObject({ type: z.literal('HEADER'), format: z.literal('PRODUCT') }),
]);
const body = z.strictObject({
  type: z.literal('BODY'),
  text: text(BODY).optional(),
  add_security_recommendation: z
    .boolean()
    .optional()
    .meta({ description: 'With an OTP button: whether the customer is told not to share the code.' }),
  example: z
    .strictObject({ body_text: many(many(text(BODY), 100), 1, 1).optional(), body_text_named_params: named.optional() })
    .optional(),
});
const footer = z.strictObject({
  type: z.literal('FOOTER'),
  text: text(FOOTER).optional(),
  code_expiration_minutes: int(1, 90).optional().meta({ description: 'With an OTP button: how long the code holds.' }),
});
const button = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('QUICK_REPLY'), text: text(BUTTON) }),
  z.strictObject({
    type: z.literal('URL'),
    text: text(BUTTON),
    url: webAddress,
    example: many(webAddress, 1, 1).optional(),
  }),
  z.strictObject({
    type: z.literal('PHONE_NUMBER'),
    text: text(BUTTON),
    phone_number: matching(/^\+?\d{5,19}$/, 'must be a phone number', PHONE),
  }),
  z.strictObject({ type: z.literal('COPY_CODE'), example: text(CODE) }),
  z.strictObject({ type: z.literal('OTP'), otp_type: z.literal('COPY_CODE'), text: text(BUTTON).optional() }),
  z.strictObject({
    type: z.literal('FLOW'),
    text: text(BUTTON),
    flow_id: text(100).optional(),
    flow_name: text(200).optional(),
    flow_json: text(FLOW_JSON).optional().meta({ description: 'The form itself, as a text of JSON.' }),
    flow_action: z.enum(['navigate', 'data_exchange']).optional(),
    navigate_screen: text(200).optional().meta({ description: 'The first screen.' }),
    icon: z.enum(['DEFAULT', 'DOCUMENT', 'PROMOTION', 'REVIEW']).optional(),
  }),
  z.strictObject({ type: z.literal('CATALOG'), text: text(BUTTON) }),
  z.strictObject({ type: z.literal('MPM'), text: text(BUTTON) }),
  z.strictObject({ type: z.literal('SPM'), text: text(BUTTON) }),
  z.strictObject({
    type: z.literal('REQUEST_CONTACT_INFO'),
    text: z
      .literal('Share Contact Info')
      .optional()
      .meta({ description: 'WhatsApp shows its own words, in the customer’s language.' }),
  }),
]);
const buttons = z.strictObject({ type: z.literal('BUTTONS'), buttons: many(button, BUTTONS, 1) });
const offer = z.strictObject({
  type: z.literal('LIMITED_TIME_OFFER'),
  limited_time_offer: z.strictObject({
    text: text(OFFER),
    has_expiration: z.boolean().optional().meta({ description: 'Whether the customer sees when the offer ends.' }),
  }),
});
const carousel = z.strictObject({
  type: z.literal('CAROUSEL'),
  cards: many(z.strictObject({ components: many(z.discriminatedUnion('type', [header, body, buttons]), 3, 1) }), 10, 2),
});

const components = many(
  z.discriminatedUnion('type', [header, body, footer, buttons, offer, carousel]),
  6,
  1,
).superRefine((all, context) => {
  const fault = definitionFault(all);
  if (fault !== null) context.addIssue({ code: 'custom', path: [...fault.path], message: fault.message });
});

export type Components = z.output<typeof components>;

const category = z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']);
export const templateName = matching(/^[a-z0-9_]{1,512}$/, 'must be small letters, digits and _', 512);
export const languageCode = matching(/^[a-z]{2,3}(_[A-Z]{2,3})?$/, 'must be like en or en_US', 7);

export const newTemplate = z.strictObject({
  name: templateName,
  language: languageCode,
  category,
  components,
  allowCategoryChange: z
    .boolean()
    .default(true)
    .meta({ description: 'WhatsApp may put it into another category instead of rejecting it.' }),
});
export const changedTemplate = z.strictObject({ category: category.optional(), components });
