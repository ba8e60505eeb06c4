/**
 * The hot path of the webhook: messages of known contacts into their open conversations, in two round trips over a bare
 * connection. It takes the threads' locks as the general path (messages.ts) does and decides with the same functions.
 * Whatever is not that simple — a new contact, a new name, a conversation to open or reopen, wrap-up, a conversation that
 * changed meanwhile — is left to the general path. `test/database/hot-path.test.ts` holds the two against each other.
 */
import { createHash } from 'node:crypto';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { apply } from '../../domain/conversation/fold.ts';
import { earliestDue } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { previewOf } from '../../domain/whatsapp/inbound.ts';
import type { Database } from '../database.ts';
import type { RoutedNumber } from '../directory.ts';
import type { HotUnit } from '../hot-pool.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import { newId } from '../ids.ts';
import type { TenantSettings } from '../settings.ts';
import { identitiesOf } from './contacts.ts';
import { LOCATE, WRITE } from './hot-statements.ts';
import type { Outcome } from './messages.ts';
import { receive } from './messages.ts';

/** A message, and what tells whether it is simple: the names of its sender and the hash of its wamid. */
interface Candidate {
  readonly message: InboundMessage;
  readonly messageId: string;
  readonly numberId: string;
  readonly hash: Buffer;
  readonly names: ReturnType<typeof identitiesOf>;
  readonly plain: boolean;
}

/** Where one of a sender's names leads; the conversation's columns are null where none is open. */
interface Located extends Omit<ConversationRow, 'id'> {
  readonly position: number; readonly sender_id: string; readonly profile_name: string | null; readonly username: string | null;
  readonly last_inbound_at: Date | null; readonly known: boolean; readonly id: string | null;
}
type Conversation = Located & { readonly id: string };

/** @returns what became of the messages it took; those missing are for the general path. */
export async function storeHot(
  database: Database, tenantId: string, settings: TenantSettings, numbers: ReadonlyMap<string, RoutedNumber>, messages: readonly InboundMessage[], at: number,
): Promise<Map<InboundMessage, Outcome>> {
  const candidates = candidatesOf(messages, numbers);
  if (!candidates.some(candidate => candidate.plain)) return new Map();
  return database.withTenantHot(tenantId, unit => store(unit, settings, candidates, at));
}

function candidatesOf(messages: readonly InboundMessage[], numbers: ReadonlyMap<string, RoutedNumber>): Candidate[] {
  const seen = new Set<string>();
  return messages.flatMap(message => {
    const numberId = numbers.get(message.phoneNumberId)?.numberId;
    if (numberId === undefined) return [];
    const key = `${numberId}:${message.wamid}`;
    // What happened to an earlier message, and the second copy of one in the same batch, are not simple.
    const plain = message.target === null && !seen.has(key);
    seen.add(key);
    return [{ message, messageId: newId(), numberId, hash: createHash('sha256').update(message.wamid).digest(), names: identitiesOf(message.sender), plain }];
  });
}

async function store(unit: HotUnit, settings: TenantSettings, candidates: readonly Candidate[], at: number): Promise<Map<InboundMessage, Outcome>> {
  const located = await locate(unit, candidates);
  const outcomes = new Map<InboundMessage, Outcome>();
  const received = new Map<string, { conversation: Conversation; items: Candidate[] }>();
  const left = new Set<string | null>();
  candidates.forEach((candidate, position) => {
    const rows = located[position] ?? [];
    if (!isKnownSender(candidate, rows)) for (const { id } of rows) left.add(id);
    else if (rows[0].known) outcomes.set(candidate.message, 'duplicate');
    else if (candidate.plain && isOpen(rows[0])) {
      const group = received.get(rows[0].id) ?? { conversation: rows[0], items: [] };
      received.set(rows[0].id, group);
      group.items.push(candidate);
    } else left.add(rows[0].id);
  });
  // A conversation's messages are stored in the order they were sent in: with one left to the general path, all are.
  const groups = [...received.values()].filter(group => !left.has(group.conversation.id));
  if (groups.length === 0) return outcomes;
  const written = await write(unit, groups, settings, at);
  for (const id of written) for (const { message } of received.get(id)?.items ?? []) outcomes.set(message, 'stored');
  return outcomes;
}

