import { noteMessage, receiveMessage } from '../../domain/conversation/decide.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { WINDOW_MS, lastInboundAt } from '../../domain/conversation/settings.ts';
import { INITIAL_STATE, isOpen } from '../../domain/conversation/state.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { placeInThread, plausibleTime } from '../../domain/whatsapp/times.ts';
import { previewOf } from '../../domain/whatsapp/words.ts';
import type { TenantUnit } from '../db/database.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import type { Change, Summary } from '../conversation/write.ts';
import { writeChanges } from '../conversation/write.ts';
import { json, statement, texts, time, uuid, uuids } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import { expectMedia } from '../media/media.ts';
import type { VersionedPolicy } from '../acd/routing/policy.ts';
import { routingPolicy } from '../acd/routing/policy.ts';
import type { TenantSettings } from '../tenant/settings.ts';
import { tenantSettings } from '../tenant/settings.ts';
import { answerArrivals } from './arrivals.ts';
import type { IntakeDecision } from './open-or-reopen.ts';
import { openOrReopen, entranceOf } from './open-or-reopen.ts';
import type { Outcome } from './outcome.ts';
import { wamidHash } from './wamid-hash.ts';
import type { KnownContact } from './contacts.ts';
import type { Told } from './contacts.ts';
import { resolveContacts, updateProfiles } from './contacts.ts';
import type { Target } from './happenings.ts';
import { ofStrangers, revisedBy } from './happenings.ts';
import { changeIdentities, identityChangesOf } from './number-change.ts';
import type { ThreadRow } from '../conversation/threads.ts';
import { lockCurrentConversations, lockThreads } from '../conversation/threads.ts';
import type { Rated } from './survey-replies.ts';
import { isNoted, ratedElsewhere, ratedInThread, readRated, surveyEvents, thankForRatings } from './survey-replies.ts';
import { UnstorableItemError } from './unstorable.ts';
import { wabasOf } from './numbers-of.ts';
import { tellPassedOn } from './who-is-who.ts';

interface Placed {
  readonly message: InboundMessage;
  readonly messageId: string;
  readonly numberId: string;
  readonly wabaId: string;
  readonly contact: KnownContact;
  readonly hash: Buffer;
  /** When it was sent, epoch milliseconds, corrected if implausible (`plausibleTime`). */
  readonly sentAt: number;
  thread: ThreadRow | null;
  conversationId: string;
}

/**
 * Stores a tenant's inbound messages in the running transaction. Locks are taken in the order identities → threads →
 * conversations. A message joins the open conversation, reopens the one closed last if that was within the reopen time,
 * or begins a new one. A happening (see the glossary) is noted in the thread's open or latest conversation.
 * @param receivedAt epoch milliseconds.
 * @returns the outcome of each, in order; `unmatched` is a happening without a contact or conversation to note it in.
 * @throws UnstorableItemError for an unknown number, or when no queue can take a new conversation.
 */
export async function storeMessages(
  unit: TenantUnit,
  messages: readonly InboundMessage[],
  receivedAt: number,
): Promise<Outcome[]> {
  const [settings, strangers] = [await tenantSettings(unit), await ofStrangers(unit, messages)];
  const { placed, passedOn } = await place(
    unit,
    messages.filter(message => !strangers.has(message)),
    receivedAt,
  );
  const fresh = await takeKeys(unit, placed, receivedAt);
  const keyed = placed.filter(item => fresh.has(item));
  const stored = keyed.length === 0 ? new Set<Placed>() : await storeNew(unit, keyed, settings, receivedAt);
  for (const contactId of passedOn) await tellPassedOn(unit, contactId, receivedAt);
  const outcomes = new Map(
    placed.map(item => [
      item.message,
      !fresh.has(item) ? ('duplicate' as const) : stored.has(item) ? ('stored' as const) : ('unmatched' as const),
    ]),
  );
  return messages.map(message => outcomes.get(message) ?? 'unmatched');
}

