/** Kinds of one level. Source of the limits: Cloud API reference, "Messages" and "Media". */
import { z } from 'zod';
import { id, plainText, TEXT_LIMIT } from '../routes/schemas.ts';
import { withSource } from './source.ts';

const CAPTION_LIMIT = 1024;
const FILE_NAME_LIMIT = 240;
const PLACE_LIMIT = 1_000;

export const text = z.strictObject({ body: plainText(TEXT_LIMIT), preview_url: z.boolean().optional().meta({ description: 'Show a preview of the first address in the text.' }) });

const caption = plainText(CAPTION_LIMIT).optional();
export const image = withSource({ caption });
export const video = withSource({ caption });
export const audio = withSource({ voice: z.boolean().optional().meta({ description: 'Show as a voice note.' }) });
export const document = withSource({ caption, filename: plainText(FILE_NAME_LIMIT).optional() });
export const sticker = withSource({});

export const location = z.strictObject({
  latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180), name: plainText(PLACE_LIMIT).optional(), address: plainText(PLACE_LIMIT).optional(),
});

const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');
export const reaction = z.strictObject({
  messageId: id.meta({ description: 'The message reacted to.' }),
  emoji: z.string().refine(emoji => emoji === '' || EMOJI.test(emoji), 'must be one emoji, or empty to take the reaction back'),
});
