import { openOutbound } from '../../domain/conversation/decide.ts';
import type { Actor, NewEvent } from '../../domain/conversation/events.ts';
import { INITIAL_STATE, isOpen } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { QueueRules } from '../tenant/settings.ts';
import { tenantSettings } from '../tenant/settings.ts';
import { lockCurrentConversations, lockThreads } from './threads.ts';
import { writeChanges } from './write.ts';

export interface Start {
  readonly numberId: string;
  readonly contactId: string;
  readonly queue: QueueRules;
  /** The agent it is assigned to from the beginning; null when it waits in the queue. */
  readonly agentId: string | null;
  readonly actor: Actor;
}

/**
 * `open`: the contact has an open conversation on this number, and nothing was changed. `gone`: the contact has been
 * merged into another one.
 */
export type Started =
  | { readonly kind: 'gone' }
  | { readonly kind: 'started'; readonly conversationId: string }
  | {
      readonly kind: 'open';
      readonly conversation: { readonly id: string; readonly queueId: string | null; readonly agentId: string | null };
    };

/**
 * Begins a conversation with a contact who has no open one on the number. Two concurrent calls, or a call and an
 * inbound message, are serialized by the thread's lock: the second finds the conversation open.
 * @param at epoch milliseconds.
 * @throws CapacityExceededError when the agent has no room; the transaction must be given up.
 */
export async function startConversation(
  unit: TenantUnit,
  { numberId, contactId, queue, agentId, actor }: Start,
  at: number,
): Promise<Started> {
  // Locks the contact's identities: a merge with another contact has happened before this, or waits for it.
  const names = await unit.tx.$queryRaw<object[]>`
    SELECT value
    FROM contact_identity
    WHERE tenant_id = ${unit.tenantId}::uuid AND contact_id = ${contactId}::uuid
    ORDER BY kind, value
    FOR SHARE`;
  if (names.length === 0) return { kind: 'gone' };
  const [thread] = await lockThreads(unit, [{ numberId, contactId }], at);
  if (thread === undefined) throw new Error('the thread vanished');
  const current = (await lockCurrentConversations(unit, [thread.id])).get(thread.id);
  if (current !== undefined && isOpen(current.phase))
    return { kind: 'open', conversation: { id: current.id, queueId: current.queue_id, agentId: current.agent_id } };
  const { _max: latest } = await unit.tx.conversation.aggregate({
    where: { tenantId: unit.tenantId, threadId: thread.id },
    _max: { windowExpiresAt: true },
  });
  const { events } = openOutbound(
    { queue, priority: 0, needs: [], rule: null },
    at,
    latest.windowExpiresAt?.getTime() ?? null,
    await tenantSettings(unit),
  );
  const assigned: NewEvent[] =
    agentId === null ? [] : [{ type: 'assigned', data: { agentId, assignmentId: newId(), weight: queue.weight } }];
  const conversationId = newId();
  await writeChanges(unit, [
    {
      conversationId,
      born: { threadId: thread.id, numberId, contactId },
      before: INITIAL_STATE,
      events: [...events, ...assigned],
      actor,
      at,
    },
  ]);
  return { kind: 'started', conversationId };
}