/** @returns those that were stored: all but happenings in threads without a conversation to note them in. */
async function storeNew(
  unit: TenantUnit,
  keyed: readonly Placed[],
  settings: TenantSettings,
  receivedAt: number,
): Promise<ReadonlySet<Placed>> {
  const revised = await revisedBy(unit, keyed);
  const newOnes: Placed[] = [];
  const threads = [...new Map(keyed.map(item => [item.thread?.id ?? '', item.thread])).values()].filter(
    thread => thread !== null,
  );
  const current = await lockCurrentConversations(
    unit,
    threads.map(thread => thread.id),
  );
  const changes: Change[] = [];
  const turnedAway: { conversationId: string; text: string | null }[] = [];
  const entering = new Map<string, number>();
  let policy: VersionedPolicy | null = null;
  const rated = await readRated(unit, keyed, current);
  for (const thread of threads) {
    const all = keyed.filter(item => item.thread === thread);
    const row = current.get(thread.id) ?? ratedInThread(thread.id, all, rated);
    const said = all.filter(item => !isNoted(item, row));
    if (row === null && said.length === 0) continue;
    const begins = said.length > 0 && (row === null || !isOpen(row.phase));
    if (begins) policy ??= await routingPolicy(unit);
    const entrance =
      begins && policy !== null ? await entranceOf(unit, policy, row, said, settings, entering, receivedAt) : null;
    const change = receiveOnThread(thread, row, all, { entrance, revised, rated, settings }, receivedAt);
    newOnes.push(...all);
    changes.push(change);
    if (entrance?.full != null) turnedAway.push({ conversationId: change.conversationId, text: entrance.full.text });
  }
  changes.push(...ratedElsewhere(keyed, rated, new Set(changes.map(change => change.conversationId)), receivedAt));
  changes.sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
  await writeChanges(unit, changes);
  if (newOnes.length > 0) await insertMessages(unit, newOnes, receivedAt);
  await answerArrivals(unit, changes, turnedAway, settings, receivedAt);
  await thankForRatings(unit, changes, rated, receivedAt);
  // Also for notices that could not be noted in any conversation, since the contact is known.
  const became = new Map<string, string>();
  for (const { message, contact, wabaId, sentAt } of keyed) {
    const changes = identityChangesOf(message);
    const before = became.get(contact.contact_id) ?? contact.contact_id;
    if (changes.length > 0)
      became.set(contact.contact_id, await changeIdentities(unit, before, changes, { wabaId, sentAt }, receivedAt));
  }
  // Only new messages update the contact's name: one that is delivered again may be older than the name we have.
  await updateProfiles(
    unit,
    newOnes.map(({ message, contact }) => ({
      sender: message.sender,
      contact: { ...contact, contact_id: became.get(contact.contact_id) ?? contact.contact_id },
    })),
  );
  return new Set(newOnes);
}

async function place(
  unit: TenantUnit,
  messages: readonly InboundMessage[],
  receivedAt: number,
): Promise<{ readonly placed: Placed[]; readonly passedOn: readonly string[] }> {
  const numbers = await wabasOf(
    unit,
    messages.map(message => message.phoneNumberId),
  );
  const told = messages.map(({ sender, phoneNumberId, sentAt, wamid }): Told => {
    const number = numbers.get(phoneNumberId);
    const wasTold = async (): Promise<boolean> =>
      number !== undefined &&
      (await unit.tx.inboundKey.count({
        where: { tenantId: unit.tenantId, numberId: number.numberId, wamidHash: Uint8Array.from(wamidHash(wamid)) },
      })) > 0;
    return { sender, wabaId: number?.wabaId ?? null, written: { sentAt: plausibleTime(sentAt, receivedAt), wasTold } };
  });
  const { contacts, passedOn } = await resolveContacts(unit, told, receivedAt);
  const items = messages.map((message, index) => {
    const number = numbers.get(message.phoneNumberId);
    const contact = contacts[index];
    if (number === undefined || contact === undefined) throw new UnstorableItemError('unknown_number');
    return {
      message,
      messageId: newId(),
      ...number,
      contact,
      hash: wamidHash(message.wamid),
      sentAt: plausibleTime(message.sentAt, receivedAt),
      thread: null as ThreadRow | null,
      conversationId: '',
    };
  });
  const keys = [
    ...new Map(
      items.map(item => [
        `${item.numberId}${item.contact.contact_id}`,
        { numberId: item.numberId, contactId: item.contact.contact_id },
      ]),
    ).values(),
  ];
  const threads = await lockThreads(unit, keys, receivedAt);
  for (const item of items)
    item.thread =
      threads.find(thread => thread.number_id === item.numberId && thread.contact_id === item.contact.contact_id) ??
      null;
  return { placed: items, passedOn };
}

