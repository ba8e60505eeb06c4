import type { NewEvent } from '../../domain/conversation/events.ts';
import { advance } from '../../domain/advance.ts';
import { earliestDue } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { placeInThread } from '../../domain/whatsapp/times.ts';
import { previewOf } from '../../domain/whatsapp/words.ts';
import type { Database } from '../db/database.ts';
import { newWake } from '../db/notifier.ts';
import type { TenantSettings } from '../tenant/settings.ts';
import type { identitiesOf } from './contacts.ts';
import { WRITE } from './hot-statements.ts';
import type { OpenConversation, OpenConversationCache } from './open-conversation-cache.ts';
import type { Outcome } from './outcome.ts';
import { rawOf, receive } from './messages.ts';

/** On the hot path no message starts a service-level clock (`hasNoSideEffects`), so no service levels are needed. */
const NO_POLICIES = new Map<string, never>();

/** A message, with what the hot path needs to know of it and of its sender. */
export interface HotMessage {
  readonly message: InboundMessage;
  readonly messageId: string;
  readonly numberId: string;
  /** When it was sent, epoch milliseconds, corrected if implausible (`plausibleTime`). */
  readonly sentAt: number;
  readonly names: ReturnType<typeof identitiesOf>;
  /** Cache key of the sender's thread, see `threadKey`. */
  readonly key: string;
  /** Whether it is of a kind that the hot path can store. */
  readonly plain: boolean;
}

/** Messages of one conversation. */
export interface Received {
  readonly thread: OpenConversation;
  readonly items: HotMessage[];
}

export interface WriteRequest {
  readonly tenantId: string;
  readonly settings: TenantSettings;
  /** The process's cache, which the hot path reads and updates. */
  readonly threads: OpenConversationCache;
  readonly at: number;
}

/**
 * Stores messages in those conversations that are unchanged since they were read, and caches their new state.
 * @returns the outcome of the messages that were stored; nothing is written for the others.
 * @throws a unique violation when one of the messages was stored before; then nothing is written.
 */
export async function writeReceived(
  database: Database,
  { tenantId, settings, threads, at }: WriteRequest,
  groups: readonly Received[],
): Promise<Map<InboundMessage, Outcome>> {
  const rows: object[] = [];
  const after = new Map<string, OpenConversation>();
  for (const { thread, items } of groups.toSorted((a, b) =>
    a.thread.conversationId < b.thread.conversationId ? -1 : 1,
  )) {
    const { events } = receive(items, thread.state.windowExpiresAt, settings, at);
    const advanced = advance(thread.state, events, NO_POLICIES, at);
    if (advanced.events.length !== items.length || advanced.effects.length > 0)
      throw new Error('what sets something in motion is not for the hot path');
    const state = advanced.after;
    advanced.events.forEach((event, index) => {
      const row = messageRow(thread.conversationId, items[index], event, at);
      rows.push(index < items.length - 1 ? row : { ...row, ...changeOf(thread, state, items) });
    });
    after.set(thread.conversationId, { ...thread, state });
  }
  const written = await database.runHot<{ id: string }>(tenantId, {
    name: 'hot_write',
    text: WRITE,
    values: [JSON.stringify(rows), rows.length, new Date(at)],
  });
  const stored = new Set(written.map(row => row.id));
  if (stored.size > 0) database.notifier.add(tenantId, { ...newWake(), outbox: true, conversations: stored });
  return remember(threads, groups, after, stored, at);
}

function remember(
  threads: OpenConversationCache,
  groups: readonly Received[],
  after: ReadonlyMap<string, OpenConversation>,
  stored: ReadonlySet<string>,
  at: number,
): Map<InboundMessage, Outcome> {
  const outcomes = new Map<InboundMessage, Outcome>();
  for (const { thread, items } of groups) {
    const now = stored.has(thread.conversationId) ? after.get(thread.conversationId) : undefined;
    for (const { key, message } of items) {
      if (now === undefined) threads.delete(key);
      else threads.set(key, now, at);
      if (now !== undefined) outcomes.set(message, 'stored');
    }
  }
  return outcomes;
}

function messageRow(
  conversationId: string,
  item: HotMessage | undefined,
  event: NewEvent & { readonly seq: number },
  at: number,
): object {
  if (item === undefined) throw new Error('one event per message');
  const { message, messageId, sentAt } = item;
  const { type, seq, data } = event;
  return {
    conversation_id: conversationId,
    id: messageId,
    kind: message.kind,
    content: message.content,
    raw: rawOf(item) ?? undefined,
    wamid: message.wamid,
    context_wamid: message.contextWamid ?? undefined,
    at: new Date(placeInThread(sentAt, at)),
    seq,
    event: { type, data, seq, at, prevWakeSeq: seq - 1 },
  };
}

/** The fields that a message changes in a conversation that is queued, offered or active; `WRITE` writes no others. */
const CHANGED: ReadonlySet<keyof ConversationState> = new Set([
  'lastSeq',
  'windowExpiresAt',
  'windowWarnsAt',
  'windowExpiryNoted',
  'retentionAt',
]);

function changeOf(thread: OpenConversation, after: ConversationState, items: readonly HotMessage[]): object {
  const before = thread.state;
  for (const field of Object.keys(after) as (keyof ConversationState)[])
    if (after[field] !== before[field] && !CHANGED.has(field)) throw new Error(`the hot path does not write ${field}`);
  const last = items.at(-1);
  return {
    prev_seq: before.lastSeq,
    window_expires_at: time(after.windowExpiresAt),
    window_warns_at: time(after.windowWarnsAt),
    window_expiry_noted: after.windowExpiryNoted,
    retention_at: time(after.retentionAt),
    due_at: time(earliestDue(after)),
    unread: items.length,
    preview: last === undefined ? null : previewOf(last.message.kind, last.message.content),
  };
}

/** A missing field is NULL in `json_to_recordset`, so null is left out of the JSON. */
const time = (at: number | null): Date | undefined => (at === null ? undefined : new Date(at));
