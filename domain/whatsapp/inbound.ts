/** The items of a webhook body, after parsing and before storing. Shapes: Cloud API webhook reference. */
import { cut } from '../text.ts';

/** Every inbound message type this version knows; others are stored as `unsupported` with the item as it came. */
export const INBOUND_KINDS = [
  'text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'interactive', 'button',
  'reaction', 'order', 'system', 'edit', 'revoke', 'request_welcome', 'unsupported',
] as const;
export type InboundKind = (typeof INBOUND_KINDS)[number];

export interface Sender {
  /** Business-scoped user id; the contact's key when present. */
  readonly userId: string | null;
  readonly waId: string | null;
  readonly profileName: string | null;
  readonly username: string | null;
}

export interface InboundMessage {
  readonly item: 'message';
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly sender: Sender;
  /** When WhatsApp says it was sent, epoch milliseconds; 0 where it says nothing that can be read. Not every time can be: see `plausibleTime`. */
  readonly sentAt: number;
  readonly kind: InboundKind;
  /** The typed body under its kind's name, with WhatsApp's field names. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly contextWamid: string | null;
  /** The earlier message this one is about. */
  readonly target: { readonly kind: 'reaction' | 'edit' | 'revoke'; readonly wamid: string } | null;
  /** False for notices by WhatsApp and for group messages: they open no customer-service window. */
  readonly opensWindow: boolean;
  /** The message as it came, where it holds more than the fields above. */
  readonly raw: unknown;
}

export interface InboundStatus {
  readonly item: 'status';
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly status: string;
  /** Recipient, or the participant in a group. */
  readonly recipient: string;
  /** Our attempt, when WhatsApp returns the id we sent as `biz_opaque_callback_data`. */
  readonly attemptId: string | null;
  /** As `sentAt`. */
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly raw: unknown;
}

/** Anything else: errors of the account, templates, preferences, quality … */
export interface WebhookUpdateItem {
  readonly item: 'update';
  readonly wabaId: string;
  readonly phoneNumberId: string | null;
  readonly field: string;
  readonly value: unknown;
  readonly raw: unknown;
}

/** An item that cannot be understood; it is quarantined, never lost. */
export interface MalformedItem {
  readonly item: 'malformed';
  readonly phoneNumberId: string | null;
  readonly reason: string;
  readonly raw: unknown;
}

export type WebhookItem = InboundMessage | InboundStatus | WebhookUpdateItem | MalformedItem;

const PREVIEW_LENGTH = 120;

/** What a message says in words: its text, caption or title; null where it has none. */
export function textOf(content: Readonly<Record<string, unknown>> | null): string | null {
  if (content === null) return null;
  const body = content['body'];
  const text = [typeof body === 'object' && body !== null ? (body as { text?: unknown }).text : body, content['caption'], content['text'], content['title'], content['emoji'], content['filename'], content['name'], content['address']].find(value => typeof value === 'string' && value !== '');
  return typeof text === 'string' ? text : null;
}

/** One line that lists show for a message; its text where it has one, else null (lists then name the kind). */
export function previewOf(content: Readonly<Record<string, unknown>> | null): string | null {
  const text = textOf(content);
  if (text === null) return null;
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > PREVIEW_LENGTH ? `${cut(line, PREVIEW_LENGTH - 1)}…` : line;
}
