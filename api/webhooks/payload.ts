/**
 * From a webhook body to items. Every entry, change, message, status and error becomes one item; what cannot be
 * understood becomes a `malformed` item, so nothing is lost and nothing holds up its neighbours. Unknown fields are kept
 * in `raw`. Shapes: Cloud API webhook reference.
 */
import { z } from 'zod';
import type { InboundKind, InboundMessage, InboundStatus, MalformedItem, Sender, WebhookItem } from '../../domain/whatsapp/inbound.ts';
import { INBOUND_KINDS } from '../../domain/whatsapp/inbound.ts';

const seconds = z.union([z.string().regex(/^\d{1,12}$/), z.number().int().nonnegative()]).transform(Number);
const loose = z.record(z.string(), z.unknown());

const contactSchema = z.looseObject({
  profile: z.looseObject({ name: z.string().optional(), username: z.string().optional() }).optional(),
  wa_id: z.string().optional(), user_id: z.string().optional(),
});
const contactsSchema = z.array(contactSchema).catch([]);
type WebhookContact = z.infer<typeof contactSchema>;

const messageSchema = z.looseObject({
  id: z.string().min(1), timestamp: seconds, type: z.string().default('unsupported'),
  from: z.string().min(1).optional(), from_user_id: z.string().min(1).optional(), group_id: z.string().optional(),
  context: z.looseObject({ id: z.string().optional() }).optional(),
});
type WebhookMessage = z.infer<typeof messageSchema>;

const statusSchema = z.looseObject({
  id: z.string().min(1), status: z.string().min(1), timestamp: seconds, recipient_id: z.string().optional(), recipient_participant_id: z.string().optional(),
  biz_opaque_callback_data: z.string().optional(),
});

const media = z.looseObject({ id: z.string(), mime_type: z.string().optional(), sha256: z.string().optional(), caption: z.string().optional() });
const original = z.looseObject({ original_message_id: z.string() });

/** What each kind must hold to be taken as that kind; `content` is the parsed body, unknown fields included. */
const BODIES: { readonly [K in Exclude<InboundKind, 'unsupported' | 'request_welcome'>]: z.ZodType<Record<string, unknown>> } = {
  text: z.looseObject({ body: z.string() }),
  image: media, video: media, audio: media, document: media, sticker: media,
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }),
  contacts: z.looseObject({ contacts: z.array(z.looseObject({})) }),
  interactive: z.looseObject({ type: z.string() }),
  button: z.looseObject({ text: z.string().optional(), payload: z.string().optional() }),
  reaction: z.looseObject({ message_id: z.string(), emoji: z.string().optional() }),
  order: z.looseObject({ product_items: z.array(z.looseObject({})) }),
  system: z.looseObject({ type: z.string().optional(), body: z.string().optional() }),
  edit: original, revoke: original,
};

const bodySchema = z.looseObject({
  entry: z.array(z.looseObject({ id: z.coerce.string(), time: z.unknown().optional(), changes: z.array(z.looseObject({ field: z.string(), value: loose })).default([]) })),
});

/** The items of a body, or null when it is no webhook body at all. */
export function itemsOf(body: unknown): WebhookItem[] | null {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return null;
  return parsed.data.entry.flatMap(entry => entry.changes.flatMap(change => itemsOfChange({ wabaId: entry.id, time: entry.time }, change.field, change.value)));
}

/** `time`: a redelivered update has the same; the same thing happening again has another. */
function itemsOfChange({ wabaId, time }: { readonly wabaId: string; readonly time: unknown }, field: string, value: Record<string, unknown>): WebhookItem[] {
  const metadata = value['metadata'] as { phone_number_id?: unknown } | undefined;
  const phoneNumberId = typeof metadata?.phone_number_id === 'string' && metadata.phone_number_id !== '' ? metadata.phone_number_id : null;
  if (field !== 'messages') return [{ item: 'update', wabaId, phoneNumberId, field, value, raw: { wabaId, time, field, value } }];
  const contacts = contactsSchema.parse(value['contacts'] ?? []);
  const list = (name: string): unknown[] => (Array.isArray(value[name]) ? (value[name] as unknown[]) : []);
  const messages = list('messages');
  const senders = new Set(messages.map(message => (message as { from?: unknown } | null)?.from));
  const items: WebhookItem[] = [
    ...messages.map(raw => messageItem(raw, phoneNumberId, contacts, senders.size === 1)),
    ...list('statuses').map(raw => statusItem(raw, phoneNumberId)),
    ...list('errors').map((raw): WebhookItem => ({ item: 'update', wabaId, phoneNumberId, field: 'messages.errors', value: raw, raw: { wabaId, time, field: 'errors', raw } })),
  ];
  return items.length > 0 ? items : [{ item: 'update', wabaId, phoneNumberId, field, value, raw: { wabaId, time, field, value } }];
}

const malformed = (reason: string, phoneNumberId: string | null, raw: unknown): MalformedItem => ({ item: 'malformed', reason, phoneNumberId, raw });

