/** One try of an AI turn: reads the conversation, asks for a proposal, and records the outcome exactly once. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { isWindowOpen } from '../../domain/conversation/settings.ts';
import { cut } from '../../domain/text/cut.ts';
import { handOverToHumans } from '../../store/ai/hand-over.ts';
import { activeAiPolicy } from '../../store/ai/policy.ts';
import { draftOfTurn, showDraft } from '../../store/ai/suggestions.ts';
import type { TurnContext } from '../../store/ai/turn.ts';
import { endQuietly, noteGap, readTurn, sayAnswer } from '../../store/ai/turn.ts';
import type { Found } from '../../store/knowledge/search.ts';
import type { Proposal } from './answer.ts';
import { citationsOf, propose } from './answer.ts';
import type { AiDependencies } from './dependencies.ts';
import type { UnitOfWork } from '../../store/db/retries.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { isShortWait } from './model-client.ts';
import { DraftStreamer } from './draft-streamer.ts';

const SUMMARY_LINES = 5;

export interface TurnInput {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly turn: number;
}
type HandOver = Extract<Proposal, { kind: 'hand_over' }>;
const NOTHING_TRIED = { detail: null, evidence: 0, similarity: null, tried: [], gap: false, callId: null };

/**
 * Runs a turn: answers the contact, drafts an answer, or hands over to people. Does nothing if the turn is not current.
 * @throws ApplicationFailure with a `FailureCode` as its type if the model failed temporarily.
 */
export async function runTurn(dependencies: AiDependencies, input: TurnInput): Promise<void> {
  const { database, models, clock, showTyping, demoMayAnswer } = dependencies;
  const { tenantId, conversationId, turn } = input;
  const [unitOf, begunAt] = [unitOfWork(database), await clock()];
  const context = await unitOf(tenantId, unit => readTurn(unit, conversationId, turn, begunAt));
  if (context === null) return;
  const { policy, kind, ai, windowExpiresAt } = context;
  const give = async (handOver: Pick<HandOver, 'reason'> & Partial<HandOver>): Promise<void> =>
    giveUp(unitOf, input, context, { kind: 'hand_over', ...NOTHING_TRIED, ...handOver }, await clock());
  if (policy === null || policy.mode === 'off') return give({ reason: 'switched_off' });
  if (kind === 'answer' && !isWindowOpen(windowExpiresAt, begunAt)) return give({ reason: 'window_closed' });
  const showing =
    kind === 'suggest'
      ? new DraftStreamer(text => showDraft(database, tenantId, conversationId, turn, text, begunAt))
      : null;
  const proposal = await propose(database, models, {
    tenantId,
    conversationId,
    turn,
    purpose: kind,
    policy,
    talk: { ...context, answers: ai.answers, unresolved: ai.unresolved },
    signal: Context.current().cancellationSignal,
    at: begunAt,
    ...(kind === 'answer'
      ? { onPromising: () => showTyping({ tenantId, conversationId }).catch(() => undefined) }
      : {}),
    ...(showing === null ? {} : { onReply: (text: string) => showing.show(text) }),
  });
  await showing?.end();
  switch (proposal.kind) {
    case 'aborted':
      return;
    case 'failed':
      if (!isShortWait(proposal.retryAfterMs)) return give({ reason: 'model_failed', detail: proposal.code });
      throw ApplicationFailure.create({
        message: 'the model did not answer',
        type: proposal.code,
        ...(proposal.retryAfterMs === null ? {} : { nextRetryDelay: proposal.retryAfterMs }),
      });
    case 'hand_over':
      return give(proposal);
    case 'nothing': {
      const at = await clock();
      return unitOf(tenantId, unit =>
        endQuietly(unit, conversationId, turn, at, false, kind === 'answer' ? at + policy.closeAfterMs : undefined),
      );
    }
    case 'say': {
      if (kind === 'answer' && proposal.demo && !demoMayAnswer)
        return give({
          reason: 'model_failed',
          detail: 'demo_model',
          evidence: proposal.evidence,
          tried: proposal.cited,
          callId: proposal.callId,
        });
      const at = await clock();
      if (kind === 'suggest')
        return void (await unitOf(tenantId, unit =>
          draftOfTurn(
            unit,
            conversationId,
            turn,
            {
              text: proposal.text,
              citations: citationsOf(proposal.cited),
              callId: proposal.callId,
              demo: proposal.demo,
            },
            at,
          ),
        ));
      const reason = await say(unitOf, input, proposal, at);
      return reason === null
        ? undefined
        : give({ ...reason, evidence: proposal.evidence, tried: proposal.cited, callId: proposal.callId });
    }
  }
}