/** What each candidate's names lead to, in the order of the candidates. The threads stay locked until the commit. */
async function locate(unit: HotUnit, candidates: readonly Candidate[]): Promise<Located[][]> {
  const wanted = candidates.flatMap((candidate, position) => candidate.names.map(name => ({ position, name, candidate })));
  const rows = await unit.query<Located & Record<string, unknown>>({
    name: 'hot_locate', text: LOCATE,
    values: [wanted.map(each => each.position), wanted.map(each => each.name.kind), wanted.map(each => each.name.value), wanted.map(each => each.candidate.numberId), wanted.map(each => each.candidate.hash), wanted.length],
  });
  const located: Located[][] = candidates.map(() => []);
  for (const row of rows) located[row.position]?.push(row);
  return located;
}

/** Every name is known, all mean the same contact, and there is nothing new to note about it. */
function isKnownSender({ message, names }: Candidate, located: readonly Located[]): located is readonly [Located, ...Located[]] {
  const [first] = located;
  if (first === undefined || located.length !== names.length) return false;
  const { profileName, username } = message.sender;
  return located.every(row => row.sender_id === first.sender_id) && (profileName === null || profileName === first.profile_name) && (username === null || username === first.username);
}

const isOpen = (located: Located): located is Conversation => located.id !== null;

/** @returns the conversations that were still as they had been read; nothing is written for the others. */
async function write(unit: HotUnit, groups: readonly { conversation: Conversation; items: Candidate[] }[], settings: TenantSettings, at: number): Promise<string[]> {
  const messages: object[] = [];
  const conversations = groups.map(({ conversation, items }) => {
    const before = conversation.last_inbound_at?.getTime() ?? null;
    const { events, lastInbound } = receive(items, before, settings, at);
    const state = stateOf(conversation);
    const after = events.reduce((folded: ConversationState, event, index) => {
      messages.push(messageRow(conversation, items[index], event, folded.lastSeq + 1));
      return apply(folded, { ...event, seq: folded.lastSeq + 1 });
    }, state);
    return conversationRow(conversation, state, after, items, lastInbound === before ? null : lastInbound);
  });
  conversations.sort((a, b) => (a.id < b.id ? -1 : 1));
  const written = await unit.finish<{ id: string }>({ name: 'hot_write', text: WRITE, values: [JSON.stringify(messages), messages.length, JSON.stringify(conversations), conversations.length, new Date(at), at] });
  if (written.length > 0) unit.wake.outbox = true;
  for (const { id } of written) unit.wake.conversations.add(id);
  return written.map(row => row.id);
}

function messageRow(conversation: Conversation, item: Candidate | undefined, event: NewEvent, seq: number): object {
  if (item === undefined) throw new Error('one event per message');
  const { message, messageId, numberId, hash } = item;
  return {
    id: messageId, conversation_id: conversation.id, number_id: numberId, hash: hash.toString('hex'), kind: message.kind, content: message.content, raw: message.raw,
    wamid: message.wamid, context_wamid: message.contextWamid, at: new Date(message.sentAt), seq, data: event.data,
  };
}

/** What a message changes of an open conversation that is not in wrap-up; `WRITE` writes these columns and no others. */
const CHANGED: ReadonlySet<keyof ConversationState> = new Set(['lastSeq', 'windowExpiresAt', 'windowExpiryNoted', 'retentionAt']);

function conversationRow(conversation: Conversation, before: ConversationState, after: ConversationState, items: readonly Candidate[], heardAt: number | null): { readonly id: string } {
  for (const field of Object.keys(after) as (keyof ConversationState)[]) if (after[field] !== before[field] && !CHANGED.has(field)) throw new Error(`the hot path does not write ${field}`);
  const last = items.at(-1);
  const due = earliestDue(after);
  return {
    id: conversation.id, thread_id: conversation.thread_id, contact_id: conversation.contact_id, heard_at: time(heardAt), prev_seq: before.lastSeq, last_seq: after.lastSeq,
    window_expires_at: time(after.windowExpiresAt), window_expiry_noted: after.windowExpiryNoted, retention_at: time(after.retentionAt), due_at: time(due),
    unread: items.length, message_id: last?.messageId, preview: last === undefined ? null : previewOf(last.message.content), kind: last?.message.kind,
  } as { readonly id: string };
}

const time = (at: number | null): Date | null => (at === null ? null : new Date(at));