function messageItem(raw: unknown, phoneNumberId: string | null, contacts: readonly WebhookContact[], oneSender: boolean): InboundMessage | MalformedItem {
  const parsed = messageSchema.safeParse(raw);
  if (!parsed.success) return malformed(`message_${String(parsed.error.issues[0]?.path[0] ?? 'shape')}`, phoneNumberId, raw);
  if (phoneNumberId === null) return malformed('message_without_number', null, raw);
  const message = parsed.data;
  const sender = senderOf(message, contacts, oneSender);
  if (sender.userId === null && sender.waId === null) return malformed('message_without_sender', phoneNumberId, raw);
  const { kind, content } = contentOf(message);
  const about = kind === 'reaction' ? content['message_id'] : kind === 'edit' || kind === 'revoke' ? content['original_message_id'] : undefined;
  return {
    item: 'message', phoneNumberId, wamid: message.id, sender, sentAt: message.timestamp * 1000, kind, content,
    contextWamid: message.context?.id ?? null,
    target: typeof about === 'string' ? { kind: kind as 'reaction' | 'edit' | 'revoke', wamid: about } : null,
    opensWindow: kind !== 'system' && message.group_id === undefined,
    raw: isWholeIn(message, kind) ? null : raw,
  };
}

const TYPED: ReadonlySet<string> = new Set(['id', 'timestamp', 'type', 'from', 'from_user_id', 'group_id', 'referral']);

/** Whether the typed fields hold everything of the message, so that it need not be kept as it came. */
function isWholeIn(message: WebhookMessage, kind: InboundKind): boolean {
  return kind !== 'unsupported' && Object.keys(message).every(key => TYPED.has(key) || key === kind || (key === 'context' && Object.keys(message.context ?? {}).every(part => part === 'id' || part === 'from')));
}

/**
 * The sender's names. The contact that the body lists for it is found by id; a body with one contact and one sender
 * means the same person even where WhatsApp writes the number differently.
 */
function senderOf(message: WebhookMessage, contacts: readonly WebhookContact[], oneSender: boolean): Sender {
  const contact = contacts.find(candidate => (message.from_user_id !== undefined && candidate.user_id === message.from_user_id) || (message.from !== undefined && candidate.wa_id === message.from))
    ?? (contacts.length === 1 && oneSender ? contacts[0] : undefined);
  const isUserId = (text: string | undefined): boolean => text !== undefined && /^[A-Z]{2}\.[A-Za-z0-9.]+$/.test(text);
  const phone = isUserId(message.from) ? undefined : message.from;
  return {
    userId: message.from_user_id ?? contact?.user_id ?? (isUserId(message.from) ? (message.from ?? null) : null),
    waId: phone ?? contact?.wa_id ?? null, profileName: contact?.profile?.name ?? null, username: contact?.profile?.username ?? null,
  };
}

/** A known kind that lacks what it must hold is kept as unsupported, with the reason. */
function contentOf(message: WebhookMessage): { kind: InboundKind; content: Record<string, unknown> } {
  const { type } = message;
  const extra = message.group_id === undefined ? {} : { group_id: message.group_id };
  if (type === 'request_welcome') return { kind: type, content: extra };
  if (type === 'unsupported' || !(INBOUND_KINDS as readonly string[]).includes(type)) {
    return { kind: 'unsupported', content: { type, ...extra, ...pick(message, ['errors', 'unsupported']) } };
  }
  const kind = type as keyof typeof BODIES;
  const body = kind === 'contacts' ? { contacts: message[kind] } : message[kind];
  const parsed = BODIES[kind].safeParse(body);
  if (!parsed.success) return { kind: 'unsupported', content: { type, reason: 'malformed', ...pick(message, ['errors']) } };
  return { kind, content: { ...parsed.data, ...extra, ...pick(message, ['referral']) } };
}

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter(key => from[key] !== undefined).map(key => [key, from[key]]));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function statusItem(raw: unknown, phoneNumberId: string | null): InboundStatus | MalformedItem {
  const parsed = statusSchema.safeParse(raw);
  if (!parsed.success) return malformed(`status_${String(parsed.error.issues[0]?.path[0] ?? 'shape')}`, phoneNumberId, raw);
  if (phoneNumberId === null) return malformed('status_without_number', null, raw);
  const status = parsed.data;
  const opaque = status.biz_opaque_callback_data;
  return {
    item: 'status', phoneNumberId, wamid: status.id, status: status.status, recipient: status.recipient_participant_id ?? status.recipient_id ?? '',
    attemptId: opaque !== undefined && UUID.test(opaque) ? opaque.toLowerCase() : null, at: status.timestamp * 1000,
    detail: pick(status, ['errors', 'pricing', 'conversation', 'recipient_type']), raw,
  };
}

/**
 * A body's JSON. PostgreSQL stores no U+0000 in text or jsonb, so such characters are dropped, from names as well; in JSON
 * they can only stand escaped. @throws SyntaxError
 */
export function parseBody(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  return text.includes('\\u0000') ? JSON.parse(text, (_, part: unknown) => withoutNul(part)) : JSON.parse(text);
}

function withoutNul(part: unknown): unknown {
  if (typeof part === 'string') return part.replaceAll('\u0000', '');
  if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name.replaceAll('\u0000', ''), value]));
}
