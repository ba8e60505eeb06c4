import { receiveMessage } from '../../domain/conversation/decide.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { WINDOW_MS, lastInboundAt } from '../../domain/conversation/settings.ts';
import { INITIAL_STATE, isOpen } from '../../domain/conversation/state.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { previewOf } from '../../domain/whatsapp/inbound.ts';
import { plausibleTime } from '../../domain/whatsapp/times.ts';
import type { TenantUnit } from '../database.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import type { Change, Summary } from '../conversation/write.ts';
import { writeChanges } from '../conversation/write.ts';
import { json, statement, text, texts, time, uuid, uuids } from '../db/statement.ts';
import { newId } from '../ids.ts';
import { expectMedia } from '../media/media.ts';
import type { VersionedPolicy } from '../routing/policy.ts';
import { routingPolicy } from '../routing/policy.ts';
import type { TenantSettings } from '../settings.ts';
import { tenantSettings } from '../settings.ts';
import { answerArrivals } from './arrivals.ts';
import type { Entrance } from './begin.ts';
import { begin, entranceOf } from './begin.ts';
import type { Outcome } from './outcome.ts';
import { wamidHash } from './wamid-hash.ts';
import type { KnownContact } from './contacts.ts';
import { resolveContacts, updateProfiles } from './contacts.ts';
import { changeNumber, numberChangeOf } from './number-change.ts';
import type { ThreadRow } from './threads.ts';
import { lockCurrentConversations, lockThreads } from './threads.ts';
import { UnstorableItemError } from './unstorable.ts';

interface Placed {
  readonly message: InboundMessage;
  readonly messageId: string;
  readonly numberId: string;
  readonly contact: KnownContact;
  readonly hash: Buffer;
  /** When it was written, as far as that can be. */
  readonly sentAt: number;
  thread: ThreadRow | null;
  conversationId: string;
}

/**
 * Stores a tenant's inbound messages in the running transaction: identities → threads → conversations are locked in
 * that order; a message joins the open conversation, reopens the newest closed one within the reopen time, or begins one.
 * @returns what became of each, in order. @throws UnstorableItemError
 */
export async function storeMessages(unit: TenantUnit, messages: readonly InboundMessage[], receivedAt: number): Promise<Outcome[]> {
  const settings = await tenantSettings(unit);
  const placed = await place(unit, messages, receivedAt);
  const fresh = await takeKeys(unit, placed, receivedAt);
  const newOnes = placed.filter(item => fresh.has(item));
  if (newOnes.length > 0) {
    const threads = [...new Map(newOnes.map(item => [item.thread?.id ?? '', item.thread])).values()].filter(thread => thread !== null);
    const current = await lockCurrentConversations(unit, threads.map(thread => thread.id));
    const changes: Change[] = [];
    const turnedAway: { conversationId: string; text: string | null }[] = [];
    const entering = new Map<string, number>();
    let policy: VersionedPolicy | null = null;
    for (const thread of threads) {
      const row = current.get(thread.id) ?? null;
      const items = newOnes.filter(item => item.thread === thread);
      const begins = row === null || !isOpen(row.phase);
      if (begins) policy ??= await routingPolicy(unit);
      const entrance = begins && policy !== null ? await entranceOf(unit, policy, row, items, settings, entering, receivedAt) : null;
      const change = receiveOnThread(thread, row, items, entrance, settings, receivedAt);
      changes.push(change);
      if (entrance?.full != null) turnedAway.push({ conversationId: change.conversationId, text: entrance.full.text });
    }
    changes.sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
    await writeChanges(unit, changes);
    await insertMessages(unit, newOnes, receivedAt);
    await answerArrivals(unit, changes, turnedAway, settings, receivedAt);
    for (const { message, contact } of newOnes) {
      const changed = numberChangeOf(message);
      if (changed !== null) await changeNumber(unit, contact.contact_id, changed, receivedAt);
    }
    // Only what is new says how a contact calls itself now: a message that comes again may be older than the last name.
    await updateProfiles(unit, newOnes.map(({ message, contact }) => ({ sender: message.sender, contact })));
  }
  return placed.map(item => (fresh.has(item) ? 'stored' : 'duplicate'));
}

const NUMBERS = statement('numbers_by_phone', { takes: { phoneNumberIds: texts }, gives: { id: uuid, phone_number_id: text }, sql: 'SELECT id, phone_number_id FROM business_number WHERE tenant_id = (SELECT current_tenant()) AND phone_number_id = ANY($phoneNumberIds)' });

async function place(unit: TenantUnit, messages: readonly InboundMessage[], receivedAt: number): Promise<Placed[]> {
  const [numbers, contacts] = await Promise.all([
    unit.run(NUMBERS, { phoneNumberIds: [...new Set(messages.map(message => message.phoneNumberId))] }), resolveContacts(unit, messages.map(message => message.sender), receivedAt),
  ]);
  const numberIds = new Map(numbers.map(number => [number.phone_number_id, number.id]));
  const items = messages.map((message, index) => {
    const numberId = numberIds.get(message.phoneNumberId);
    const contact = contacts[index];
    if (numberId === undefined || contact === undefined) throw new UnstorableItemError('unknown_number');
    return { message, messageId: newId(), numberId, contact, hash: wamidHash(message.wamid), sentAt: plausibleTime(message.sentAt, receivedAt), thread: null as ThreadRow | null, conversationId: '' };
  });
  const keys = [...new Map(items.map(item => [`${item.numberId}${item.contact.contact_id}`, { numberId: item.numberId, contactId: item.contact.contact_id }])).values()];
  const threads = await lockThreads(unit, keys, receivedAt);
  for (const item of items) item.thread = threads.find(thread => thread.number_id === item.numberId && thread.contact_id === item.contact.contact_id) ?? null;
  return items;
}