const TAKE_KEYS = statement('inbound_take_keys', {
  takes: { numbers: uuids, hashes: texts, messages: uuids, at: time },
  gives: { message_id: uuid },
  sql: `
    INSERT INTO inbound_key (tenant_id, number_id, wamid_hash, message_id, created_at)
    SELECT current_tenant(), n.number_id, decode(n.hash, 'hex'), n.message_id, $at
    FROM unnest($numbers, $hashes, $messages) WITH ORDINALITY AS n(number_id, hash, message_id, place)
    ORDER BY n.number_id, n.hash, n.place
    ON CONFLICT DO NOTHING
    RETURNING message_id`,
});

/**
 * Takes the unique key of each message. Whoever gets it stores the message; of two copies in a batch it is the first.
 */
async function takeKeys(unit: TenantUnit, placed: readonly Placed[], at: number): Promise<Set<Placed>> {
  const taken = await unit.run(TAKE_KEYS, {
    numbers: placed.map(item => item.numberId),
    hashes: placed.map(item => item.hash.toString('hex')),
    messages: placed.map(item => item.messageId),
    at: new Date(at),
  });
  const ids = new Set(taken.map(row => row.message_id));
  return new Set(placed.filter(item => ids.has(item.messageId)));
}

interface Receiving {
  /** How a new or reopened conversation is taken in; null when there is none. */
  readonly entrance: IntakeDecision | null;
  readonly revised: ReadonlyMap<Placed, Target>;
  readonly rated: Rated;
  readonly settings: TenantSettings;
}

function receiveOnThread(
  thread: ThreadRow,
  row: ConversationRow | null,
  items: Placed[],
  { entrance, revised, rated, settings }: Receiving,
  receivedAt: number,
): Change {
  const isOpenNow = entrance !== null || (row !== null && isOpen(row.phase));
  const revises = (item: Placed): boolean =>
    revised.get(item)?.isUnanswered === true && revised.get(item)?.conversationId === row?.id;
  const { events: received, windowExpiresAt } = receive(
    items,
    row?.window_expires_at?.getTime() ?? null,
    settings,
    receivedAt,
    { isOpen: isOpenNow, isNoted: item => isNoted(item, row), revises },
  );
  const begun = openOrReopen(row, entrance, settings, receivedAt, windowExpiresAt);
  const conversationId = begun.reuse?.id ?? newId();
  for (const item of items) item.conversationId = conversationId;
  const said = items.filter(item => !isNoted(item, row));
  const last = said.at(-1);
  // If the last message is edited or deleted in the same batch, lists show what it reads after that.
  const edit =
    last === undefined
      ? undefined
      : items.findLast(
          ({ message }) =>
            message.target !== null &&
            message.target.kind !== 'reaction' &&
            message.target.wamid === last.message.wamid,
        );
  const reads = (edit ?? last)?.message;
  const summary: Summary =
    last === undefined
      ? revisedSummary(row, items, revised)
      : {
          unread: (begun.reuse?.unread ?? 0) + said.length,
          lastMessageId: last.messageId,
          lastMessageAt: receivedAt,
          lastMessagePreview: reads === undefined ? null : previewOf(reads.kind, reads.content),
          lastMessageKind: last.message.kind,
          lastMessageDirection: 'inbound',
        };
  return {
    conversationId,
    before: begun.reuse === null ? INITIAL_STATE : stateOf(begun.reuse),
    events: [
      ...begun.events,
      ...received,
      ...(begun.reuse === null ? [] : surveyEvents(begun.reuse, items, rated, begun.events)),
    ],
    actor: { kind: 'contact', id: thread.contact_id },
    at: receivedAt,
    summary,
    ...(begun.reuse === null
      ? { born: { threadId: thread.id, numberId: thread.number_id, contactId: thread.contact_id } }
      : {}),
  };
}

/** Updates the preview if the conversation's last message was edited or deleted. */
function revisedSummary(
  row: ConversationRow | null,
  items: readonly Placed[],
  revised: ReadonlyMap<Placed, Target>,
): Summary {
  const last = items.findLast(item => revised.get(item)?.messageId === row?.last_message_id);
  return last === undefined ? {} : { lastMessagePreview: previewOf(last.message.kind, last.message.content) };
}

