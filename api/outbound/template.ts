/** Template messages, as WhatsApp's own API takes them. Source: Cloud API, "Templates", sending. */
import { z } from 'zod';
import { plainText } from '../routes/schemas.ts';
import { webAddress } from './parts.ts';
import { languageCode, templateName } from '../templates/definition.ts';
import { location } from './simple-kinds.ts';

const link = z.strictObject({ link: webAddress });
const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: plainText(1024), parameter_name: plainText(100).optional() }),
  z.strictObject({ type: z.literal('image'), image: link }), z.strictObject({ type: z.literal('video'), video: link }),
  z.strictObject({ type: z.literal('document'), document: link.extend({ filename: plainText(240).optional() }) }),
  z.strictObject({ type: z.literal('location'), location }),
  z.strictObject({ type: z.literal('payload'), payload: plainText(128) }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: plainText(15) }),
]);
const parameters = z.array(parameter).min(1).max(100);

export const template = z.strictObject({
  name: templateName,
  language: z.strictObject({ code: languageCode }),
  components: z.array(z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('header'), parameters }), z.strictObject({ type: z.literal('body'), parameters }),
    z.strictObject({ type: z.literal('button'), sub_type: z.enum(['quick_reply', 'url', 'copy_code']), index: z.string().regex(/^\d$/), parameters: parameters.max(1) }),
  ])).max(12).default([]),
});
export type Template = z.infer<typeof template>;
