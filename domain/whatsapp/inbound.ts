/** The items of a webhook body, after parsing and before storing. Shapes: Cloud API webhook reference. */

/** Every inbound message type this version knows; others are stored as `unsupported` with the item as it came. */
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

/** What became of an earlier message, or of the contact. */
export const HAPPENINGS = ['reaction', 'edit', 'revoke', 'system'] as const satisfies readonly InboundKind[];

/**
 * Whether an item says what became of an earlier message, or of the contact: it is noted there, and is no message that
 * opens, requeues or is answered.
 */
export const isHappening = (kind: string): boolean => (HAPPENINGS as readonly string[]).includes(kind);

export interface Sender {
  /** Business-scoped user id; the contact's key when present. */
  readonly userId: string | null;
  /**
   * As the user id, of the portfolios that a business has joined; only where it has joined them. Items that were kept
   * before this was read do not have it.
   */
  readonly parentUserId?: string | null;
  readonly waId: string | null;
  readonly profileName: string | null;
  readonly username: string | null;
}

export interface InboundMessage {
  readonly item: 'message';
  readonly phoneNumberId: string;
  readonly wamid: string;
  readonly sender: Sender;
  /**
   * When WhatsApp says it was sent, epoch milliseconds; 0 where it says nothing that can be read. Not every time can
   * be: see `plausibleTime`.
   */
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

/** What a notice that is no message calls one person: at least two names. */
export interface NamesItem {
  readonly item: 'names';
  readonly phoneNumberId: string;
  readonly sender: Sender;
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

export type WebhookItem = InboundMessage | InboundStatus | NamesItem | WebhookUpdateItem | MalformedItem;
