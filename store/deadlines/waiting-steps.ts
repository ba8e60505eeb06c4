/** Deadlines that may send a text to the contact: routing steps, the longest wait, and a contact who does not reply. */
import * as decide from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { TimedCommand } from '../../domain/conversation/plan.ts';
import type { OverflowAction, RoutingStep } from '../../domain/conversation/settings.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { engagement } from '../ai/engage.ts';
import { stateOf } from '../conversation/rows.ts';
import { lockConversation, lockThreadOf, transition } from '../conversation/transition.ts';
import type { TenantUnit } from '../db/database.ts';
import type { QueueRules } from '../tenant/settings.ts';
import { requireQueue, tenantSettings } from '../tenant/settings.ts';
import { nextExclusionEnd } from '../acd/exclusions.ts';
import { sendAutomaticMessage, waitingText } from '../sending/automatic-message.ts';

export type Resorting = Extract<TimedCommand, { kind: 'widen' | 'endWait' | 'endIdle' }>;

/**
 * Runs the command, if it is due. The text is queued before the transition, since a transition may close the
 * conversation.
 */
export async function runResort(
  unit: TenantUnit,
  conversationId: string,
  command: Resorting,
  at: number,
): Promise<void> {
  await lockThreadOf(unit, conversationId);
  const row = await lockConversation(unit, conversationId);
  if (row === null || (row.phase !== 'queued' && row.phase !== 'active' && row.phase !== 'bot')) return;
  const queue = await requireQueue(unit, row.queue_id);
  const policy = await tenantSettings(unit);
  const excluded = await nextExclusionEnd(unit, conversationId, stateOf(row), at);
  const step = command.kind === 'widen' ? queue.steps[row.step] : command.kind === 'endWait' ? queue.maxWait : null;
  const engaged =
    step?.action === 'ai'
      ? await engagement(
          unit,
          {
            queueId: queue.id,
            numberId: row.number_id,
            handedOver: row.ai?.handedOver ?? false,
            wanted: 'answer',
            waiting: true,
          },
          policy,
          at,
        )
      : [];
  const decider = (state: ConversationState): decide.Decision => {
    switch (command.kind) {
      case 'widen':
        return decide.widen(state, at, queue, policy, excluded, engaged);
      case 'endWait':
        return decide.endWait(state, at, queue, policy, excluded, engaged);
      case 'endIdle':
        return decide.endIdle(state, at, queue, policy);
    }
  };
  if (decide.isRefusal(decider(stateOf(row)))) return;
  const text = await textOf(unit, conversationId, command, queue, stateOf(row), at);
  if (text !== null) await sendAutomaticMessage(unit, conversationId, text, at);
  await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true }, decider);
}

async function textOf(
  unit: TenantUnit,
  conversationId: string,
  { kind }: Resorting,
  { steps, maxWait, idle }: QueueRules,
  state: ConversationState,
  at: number,
): Promise<string | null> {
  if (kind === 'endIdle' && state.phase === 'bot') return null;
  if (kind === 'endIdle') return (state.idleReminded ? idle?.farewell : idle?.reminder) ?? null;
  const taken: OverflowAction | RoutingStep | null = (kind === 'widen' ? steps[state.step] : maxWait) ?? null;
  if (taken?.action === 'message') return waitingText(unit, conversationId, taken, at);
  return taken?.action === 'close' ? taken.text : null;
}
