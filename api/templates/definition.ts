/** A template as it is written: one schema per component, with WhatsApp's limits. Source: Cloud API, "Templates", components. */
import { z } from 'zod';
import { definitionFault } from '../../domain/whatsapp/template-definition.ts';
import { webAddress } from '../outbound/parts.ts';
import { id, plainText } from '../routes/schemas.ts';

const HEADER = 60;
const BODY = 1024;
const FOOTER = 60;
const BUTTON = 25;
const BUTTONS = 10;
const CODE = 15;
const PHONE = 20;

const named = z.array(z.strictObject({ param_name: plainText(100), example: plainText(BODY) })).min(1);
const header = z.discriminatedUnion('format', [
  z.strictObject({ type: z.literal('HEADER'), format: z.literal('TEXT'), text: plainText(HEADER), example: z.strictObject({ header_text: z.array(plainText(HEADER)).optional(), header_text_named_params: named.optional() }).optional() }),
  z.strictObject({ type: z.literal('HEADER'), format: z.enum(['IMAGE', 'VIDEO', 'DOCUMENT']), example: z.strictObject({
    uploadId: id.optional().meta({ description: 'A file of POST /uploads; it goes to WhatsApp with the template.' }),
    header_handle: z.array(plainText(4096)).length(1).optional().meta({ description: 'Instead: what WhatsApp’s Resumable Upload API gave for a file.' }),
  }) }),
  z.strictObject({ type: z.literal('HEADER'), format: z.literal('LOCATION') }),
]);
const body = z.strictObject({ type: z.literal('BODY'), text: plainText(BODY).optional(), add_security_recommendation: z.boolean().optional().meta({ description: 'With an OTP button: whether the customer is told not to share the code.' }), example: z.strictObject({ body_text: z.array(z.array(plainText(BODY))).length(1).optional(), body_text_named_params: named.optional() }).optional() });
const footer = z.strictObject({ type: z.literal('FOOTER'), text: plainText(FOOTER).optional(), code_expiration_minutes: z.int().min(1).max(90).optional().meta({ description: 'With an OTP button: how long the code holds.' }) });
const button = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('QUICK_REPLY'), text: plainText(BUTTON) }),
  z.strictObject({ type: z.literal('URL'), text: plainText(BUTTON), url: webAddress, example: z.array(webAddress).length(1).optional() }),
  z.strictObject({ type: z.literal('PHONE_NUMBER'), text: plainText(BUTTON), phone_number: z.string().max(PHONE).regex(/^\+?\d{5,19}$/, 'must be a phone number') }),
  z.strictObject({ type: z.literal('COPY_CODE'), example: plainText(CODE) }),
  z.strictObject({ type: z.literal('OTP'), otp_type: z.literal('COPY_CODE'), text: plainText(BUTTON).optional() }),
]);
const buttons = z.strictObject({ type: z.literal('BUTTONS'), buttons: z.array(button).min(1).max(BUTTONS) });

export const components = z.array(z.discriminatedUnion('type', [header, body, footer, buttons])).min(1).max(4).superRefine((all, context) => {
  const fault = definitionFault(all);
  if (fault !== null) context.addIssue({ code: 'custom', path: [...fault.path], message: fault.message });
});

export type Components = z.output<typeof components>;

const category = z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']);
export const templateName = z.string().regex(/^[a-z0-9_]{1,512}$/, 'must be small letters, digits and _');
export const languageCode = z.string().regex(/^[a-z]{2,3}(_[A-Z]{2,3})?$/, 'must be like en or en_US');

export const newTemplate = z.strictObject({ name: templateName, language: languageCode, category, components, allowCategoryChange: z.boolean().default(true).meta({ description: 'WhatsApp may put it into another category instead of rejecting it.' }) });
export const changedTemplate = z.strictObject({ category: category.optional(), components });
