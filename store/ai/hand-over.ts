/**
 * Hand-over from the AI to people: the contact gets a text, agents get a note, and the conversation waits in a queue.
 */
import type { AiPolicy } from '../../domain/ai/policy.ts';
import { handOver, isRefusal } from '../../domain/conversation/decide.ts';
import type { HandOverReason } from '../../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { isWindowOpen } from '../../domain/conversation/settings.ts';
import { sendAutomaticMessage } from '../sending/automatic-message.ts';
import { writeNote } from '../conversation/note.ts';
import { stateOf } from '../conversation/rows.ts';
import { lockConversation, lockThreadOf, transition } from '../conversation/transition.ts';
import type { TenantUnit } from '../db/database.ts';
import { queueRules, requireQueue } from '../tenant/settings.ts';
import { isQueueOpen } from './engage.ts';

/** The reason as agents read it in the note, where its code follows. */
const WORDS: Readonly<Record<HandOverReason, string>> = {
  asked_for_human: 'the contact asked for a person',
  no_evidence: 'no article answers it',
  abstained: 'the model found no answer in the articles',
  unresolved: 'its questions led nowhere',
  sensitive_topic: 'it is about something people answer',
  forbidden_topic: 'it is about something people answer',
  anger: 'the contact is angry',
  vip: 'the contact is a VIP',
  money: 'it is about much money',
  unreadable: 'the contact sent something without words',
  language: 'it is in a language the AI does not answer in',
  turn_cap: 'it has answered often enough',
  cost_cap: 'the budget is used up',
  deadline: 'the model took too long',
  model_failed: 'the model did not answer',
  not_grounded: 'the model’s answer is not what the articles say',
  window_closed: 'the customer-service window closed',
  human_stepped_in: 'a person answered',
  switched_off: 'the AI was switched off',
  model_asked: 'the model asked for a person',
  number_paused: 'WhatsApp refuses what this number sends',
};

export interface HandingOver {
  /** Number of the turn that led to it; null when it was no turn. */
  readonly turn: number | null;
  readonly reason: HandOverReason;
  readonly policy: AiPolicy | null;
  /** Further lines of the note: what was asked, and what was tried. */
  readonly note: readonly string[];
  /** False when somebody has taken over already and will write to the contact. */
  readonly tellContact: boolean;
}

/**
 * Hands a conversation over to people.
 * @param at epoch milliseconds.
 * @returns false when the AI does not have it any more, or the turn is not the current one; nothing is written then.
 */
export async function handOverToHumans(
  unit: TenantUnit,
  conversationId: string,
  { turn, reason, policy, note, tellContact }: HandingOver,
  at: number,
  viaWorkflow: boolean,
): Promise<boolean> {
  await lockThreadOf(unit, conversationId);
  const row = await lockConversation(unit, conversationId);
  if (row === null) return false;
  const state = stateOf(row);
  const wanted = policy?.handOver;
  const own = await requireQueue(unit, row.queue_id);
  const queue = (wanted?.queueId == null ? null : await queueRules(unit, wanted.queueId)) ?? own;
  const decision = handOver(
    state,
    turn,
    { reason, queue, priority: wanted?.priority ?? state.priority, needs: wanted?.needs ?? [] },
    at,
  );
  if (isRefusal(decision)) return false;
  // The text is queued before the conversation begins to wait, and not at all when WhatsApp would refuse it.
  const text = (await isQueueOpen(unit, queue.id, at)) ? wanted?.text : (wanted?.outOfHoursText ?? wanted?.text);
  if (tellContact && text != null && isWindowOpen(state.windowExpiresAt, at))
    await sendAutomaticMessage(unit, conversationId, text, at);
  await writeNote(
    unit,
    {
      conversationId,
      numberId: row.number_id,
      text: [`Handed over by the AI: ${WORDS[reason]}.`, ...note].join('\n'),
    },
    at,
    viaWorkflow,
  );
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow }, () => decision);
  return result.ok;
}
