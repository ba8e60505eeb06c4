import type { Decision, Refusal } from '../../domain/conversation/decide.ts';
import { isRefusal } from '../../domain/conversation/decide.ts';
import type { Actor, NewEvent } from '../../domain/conversation/events.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { columns, statement, uuid, uuids } from '../db/statement.ts';
import type { ConversationRow } from './rows.ts';
import { CONVERSATION, stateOf } from './rows.ts';
import type { Rules } from './ruled.ts';
import { lockRuled } from './ruled.ts';
import type { Viewer } from './scope.ts';
import type { Along, Summary } from './write.ts';
import { writeAlong } from './write.ts';

export interface TransitionRequest {
  readonly conversationId: string;
  readonly at: number;
  readonly actor: Actor;
  /** Set for the workflow's own transitions: it gets their events from its activity, so no outbox row is written. */
  readonly viaWorkflow?: boolean;
  /** Locks the thread first, as inbound messages do; needed by close and reopen. */
  readonly lockThread?: boolean;
  /** The conversation's row, when the caller has locked it already. */
  readonly locked?: ConversationRow;
}

interface Transition {
  readonly state: ConversationState;
  readonly before: ConversationState;
  readonly row: ConversationRow;
  readonly events: readonly NewEvent[];
  /** What the statement of `along` returned. */
  readonly answer: Readonly<Record<string, unknown>> | null;
}

export type TransitionResult =
  | { readonly ok: true; readonly transition: Transition }
  | { readonly ok: false; readonly refusal: Refusal | { refused: 'conversation_not_found' } };

type Decided = Decision & { readonly summary?: Summary; readonly along?: Along };

/**
 * Decides under the lock. Besides the decision it may return what lists show afterwards (`summary`), and a statement
 * that writes further rows together with the transition (`along`).
 */
export type Decider = (state: ConversationState, row: ConversationRow) => Promise<Decided> | Decided;
export type RuledDecider = (state: ConversationState, row: ConversationRow, rules: Rules) => Promise<Decided> | Decided;

/**
 * One guarded change of one conversation: lock, decide, write. Requests of people and deadlines alike come through
 * here. A refusal is an ordinary result, after which nothing has been written.
 * @throws CapacityExceededError when the change would overload an agent; the transaction must be given up.
 */
export async function transition(
  unit: TenantUnit,
  request: TransitionRequest,
  decide: Decider,
): Promise<TransitionResult> {
  const row = request.locked ?? (await lockInOrder(unit, request));
  return row === null ? NOT_FOUND : change(unit, request, row, null, state => decide(state, row));
}

/**
 * Like `transition`, for decisions that depend on the settings of tenant, queue and number; refused with
 * `conversation_not_found` when the viewer may not see the conversation.
 */
export async function ruledTransition(
  unit: TenantUnit,
  request: TransitionRequest & { readonly viewer: Viewer },
  decide: RuledDecider,
): Promise<TransitionResult> {
  const ruled = await lockRuled(unit, request.conversationId, request.viewer, request.lockThread ?? false);
  return ruled === null
    ? NOT_FOUND
    : change(unit, request, ruled.row, ruled.rules.service, state => decide(state, ruled.row, ruled.rules));
}

const NOT_FOUND = { ok: false, refusal: { refused: 'conversation_not_found' } } as const;

/** The thread is locked before the conversation; both statements share a round trip. */
async function lockInOrder(
  unit: TenantUnit,
  { lockThread = false, conversationId }: TransitionRequest,
): Promise<ConversationRow | null> {
  const [, row] = await Promise.all([
    lockThread ? lockThreadOf(unit, conversationId) : null,
    lockConversation(unit, conversationId),
  ]);
  return row;
}

async function change(
  unit: TenantUnit,
  { actor, at, viaWorkflow = false }: TransitionRequest,
  row: ConversationRow,
  service: Rules['service'],
  decide: (state: ConversationState) => ReturnType<Decider>,
): Promise<TransitionResult> {
  const before = stateOf(row);
  const decision = await decide(before);
  if (isRefusal(decision)) return { ok: false, refusal: decision };
  const { events, summary, along } = decision;
  const {
    after: [state = before],
    answer,
  } = await writeAlong(
    unit,
    [{ conversationId: row.id, before, events, actor, at, service, ...(summary === undefined ? {} : { summary }) }],
    viaWorkflow,
    along,
  );
  return { ok: true, transition: { state, before, row, events, answer } };
}

const LOCK = statement('conversation_lock', {
  takes: { id: uuid },
  gives: CONVERSATION,
  sql: `
    SELECT ${columns(CONVERSATION, 'c')}
    FROM conversation c
    WHERE c.id = $id AND c.tenant_id = (SELECT current_tenant())
    FOR NO KEY UPDATE`,
});

/** Locks and reads a conversation's row. NO KEY UPDATE, so that rows that refer to it can still be inserted. */
export async function lockConversation(unit: TenantUnit, conversationId: string): Promise<ConversationRow | null> {
  const [row] = await unit.run(LOCK, { id: conversationId });
  return row ?? null;
}

/** Locks a conversation's thread, as inbound messages do first. */
export function lockThreadOf(unit: TenantUnit, conversationId: string): Promise<void> {
  return lockThreadsOf(unit, [conversationId]);
}

const LOCK_THREADS = statement('conversation_lock_threads', {
  takes: { conversations: uuids },
  gives: { id: uuid },
  sql: `
    SELECT t.id
    FROM conversation c JOIN thread t ON t.tenant_id = c.tenant_id AND t.id = c.thread_id
    WHERE c.id = ANY($conversations) AND c.tenant_id = (SELECT current_tenant())
    ORDER BY t.number_id, t.contact_id
    FOR NO KEY UPDATE OF t`,
});

/** Locks the threads of several conversations, in the same order as webhooks lock theirs. */
export async function lockThreadsOf(unit: TenantUnit, conversationIds: readonly string[]): Promise<void> {
  await unit.run(LOCK_THREADS, { conversations: conversationIds });
}
