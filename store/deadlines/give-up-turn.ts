import { stateOf } from '../conversation/rows.ts';
import { lockConversation, lockThreadOf } from '../conversation/transition.ts';
import type { TenantUnit } from '../db/database.ts';
import { handOverToHumans } from '../ai/hand-over.ts';
import { activeAiPolicy } from '../ai/policy.ts';
import { endQuietly } from '../ai/turn.ts';

/**
 * Gives up a turn that took too long, or whose model has failed for good. If the AI was to answer, the conversation is
 * handed over to people; if it was only to suggest, the turn just ends. Does nothing when the turn is not current any
 * more.
 * @param number of the turn.
 * @param at epoch milliseconds.
 */
export async function giveUpTurn(
  unit: TenantUnit,
  conversationId: string,
  number: number,
  why: 'deadline' | 'model_failed',
  at: number,
): Promise<void> {
  await lockThreadOf(unit, conversationId);
  const row = await lockConversation(unit, conversationId);
  const turn = row === null ? null : (stateOf(row).ai?.turn ?? null);
  if (turn?.number !== number || (why === 'deadline' && at < turn.deadlineAt)) return;
  if (turn.kind === 'answer')
    await handOverToHumans(
      unit,
      conversationId,
      { turn: number, reason: why, policy: await activeAiPolicy(unit), note: [], tellContact: true },
      at,
      true,
    );
  else await endQuietly(unit, conversationId, number, at, true);
}
