/** Template messages, as WhatsApp's own API takes them. Source: Cloud API, "Templates", sending. */
import { z } from 'zod';
import { plainText } from '../routes/schemas.ts';
import { languageCode, templateName } from '../templates/definition.ts';
import { location } from './simple-kinds.ts';
import { withSource } from './source.ts';

const file = withSource({});
const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: plainText(1024), parameter_name: plainText(100).optional() }),
  z.strictObject({ type: z.literal('image'), image: file }), z.strictObject({ type: z.literal('video'), video: file }),
  z.strictObject({ type: z.literal('document'), document: withSource({ filename: plainText(240).optional() }) }),
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
/** The file of ours that a header shows, and as what; null when there is none. */
export function headerUpload({ components }: Template): { readonly kind: 'image' | 'video' | 'document'; readonly uploadId: string } | null {
  for (const { type, parameters: given } of components) {
    const [first] = given;
    if (type !== 'header' || first === undefined) continue;
    const uploadId = first.type === 'image' ? first.image.uploadId : first.type === 'video' ? first.video.uploadId : first.type === 'document' ? first.document.uploadId : undefined;
    if (uploadId !== undefined) return { kind: first.type as 'image', uploadId };
  }
  return null;
}

export type Template = z.infer<typeof template>;
