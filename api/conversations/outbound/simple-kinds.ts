/** Kinds of messages with flat content. Source of the limits: Cloud API reference, "Messages" and "Media". */
import { z } from 'zod';
import { anyText, id, real, text as visible } from '../../http/input.ts';
import { TEXT_LIMIT } from '../../http/schemas.ts';
import { withSource } from './source.ts';

const CAPTION_LIMIT = 1024;
const FILE_NAME_LIMIT = 240;
const PLACE_LIMIT = 1_000;

export const text = z.strictObject({
  body: visible(TEXT_LIMIT),
  preview_url: z.boolean().optional().meta({ description: 'Show a preview of the first address in the text.' }),
});

const caption = visible(CAPTION_LIMIT).optional();
export const image = withSource({ caption });
export const video = withSource({ caption });
export const audio = withSource({ voice: z.boolean().optional().meta({ description: 'Show as a voice note.' }) });
export const document = withSource({ caption, filename: visible(FILE_NAME_LIMIT).optional() });
export const sticker = withSource({});

export const location = z.strictObject({
  latitude: real(-90, 90),
  longitude: real(-180, 180),
  name: visible(PLACE_LIMIT).optional(),
  address: visible(PLACE_LIMIT).optional(),
});

const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');
export const reaction = z.strictObject({
  messageId: id.meta({ description: 'The message reacted to.' }),
  emoji: anyText(50).refine(
    emoji => emoji === '' || EMOJI.test(emoji),
    'must be one emoji, or empty to take the reaction back',
  ),
});