interface Noting<T> {
  readonly isOpen: boolean;
  readonly isNoted: (item: T) => boolean;
  /** Whether it edits or deletes a message that still waits for an answer. */
  readonly revises: (item: T) => boolean;
}

/**
 * Sorts a thread's messages, in place, by the time they were sent, and decides their events.
 * @param windowBefore when the window of the thread's latest conversation ends: 24 hours after the contact's last
 * message.
 * @param receivedAt epoch milliseconds.
 * @returns the events, and when the window ends now.
 */
export function receive<T extends Pick<Placed, 'message' | 'messageId' | 'sentAt'>>(
  items: T[],
  windowBefore: number | null,
  settings: TenantSettings,
  receivedAt: number,
  noting: Noting<T> = NOTHING_NOTED,
): { events: NewEvent[]; windowExpiresAt: number | null } {
  // Messages of the same second keep their order: WhatsApp lists them in the right one, and ids say nothing about it.
  items.sort((a, b) => a.sentAt - b.sentAt);
  let windowExpiresAt = windowBefore;
  const events = items.map(item => {
    const { message, messageId, sentAt } = item;
    if (message.opensWindow)
      windowExpiresAt =
        lastInboundAt(windowExpiresAt === null ? null : windowExpiresAt - WINDOW_MS, sentAt, receivedAt) + WINDOW_MS;
    const window = message.opensWindow ? windowExpiresAt : null;
    return noting.isNoted(item)
      ? noteMessage({ messageId, revises: noting.revises(item), isOpen: noting.isOpen }, window, receivedAt, settings)
      : receiveMessage(messageId, window, receivedAt, settings);
  });
  return { events, windowExpiresAt };
}

/** The hot path has neither happenings nor ratings. */
const NOTHING_NOTED: Noting<unknown> = { isOpen: true, isNoted: () => false, revises: () => false };

/**
 * The message as received, if the columns do not hold all of it; if only its time was corrected, WhatsApp's original
 * `timestamp`; otherwise null.
 */
export function rawOf({ message, sentAt }: Pick<Placed, 'message' | 'sentAt'>): unknown {
  return message.raw ?? (sentAt === message.sentAt ? null : { timestamp: String(message.sentAt / 1000) });
}

const INSERT = statement('inbound_insert_messages', {
  takes: { messages: json<readonly object[]>(), at: time },
  gives: {},
  sql: `
    INSERT INTO message (
      id,
      tenant_id,
      conversation_id,
      number_id,
      direction,
      kind,
      content,
      raw,
      wamid,
      context_wamid,
      at,
      received_at
    )
    SELECT
      id,
      current_tenant(),
      conversation_id,
      number_id,
      'inbound',
      kind,
      content,
      nullif(raw, 'null'),
      wamid,
      context_wamid,
      at,
      $at
    FROM jsonb_to_recordset($messages) AS m(
        id uuid,
        conversation_id uuid,
        number_id uuid,
        kind text,
        content jsonb,
        raw jsonb,
        wamid text,
        context_wamid text,
        at timestamptz
      )`,
});

async function insertMessages(unit: TenantUnit, items: readonly Placed[], receivedAt: number): Promise<void> {
  const { tx, tenantId } = unit;
  await unit.write(INSERT, {
    at: new Date(receivedAt),
    messages: items.map(item => ({
      id: item.messageId,
      conversation_id: item.conversationId,
      number_id: item.numberId,
      kind: item.message.kind,
      content: item.message.content,
      raw: rawOf(item),
      wamid: item.message.wamid,
      context_wamid: item.message.contextWamid,
      at: new Date(placeInThread(item.sentAt, receivedAt)).toISOString(),
    })),
  });
  const targets = items.flatMap(({ message: { target }, messageId, numberId, sentAt }) =>
    target === null
      ? []
      : [
          {
            id: newId(),
            tenantId,
            messageId,
            numberId,
            targetWamid: target.wamid,
            kind: target.kind,
            at: new Date(sentAt),
          },
        ],
  );
  if (targets.length > 0) await tx.messageEvent.createMany({ data: targets });
  await expectMedia(unit, items, receivedAt);
}
