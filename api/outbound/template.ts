/** Template messages, as WhatsApp's own API takes them. Source: Cloud API, "Templates", sending. */
import { z } from 'zod';
import { many, matching, text } from '../http/input.ts';
import { languageCode, templateName } from '../templates/definition.ts';
import { location } from './simple-kinds.ts';
import { withSource } from './source.ts';

const file = withSource({});
const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: text(1024), parameter_name: text(100).optional() }),
  z.strictObject({ type: z.literal('image'), image: file }), z.strictObject({ type: z.literal('video'), video: file }),
  z.strictObject({ type: z.literal('document'), document: withSource({ filename: text(240).optional() }) }),
  z.strictObject({ type: z.literal('location'), location }),
  z.strictObject({ type: z.literal('payload'), payload: text(128) }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: text(15) }),
]);
const parameters = many(parameter, 100, 1);

export const template = z.strictObject({
  name: templateName,
  language: z.strictObject({ code: languageCode }),
  components: many(z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('header'), parameters }), z.strictObject({ type: z.literal('body'), parameters }),
    z.strictObject({ type: z.literal('button'), sub_type: z.enum(['quick_reply', 'url', 'copy_code']), index: matching(/^\d$/, 'must be a digit', 1), parameters: parameters.max(1) }),
  ]), 12).default([]),
});
/** The file of ours that a header shows, as what, and where it is named; null when there is none. */
export function headerUpload({ components }: Template): { readonly kind: 'image' | 'video' | 'document'; readonly uploadId: string; readonly field: string } | null {
  for (const [index, { type, parameters: given }] of components.entries()) {
    const [first] = given;
    if (type !== 'header' || first === undefined) continue;
    const uploadId = first.type === 'image' ? first.image.uploadId : first.type === 'video' ? first.video.uploadId : first.type === 'document' ? first.document.uploadId : undefined;
    if (uploadId !== undefined) return { kind: first.type as 'image', uploadId, field: `template.components.${index}.parameters.0.${first.type}.uploadId` };
  }
  return null;
}

export type Template = z.infer<typeof template>;