/** Sends an answer. @returns why it could not be sent; null if it was sent, or its turn is no longer current. */
async function say(
  unitOf: UnitOfWork,
  { tenantId, conversationId, turn }: TurnInput,
  { says, outcome, cited, callId }: Extract<Proposal, { kind: 'say' }>,
  at: number,
): Promise<Pick<HandOver, 'reason' | 'detail'> | null> {
  const end = await unitOf(tenantId, async unit => {
    // If the AI was switched off meanwhile, this answer must not be sent either.
    const policy = await activeAiPolicy(unit);
    if (policy === null || policy.mode === 'off') return 'off' as const;
    return sayAnswer(
      unit,
      conversationId,
      turn,
      { says, outcome, cited: cited.map(passage => passage.id), callId, closesAt: at + policy.closeAfterMs },
      at,
    );
  });
  switch (end) {
    case 'said':
    case 'stale':
      return null;
    case 'off':
      return { reason: 'switched_off', detail: null };
    case 'withdrawn':
      return { reason: 'not_grounded', detail: end };
    case 'window_closed':
      return { reason: 'window_closed', detail: null };
    case 'number_paused':
      return { reason: 'number_paused', detail: null };
  }
}

/** Ends a turn without an answer: hands over to people; a turn for a draft just ends without one. */
async function giveUp(
  unitOf: UnitOfWork,
  { tenantId, conversationId, turn }: TurnInput,
  context: TurnContext,
  { reason, detail, evidence, tried, gap }: HandOver,
  at: number,
): Promise<void> {
  await unitOf(tenantId, async unit => {
    if (context.kind === 'suggest') await endQuietly(unit, conversationId, turn, at, false);
    else {
      const tellContact = reason !== 'window_closed' && reason !== 'number_paused';
      if (
        !(await handOverToHumans(
          unit,
          conversationId,
          {
            turn,
            reason,
            policy: context.policy,
            note: noteOf(context, { detail, tried, searched: gap }),
            tellContact,
          },
          at,
          false,
        ))
      )
        return;
    }
    if (gap)
      await noteGap(
        unit,
        { conversationId, question: context.burst.join('\n'), language: context.language, reason, evidence },
        at,
      );
  });
}

/** The internal note for the colleague who takes over. */
function noteOf(
  { burst, history }: TurnContext,
  {
    detail,
    tried,
    searched,
  }: { readonly detail: string | null; readonly tried: readonly Found[]; readonly searched: boolean },
): string[] {
  const asked = burst.join(' / ');
  const answered = history.findLast(line => line.by === 'company')?.text;
  return [
    ...(detail === null ? [] : [`Why: ${detail}`]),
    ...(asked === '' ? [] : [`The contact wrote: ${cut(asked, 500)}`]),
    ...(answered === undefined ? [] : [`Answered before: ${cut(answered, 300)}`]),
    ...(tried.length === 0
      ? searched
        ? ['Nothing was found in the knowledge base.']
        : []
      : [
          `Looked at: ${tried
            .slice(0, 3)
            .map(passage => passage.heading)
            .join('; ')}`,
        ]),
  ].slice(0, SUMMARY_LINES);
}
