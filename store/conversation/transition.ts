import type { Decision, Refusal } from '../../domain/conversation/decide.ts';
import { isRefusal } from '../../domain/conversation/decide.ts';
import type { Actor, NewEvent } from '../../domain/conversation/events.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../database.ts';
import type { ConversationRow } from './rows.ts';
import { stateOf } from './rows.ts';
import type { Summary } from './write.ts';
import { writeChanges } from './write.ts';

export interface TransitionRequest {
  readonly conversationId: string;
  readonly at: number;
  readonly actor: Actor;
  /** The workflow's own transitions return their events from the activity and write no outbox row. */
  readonly viaWorkflow?: boolean;
  /** Close and reopen lock the thread first, as inbound messages do. */
  readonly lockThread?: boolean;
}

export interface Transition {
  readonly state: ConversationState;
  readonly before: ConversationState;
  readonly row: ConversationRow;
  readonly events: readonly NewEvent[];
}

export type TransitionResult = { readonly ok: true; readonly transition: Transition } | { readonly ok: false; readonly refusal: Refusal | { refused: 'conversation_not_found' } };

/** What is decided under the lock: the decision, and what lists show afterwards. */
export type Decider = (state: ConversationState, row: ConversationRow) => Promise<Decision & { summary?: Summary }> | (Decision & { summary?: Summary });

/**
 * One guarded change of one conversation: lock, decide, write. Whoever asks — a person or time — comes through here.
 * A refusal is an ordinary result and leaves nothing behind.
 * @throws CapacityExceededError when the change would overload an agent; the transaction must be given up.
 */
export async function transition(unit: TenantUnit, request: TransitionRequest, decide: Decider): Promise<TransitionResult> {
  if (request.lockThread === true) await lockThreadOf(unit, request.conversationId);
  const row = await lockConversation(unit, request.conversationId);
  if (row === null) return { ok: false, refusal: { refused: 'conversation_not_found' } };
  const before = stateOf(row);
  const decision = await decide(before, row);
  if (isRefusal(decision)) return { ok: false, refusal: decision };
  const change = { conversationId: row.id, before, events: decision.events, actor: request.actor, at: request.at, ...(decision.summary === undefined ? {} : { summary: decision.summary }) };
  const [state = before] = await writeChanges(unit, [change], request.viaWorkflow ?? false);
  return { ok: true, transition: { state, before, row, events: decision.events } };
}

/** Locks and reads a conversation's row. NO KEY UPDATE: rows that refer to it can still be inserted. */
export async function lockConversation(unit: TenantUnit, conversationId: string): Promise<ConversationRow | null> {
  const rows = await unit.tx.$queryRaw<ConversationRow[]>`
    SELECT * FROM conversation WHERE id = ${conversationId}::uuid AND tenant_id = ${unit.tenantId}::uuid FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

/** Locks the thread, as inbound messages do first. */
export function lockThreadOf(unit: TenantUnit, conversationId: string): Promise<void> {
  return lockThreadsOf(unit, [conversationId]);
}

/** Locks the threads of several conversations, in the order in which webhooks lock theirs. */
export async function lockThreadsOf(unit: TenantUnit, conversationIds: readonly string[]): Promise<void> {
  await unit.tx.$queryRaw`
    SELECT t.id FROM thread t JOIN conversation c ON c.thread_id = t.id
    WHERE c.id = ANY(${[...conversationIds]}::uuid[]) AND c.tenant_id = ${unit.tenantId}::uuid ORDER BY t.number_id, t.contact_id FOR NO KEY UPDATE OF t`;
}
