/** What may be sent, inside the customer-service window and (templates) outside it: one schema per kind, with WhatsApp's limits. */
import { z } from 'zod';
import { id } from '../routes/schemas.ts';
import { contacts } from './contact-cards.ts';
import { interactive } from './interactive.ts';
import { audio, document, image, location, reaction, sticker, text, video } from './simple-kinds.ts';
import { template } from './template.ts';

const context = z.strictObject({ messageId: id }).optional().meta({ description: 'The message this one answers.' });

/** The content stands under the name of its type, as in WhatsApp's own API. */
export const outboundMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text').default('text'), text, context }),
  z.strictObject({ type: z.literal('image'), image, context }),
  z.strictObject({ type: z.literal('video'), video, context }),
  z.strictObject({ type: z.literal('audio'), audio, context }),
  z.strictObject({ type: z.literal('document'), document, context }),
  z.strictObject({ type: z.literal('sticker'), sticker, context }),
  z.strictObject({ type: z.literal('location'), location, context }),
  z.strictObject({ type: z.literal('contacts'), contacts, context }),
  z.strictObject({ type: z.literal('interactive'), interactive, context }),
  z.strictObject({ type: z.literal('reaction'), reaction }),
  z.strictObject({ type: z.literal('template'), template, context }),
]);
export type OutboundMessage = z.infer<typeof outboundMessage>;

/** The content of a message as it is stored; an array (contact cards) stands under its kind's name, as it does when it comes in. */
export function contentOf(message: Exclude<OutboundMessage, { type: 'reaction' }>): Record<string, unknown> {
  switch (message.type) {
    case 'text': return message.text;
    case 'image': return message.image;
    case 'video': return message.video;
    case 'audio': return message.audio;
    case 'document': return message.document;
    case 'sticker': return message.sticker;
    case 'location': return message.location;
    case 'contacts': return { contacts: message.contacts };
    case 'interactive': return message.interactive;
    case 'template': return message.template;
  }
}
