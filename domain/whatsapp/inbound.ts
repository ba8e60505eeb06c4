/** The items of a webhook body, after parsing and before storing. Shapes: Cloud API webhook reference. */

/** The inbound message types this version knows; others are stored as `unsupported`, with the original item. */
export const INBOUND_KINDS = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'button',
  'reaction',
  'order',
  'system',
  'edit',
  'revoke',
  'request_welcome',
  'unsupported',
] as const;
export type InboundKind = (typeof INBOUND_KINDS)[number];

/** Types of messages that report a change of an earlier message, or of the contact. */
export const HAPPENINGS = ['reaction', 'edit', 'revoke', 'system'] as const satisfies readonly InboundKind[];

/**
 * Whether an item is a happening: a change of an earlier message, or of the contact. It is noted (`message_noted`), and
 * no conversation is opened, requeued or answered because of it.
 */
export const isHappening = (kind: string): boolean => (HAPPENINGS as readonly string[]).includes(kind);

export interface Sender {
  /** Business-scoped user id (BSUID); identifies the contact if present. */
  readonly userId: string | null;
  /**
   * The user id within linked business portfolios; present only if the business has linked them. Missing in items
   * stored before this field was read.
   */
  readonly parentUserId?: string | null;
  readonly waId: string | null;
  readonly profileName: string | null;
  readonly username: string | null;
}

/** A message from a contact, or a notice by WhatsApp in the form of one. */
export interface InboundMessage {
  readonly item: 'message';
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly sender: Sender;
  /**
   * When it was sent according to WhatsApp, epoch milliseconds; 0 if missing or unreadable. It may be implausible: see
   * `plausibleTime`.
   */
  readonly sentAt: number;
  readonly kind: InboundKind;
  /** WhatsApp's object under the kind's name, with WhatsApp's field names. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly contextWamid: string | null;
  /** The earlier message that this one reacts to, edits or deletes. */
  readonly target: { readonly kind: 'reaction' | 'edit' | 'revoke'; readonly wamid: string } | null;
  /** False for notices by WhatsApp and for group messages: they open no customer-service window. */
  readonly opensWindow: boolean;
  /** The original message, if it holds more than the fields above. */
  readonly raw: unknown;
}

/** A delivery status of a message that we sent. */
export interface InboundStatus {
  readonly item: 'status';
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly status: string;
  /** Recipient, or the participant in a group. */
  readonly recipient: string;
  /** Our attempt, when WhatsApp returns the id we sent as `biz_opaque_callback_data`. */
  readonly attemptId: string | null;
  /** When the status occurred; as `sentAt` of a message. */
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly raw: unknown;
}

/** At least two identities of one person, from a notice that is not a message. */
export interface NamesItem {
  readonly item: 'names';
  readonly phoneNumberId: string;
  readonly sender: Sender;
  readonly raw: unknown;
}

/** Any other change: errors of the account, templates, preferences, quality … */
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

export type WebhookItem = InboundMessage | InboundStatus | NamesItem | WebhookUpdateItem | MalformedItem;
