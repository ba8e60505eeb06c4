import type { TenantUnit } from '../../store/db/database.ts';
import type { Decider } from '../../store/conversation/transition.ts';
import { transition } from '../../store/conversation/transition.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import { findConversation } from '../../store/views/conversations.ts';
import { audit, unwrap, visibleConversation } from './access.ts';
import type { Principal } from './principal.ts';
import { actorOf } from './principal.ts';

/** Who changes which conversation, and when. */
interface Acting {
  readonly unit: TenantUnit;
  readonly principal: Principal;
  readonly conversationId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface ConversationChange {
  /** Under the conversation's lock. */
  readonly decide: Decider;
  /** Locks the thread first, as inbound messages do: for what opens a conversation again. */
  readonly lockThread?: boolean;
  /** What follows in the same transaction. */
  readonly follow?: () => Promise<void>;
  /** For the audit: ids and enums only. */
  readonly data?: Record<string, string | number | null>;
}

/**
 * What every handler does that changes one conversation: it must exist for the principal; then it is locked, decided,
 * written and audited.
 * @param action as the audit names it.
 * @param prepare finds out what the decision needs; may refuse by throwing a problem.
 * @returns the conversation as it is now, also where the principal may not see it any more.
 * @throws problem 404, and the refusal of the decision.
 */
export async function changeConversation(
  acting: Acting,
  action: string,
  prepare: (before: ConversationView) => Promise<ConversationChange> | ConversationChange,
): Promise<ConversationView> {
  const { unit, principal, conversationId, at } = acting;
  const before = await visibleConversation(unit, principal, conversationId, at);
  const { decide, lockThread = false, follow, data } = await prepare(before);
  unwrap(await transition(unit, { conversationId, at, actor: actorOf(principal), lockThread }, decide));
  await follow?.();
  return changed(acting, action, data);
}

/** Audits a change that was made, and reads the conversation again. */
export async function changed(
  { unit, principal, conversationId, at }: Acting,
  action: string,
  data: Record<string, string | number | null> = {},
): Promise<ConversationView> {
  await audit(unit, principal, action, conversationId, at, data);
  return conversationNow(unit, conversationId, at);
}

/** The conversation as it is after a change, whoever may see it. */
export async function conversationNow(unit: TenantUnit, conversationId: string, at: number): Promise<ConversationView> {
  const view = await findConversation(unit, { all: true }, conversationId, at);
  if (view === null) throw new Error('the conversation vanished inside its own transaction');
  return view;
}
