import { Context } from '@temporalio/activity';
import { versionedFor } from '../../domain/ai/policy.ts';
import type { TrialItem, TrialResult } from '../../store/ai/trials.ts';
import { endTrial, findTrial, noteResult } from '../../store/ai/trials.ts';
import { readOpening } from '../../store/ai/turn.ts';
import type { Database, TenantUnit } from '../../store/db/database.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { languageOf } from '../../store/knowledge/language.ts';
import type { TrialActivities } from '../../workflows/contract.ts';
import type { Proposal } from './answer.ts';
import { citationsOf, propose } from './answer.ts';
import type { Models } from './models.ts';

/** Trials: applies a policy to questions and records what the AI would have said. Nothing is sent. */
export function trialActivities({
  database,
  models,
  clock,
}: {
  readonly database: Database;
  readonly models: Models;
  readonly clock: () => number | Promise<number>;
}): TrialActivities {
  return {
    async runTrial({ tenantId, trialId }) {
      const unitOf = unitOfWork(database);
      const trial = await unitOf(tenantId, async unit => findTrial(unit, trialId, await clock()));
      if (trial?.state !== 'running') return;
      for (let place = trial.results.length; place < trial.items.length; place++) {
        Context.current().heartbeat();
        const item = trial.items[place];
        if (item === undefined) break;
        const opening = await unitOf(tenantId, unit => openingOf(unit, item));
        const proposal: Proposal =
          opening === null
            ? { kind: 'failed', code: 'bad_request', retryAfterMs: null }
            : await propose(database, models, {
                tenantId,
                conversationId: null,
                turn: null,
                purpose: 'trial',
                policy: versionedFor(trial.policy, trial.policyVersion),
                signal: Context.current().cancellationSignal,
                at: await clock(),
                talk: {
                  history: [],
                  burst: opening.burst,
                  quoted: [],
                  said: [],
                  tapped: opening.tapped,
                  unreadable: opening.isUnreadable,
                  vip: opening.vip,
                  language: opening.language,
                  answers: 0,
                  unresolved: 0,
                },
              });
        if (proposal.kind === 'aborted') return;
        await unitOf(tenantId, unit =>
          noteResult(
            unit,
            trialId,
            place,
            resultOf(proposal, opening?.burst.join('\n') ?? '', opening?.answeredThen ?? null),
          ),
        );
      }
      await unitOf(tenantId, unit => endTrial(unit, trialId, 'done'));
    },

    async giveUpTrial({ tenantId, trialId }) {
      await unitOfWork(database)(tenantId, unit => endTrial(unit, trialId, 'failed'));
    },
  };
}

interface Opening {
  readonly burst: readonly string[];
  readonly tapped: boolean;
  readonly isUnreadable: boolean;
  readonly answeredThen: string | null;
  readonly vip: boolean;
  readonly language: string | null;
}

async function openingOf(unit: TenantUnit, item: TrialItem): Promise<Opening | null> {
  return 'question' in item
    ? {
        burst: [item.question],
        tapped: false,
        isUnreadable: false,
        answeredThen: null,
        vip: false,
        language: languageOf(item.question),
      }
    : readOpening(unit, item.conversationId);
}

function resultOf(
  proposal: Exclude<Proposal, { kind: 'aborted' }>,
  question: string,
  answeredThen: string | null,
): TrialResult {
  const base = { question, answeredThen, text: null, reason: null, evidence: null, similarity: null, citations: [] };
  switch (proposal.kind) {
    case 'say':
      return {
        ...base,
        outcome: proposal.outcome,
        text: proposal.text,
        evidence: proposal.evidence,
        similarity: proposal.similarity,
        citations: citationsOf(proposal.cited),
      };
    case 'hand_over':
      return {
        ...base,
        outcome: 'hand_over',
        reason: proposal.reason,
        evidence: proposal.evidence,
        similarity: proposal.similarity,
        citations: citationsOf(proposal.tried),
      };
    case 'nothing':
      return { ...base, outcome: 'nothing' };
    case 'failed':
      return { ...base, outcome: 'failed', reason: proposal.code };
  }
}