const TAKE_KEYS = statement('inbound_take_keys', {
  takes: { numbers: uuids, hashes: texts, messages: uuids, at: time }, gives: { message_id: uuid },
  sql: `INSERT INTO inbound_key (tenant_id, number_id, wamid_hash, message_id, created_at)
    SELECT current_tenant(), n.number_id, decode(n.hash, 'hex'), n.message_id, $at FROM unnest($numbers, $hashes, $messages) WITH ORDINALITY AS n(number_id, hash, message_id, place)
    ORDER BY n.number_id, n.hash, n.place ON CONFLICT DO NOTHING RETURNING message_id`,
});

/** Takes the unique key of each message; whoever gets it stores the message: of two copies in one batch, the earlier. */
async function takeKeys(unit: TenantUnit, placed: readonly Placed[], at: number): Promise<Set<Placed>> {
  const taken = await unit.run(TAKE_KEYS, { numbers: placed.map(item => item.numberId), hashes: placed.map(item => item.hash.toString('hex')), messages: placed.map(item => item.messageId), at: new Date(at) });
  const ids = new Set(taken.map(row => row.message_id));
  return new Set(placed.filter(item => ids.has(item.messageId)));
}

function receiveOnThread(thread: ThreadRow, row: ConversationRow | null, items: Placed[], entrance: Entrance | null, settings: TenantSettings, receivedAt: number): Change {
  const { events: received, windowExpiresAt } = receive(items, row?.window_expires_at?.getTime() ?? null, settings, receivedAt);
  const begun = begin(row, entrance, settings, receivedAt, windowExpiresAt);
  const conversationId = begun.reuse?.id ?? newId();
  for (const item of items) item.conversationId = conversationId;
  const last = items.at(-1);
  const summary: Summary = last === undefined ? {} : {
    unread: (begun.reuse?.unread ?? 0) + items.length, lastMessageId: last.messageId, lastMessageAt: receivedAt,
    lastMessagePreview: previewOf(last.message.content), lastMessageKind: last.message.kind, lastMessageDirection: 'inbound',
  };
  return {
    conversationId, before: begun.reuse === null ? INITIAL_STATE : stateOf(begun.reuse), events: [...begun.events, ...received],
    actor: { kind: 'contact', id: thread.contact_id }, at: receivedAt, summary,
    ...(begun.reuse === null ? { born: { threadId: thread.id, numberId: thread.number_id, contactId: thread.contact_id } } : {}),
  };
}

/**
 * Puts a thread's messages into the order they were sent in and decides their events.
 * @param windowBefore end of the window of the thread's latest conversation: 24 hours after the contact was last heard.
 * @returns with them, the end of the window now.
 */
export function receive(items: Pick<Placed, 'message' | 'messageId' | 'sentAt'>[], windowBefore: number | null, settings: TenantSettings, receivedAt: number): { events: NewEvent[]; windowExpiresAt: number | null } {
  items.sort((a, b) => a.sentAt - b.sentAt || (a.message.wamid < b.message.wamid ? -1 : 1));
  let windowExpiresAt = windowBefore;
  const events = items.map(({ message, messageId, sentAt }) => {
    if (!message.opensWindow) return receiveMessage(messageId, null, receivedAt, settings);
    windowExpiresAt = lastInboundAt(windowExpiresAt === null ? null : windowExpiresAt - WINDOW_MS, sentAt, receivedAt) + WINDOW_MS;
    return receiveMessage(messageId, windowExpiresAt, receivedAt, settings);
  });
  return { events, windowExpiresAt };
}

/** The message as it came, where the columns do not hold all of it; of a time that cannot be, what WhatsApp said it was. */
export function rawOf({ message, sentAt }: Pick<Placed, 'message' | 'sentAt'>): unknown {
  return message.raw ?? (sentAt === message.sentAt ? null : { timestamp: String(message.sentAt / 1000) });
}

const INSERT = statement('inbound_insert_messages', {
  takes: { messages: json<readonly object[]>(), at: time }, gives: {},
  sql: `INSERT INTO message (id, tenant_id, conversation_id, number_id, direction, kind, content, raw, wamid, context_wamid, at, received_at)
    SELECT id, current_tenant(), conversation_id, number_id, 'inbound', kind, content, nullif(raw, 'null'), wamid, context_wamid, at, $at
    FROM jsonb_to_recordset($messages) AS m(id uuid, conversation_id uuid, number_id uuid, kind text, content jsonb, raw jsonb, wamid text, context_wamid text, at timestamptz)`,
});

async function insertMessages(unit: TenantUnit, items: readonly Placed[], receivedAt: number): Promise<void> {
  const { tx, tenantId } = unit;
  await unit.write(INSERT, {
    at: new Date(receivedAt), messages: items.map(item => ({
      id: item.messageId, conversation_id: item.conversationId, number_id: item.numberId, kind: item.message.kind, content: item.message.content, raw: rawOf(item), wamid: item.message.wamid,
      context_wamid: item.message.contextWamid, at: new Date(item.sentAt).toISOString(),
    })),
  });
  const targets = items.flatMap(({ message: { target }, messageId, numberId, sentAt }) => (target === null ? [] : [{ id: newId(), tenantId, messageId, numberId, targetWamid: target.wamid, kind: target.kind, at: new Date(sentAt) }]));
  if (targets.length > 0) await tx.messageEvent.createMany({ data: targets });
  await expectMedia(unit, items, receivedAt);
}
