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
  /** Who has it from the beginning; null: it waits in the queue. */
  readonly agentId: string | null;
  readonly actor: Actor;
}

/**
 * What came of it; `open`: there is one that goes on, and nothing was changed; `gone`: the contact has become part of
 * another.
 */
export type Started =
  | { readonly kind: 'gone' }
  | { readonly kind: 'started'; readonly conversationId: string }
  | {
      readonly kind: 'open';
      readonly conversation: { readonly id: string; readonly queueId: string | null; readonly agentId: string | null };
    };

/**
 * Begins a conversation with a contact who has none on the number. Of two who begin at once, or of one who begins while
 * the contact writes, the second finds it begun.
 * @throws CapacityExceededError when its agent has no room; the transaction must be given up.
 */
export async function startConversation(
  unit: TenantUnit,
  { numberId, contactId, queue, agentId, actor }: Start,
  at: number,
): Promise<Started> {
  // Its names stay its own until we are done: a merge comes before, or waits.
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
