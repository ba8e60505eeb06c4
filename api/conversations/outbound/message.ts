/**
 * The messages that may be sent, one schema per kind, with WhatsApp's limits. Outside the customer-service window only
 * templates can be sent.
 */
import { z } from 'zod';
import type { MediaKind } from '../../../domain/whatsapp/media.ts';
import { id } from '../../http/schemas.ts';
import { contacts } from './contact-cards.ts';
import { interactive } from './interactive.ts';
import { audio, document, image, location, reaction, sticker, text, video } from './simple-kinds.ts';
import type { NamedUpload } from './template.ts';
import { template, templateUploads } from './template.ts';

const context = z.strictObject({ messageId: id }).optional().meta({ description: 'The message this one answers.' });

/** The content is the member named after the type, as in WhatsApp's own API. */
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

/** The uploads a message refers to, with the kind as which each is sent and the field's path. */
export function uploadsOf(message: OutboundMessage): readonly NamedUpload[] {
  const of = (kind: MediaKind, uploadId: string | undefined): NamedUpload[] =>
    uploadId === undefined ? [] : [{ uploadId, kind, field: `${kind}.uploadId` }];
  switch (message.type) {
    case 'image':
      return of('image', message.image.uploadId);
    case 'video':
      return of('video', message.video.uploadId);
    case 'audio':
      return of('audio', message.audio.uploadId);
    case 'document':
      return of('document', message.document.uploadId);
    case 'sticker':
      return of('sticker', message.sticker.uploadId);
    case 'template':
      return templateUploads(message.template);
    default:
      return [];
  }
}

function withoutUpload({
  uploadId: _,
  ...content
}: {
  readonly uploadId?: string | undefined;
}): Record<string, unknown> {
  return content;
}

/**
 * The content of a message as it is stored, without ids of uploads. Contact cards, an array, are wrapped in an object
 * (`contacts`), as in inbound messages.
 */
export function contentOf(message: Exclude<OutboundMessage, { type: 'reaction' }>): Record<string, unknown> {
  switch (message.type) {
    case 'text':
      return message.text;
    case 'image':
      return withoutUpload(message.image);
    case 'video':
      return withoutUpload(message.video);
    case 'audio':
      return withoutUpload(message.audio);
    case 'document':
      return withoutUpload(message.document);
    case 'sticker':
      return withoutUpload(message.sticker);
    case 'location':
      return message.location;
    case 'contacts':
      return { contacts: message.contacts };
    case 'interactive':
      return message.interactive;
    case 'template':
      return message.template;
  }
}
