/**
 * Deadlines as guarded transitions: started by the conversation's workflow, refused when something else has happened
 * first.
 */
import * as decide from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { TimedCommand } from '../../domain/conversation/plan.ts';
import type { TenantUnit } from '../db/database.ts';
import { askSurvey } from './ask-survey.ts';
import { giveUpTurn } from './give-up-turn.ts';
import { nextExclusionEnd } from '../acd/exclusions.ts';
import type { Resorting } from './waiting-steps.ts';
import { runResort } from './waiting-steps.ts';
import { wakeDecider } from '../acd/snoozed.ts';
import { recoverAttempt } from '../sending/end-attempt.ts';
import { tenantSettings } from '../tenant/settings.ts';
import { EVERYBODY } from '../conversation/scope.ts';
import { deleteContentBefore, eraseRemains } from './retention.ts';
import type { Decider } from '../conversation/transition.ts';
import { ruledTransition, transition } from '../conversation/transition.ts';

/**
 * Runs one command at `at` (workflow time, epoch milliseconds). A refusal is an ordinary result, and nothing is done.
 */
export async function runTimed(
  unit: TenantUnit,
  conversationId: string,
  command: TimedCommand,
  at: number,
): Promise<void> {
  if (command.kind === 'recoverSend') return recoverAttempt(unit, { conversationId, attemptId: command.attemptId, at });
  if (command.kind === 'giveUpTurn') return giveUpTurn(unit, conversationId, command.turn, command.why, at);
  if (command.kind === 'askSurvey') return askSurvey(unit, conversationId, at);
  if (command.kind === 'widen' || command.kind === 'endWait' || command.kind === 'endIdle')
    return runResort(unit, conversationId, command, at);
  if (command.kind === 'endWrapUp') {
    // Everything that ends an open conversation locks the thread first, as inbound messages do.
    await ruledTransition(
      unit,
      { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, lockThread: true, viewer: EVERYBODY },
      (state, _, { settings }) => decide.endWrapUp(state, at, settings),
    );
    return;
  }
  if (command.kind === 'expireOffer') {
    await ruledTransition(
      unit,
      { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, viewer: EVERYBODY },
      async (state, _, rules) =>
        decide.expireOffer(
          state,
          command.offerId,
          at,
          await rules.queue(),
          await nextExclusionEnd(unit, conversationId, state, at),
        ),
    );
    return;
  }
  const decider = deciderOf(unit, conversationId, command, at);
  const lockThread = command.kind === 'erase';
  const result = await transition(
    unit,
    { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, lockThread },
    decider,
  );
  if (result.ok && command.kind === 'erase')
    await eraseRemains(unit, conversationId, result.transition.row.contact_id, at);
}

function deciderOf(
  unit: TenantUnit,
  conversationId: string,
  command: Exclude<
    TimedCommand,
    { kind: 'recoverSend' | 'giveUpTurn' | 'askSurvey' | 'endWrapUp' | 'expireOffer' } | Resorting
  >,
  at: number,
): Decider {
  switch (command.kind) {
    case 'retryMatch':
      return async state => decide.retryMatch(state, at, await nextExclusionEnd(unit, conversationId, state, at));
    case 'wake':
      return wakeDecider(unit, at, false);
    case 'warnSla':
      return state => decide.warnSla(state, command.target, at);
    case 'breachSla':
      return state => decide.breachSla(state, command.target, at);
    case 'noteWindowExpiring':
      return async state => decide.noteWindowExpiring(state, at, await tenantSettings(unit));
    case 'noteWindowExpired':
      return state => decide.noteWindowExpired(state, at);
    case 'archive':
      return state => decide.archive(state, at);
    case 'deleteContent':
      return async state => {
        if (state.retentionAt === null || at < state.retentionAt) return decide.deleteContent(state, at, at, null);
        const before = at - (await tenantSettings(unit)).retentionMs;
        return decide.deleteContent(state, at, before, await deleteContentBefore(unit, conversationId, before, at));
      };
    case 'erase':
      return state => decide.erase(state);
  }
}
