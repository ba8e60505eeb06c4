/** The AI's turns, and what agents ask it for. Each records its outcome itself. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { isWindowOpen } from '../../domain/conversation/settings.ts';
import { forWhatsApp } from '../../domain/ai/format.ts';
import { endpointOf, noteTried } from '../../store/ai/endpoint.ts';
import { giveToPeople } from '../../store/ai/hand-over.ts';
import { activeAiPolicy } from '../../store/ai/policy.ts';
import type { Request } from '../../store/ai/suggestions.ts';
import { draftOfTurn, fulfil, openRequest } from '../../store/ai/suggestions.ts';
import type { TurnContext } from '../../store/ai/turn.ts';
import { endQuietly, noteGap, readTalk, readTurn, sayAnswer } from '../../store/ai/turn.ts';
import { readEvents } from '../../store/conversation/read.ts';
import type { Database, TenantUnit } from '../../store/database.ts';
import type { Found } from '../../store/knowledge/search.ts';
import { withRetries } from '../../store/retries.ts';
import type { SecretBox } from '../../store/secret-box.ts';
import type { AiActivities } from '../../workflows/contract.ts';
import type { Proposal } from './answer.ts';
import { propose } from './answer.ts';
import { readDecision } from './decision.ts';
import { CAPABILITIES, isShortWait } from './model-client.ts';
import type { Models } from './models.ts';
import { REWRITES, rewritePrompt, summaryPrompt } from './prompt.ts';

export interface AiDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly models: Models;
  readonly clock: () => number | Promise<number>;
  /** Shows the contact that somebody writes; what comes of it is nobody's concern. */
  readonly showTyping: (input: { readonly tenantId: string; readonly conversationId: string }) => Promise<void>;
}

const HEARTBEAT_MS = 1_000;
const WRITING_TOKENS = 700;
const WRITING_TIMEOUT_MS = 45_000;
const TRY_TIMEOUT_MS = 20_000;
const SUMMARY_LINES = 5;

export function aiActivities({ database, box, models, clock, showTyping }: AiDependencies): AiActivities {
  const within = <T>(tenantId: string, work: (unit: TenantUnit) => Promise<T>): Promise<T> => withRetries(() => database.withTenant(tenantId, work));

  return {
    async runTurn({ tenantId, conversationId, turn, lastSeq }) {
      const beating = setInterval(() => Context.current().heartbeat(), HEARTBEAT_MS);
      try {
        await runTurn({ tenantId, conversationId, turn });
      } finally {
        clearInterval(beating);
      }
      return readEvents(database, tenantId, conversationId, lastSeq);
    },

    async makeSuggestion({ tenantId, suggestionId }) {
      const asked = await within(tenantId, unit => openRequest(unit, suggestionId));
      if (asked === null) return;
      const at = await clock();
      const result = await makeSuggestion(tenantId, asked.conversationId, asked.request, at);
      await within(tenantId, unit => fulfil(unit, suggestionId, result));
    },

    async giveUpSuggestion({ tenantId, suggestionId }) {
      await within(tenantId, unit => fulfil(unit, suggestionId, { error: 'model_failed' }));
    },

    async tryEndpoint({ tenantId, endpointId }) {
      const endpoint = await within(tenantId, unit => endpointOf(unit, box, false));
      if (endpoint === null || endpoint.id !== endpointId) return;
      let problem = 'malformed';
      for (const capability of CAPABILITIES) {
        const messages = [{ role: 'user' as const, content: 'Answer with this JSON object and nothing else: {"action":"abstain","reply":"","citations":[],"language":"en","reasonCode":"test","options":[]}' }];
        const result = await models.ask(endpoint, { messages, maxTokens: 200, timeoutMs: TRY_TIMEOUT_MS, signal: Context.current().cancellationSignal, capability });
        if (result.kind === 'ok' && readDecision(result.text) !== null) return within(tenantId, async unit => noteTried(unit, endpointId, { capability, problem: null }, await clock()));
        if (result.kind === 'failed') problem = result.code;
        // Only a request it does not understand may be understood in another form.
        if (result.kind === 'failed' && !['bad_request', 'malformed'].includes(result.code)) break;
      }
      return within(tenantId, async unit => noteTried(unit, endpointId, { capability: null, problem }, await clock()));
    },
  };

  async function runTurn(input: { readonly tenantId: string; readonly conversationId: string; readonly turn: number }): Promise<void> {
    const { tenantId, conversationId, turn } = input;
    const begunAt = await clock();
    const context = await within(tenantId, unit => readTurn(unit, conversationId, turn, begunAt));
    if (context === null) return;
    const { policy, kind, ai, windowExpiresAt } = context;
    if (policy === null || policy.mode === 'off') return give(input, context, { kind: 'hand_over', reason: 'switched_off', detail: null, evidence: 0, tried: [], gap: false, callId: null });
    if (kind === 'answer' && !isWindowOpen(windowExpiresAt, begunAt)) return give(input, context, { kind: 'hand_over', reason: 'window_closed', detail: null, evidence: 0, tried: [], gap: false, callId: null });
    const proposal = await propose(database, models, {
      tenantId, conversationId, turn, purpose: kind, policy, talk: { ...context, answers: ai.answers, unresolved: ai.unresolved }, signal: Context.current().cancellationSignal, at: begunAt,
      ...(kind === 'answer' ? { onPromising: () => showTyping({ tenantId, conversationId }).catch(() => undefined) } : {}),
    });
    switch (proposal.kind) {
      case 'aborted':
        return;
      case 'failed': {
        if (!isShortWait(proposal.retryAfterMs)) return give(input, context, { kind: 'hand_over', reason: 'model_failed', detail: proposal.code, evidence: 0, tried: [], gap: false, callId: null });
        throw ApplicationFailure.create({ message: 'the model did not answer', type: proposal.code, ...(proposal.retryAfterMs === null ? {} : { nextRetryDelay: proposal.retryAfterMs }) });
      }
      case 'hand_over':
        return give(input, context, proposal);
      case 'say':
        return say(input, context, proposal);
    }
  }

  async function say(input: { readonly tenantId: string; readonly conversationId: string; readonly turn: number }, context: TurnContext, proposal: Extract<Proposal, { kind: 'say' }>): Promise<void> {
    const { tenantId, conversationId, turn } = input;
    const at = await clock();
    if (context.kind === 'suggest') {
      await within(tenantId, unit => draftOfTurn(unit, conversationId, turn, { text: proposal.text, citations: citationsOf(proposal.cited), callId: proposal.callId, demo: proposal.demo }, at));
      return;
    }
    const end = await within(tenantId, async unit => {
      // Whoever switched it off meanwhile meant this answer, too.
      const policy = await activeAiPolicy(unit);
      if (policy === null || policy.mode === 'off') return 'off' as const;
      return sayAnswer(unit, conversationId, turn, { says: proposal.says, outcome: proposal.outcome, cited: proposal.cited.map(passage => passage.id), callId: proposal.callId, closesAt: at + policy.closeAfterMs }, at);
    });
    if (end === 'said' || end === 'stale') return;
    const reason = end === 'off' ? 'switched_off' : end === 'withdrawn' ? 'not_grounded' : end === 'window_closed' ? 'window_closed' : 'model_failed';
    return give(input, context, { kind: 'hand_over', reason, detail: end, evidence: proposal.evidence, tried: proposal.cited, gap: false, callId: proposal.callId });
  }

  async function give({ tenantId, conversationId, turn }: { readonly tenantId: string; readonly conversationId: string; readonly turn: number }, context: TurnContext, { reason, detail, evidence, tried, gap }: Extract<Proposal, { kind: 'hand_over' }>): Promise<void> {
    const at = await clock();
    await within(tenantId, async unit => {
      if (context.kind === 'suggest') await endQuietly(unit, conversationId, turn, at);
      else {
        const tellContact = reason !== 'window_closed';
        if (!(await giveToPeople(unit, conversationId, { turn, reason, policy: context.policy, note: noteOf(context, { detail, tried, searched: gap }), tellContact }, at, false))) return;
      }
      if (gap) await noteGap(unit, { conversationId, question: context.burst.join('\n'), language: context.language, reason, evidence }, at);
    });
  }

  async function makeSuggestion(tenantId: string, conversationId: string, request: Request, at: number): Promise<Parameters<typeof fulfil>[2]> {
    const read = await within(tenantId, async unit => {
      const row = await unit.tx.conversation.findFirst({ where: { tenantId, id: conversationId }, select: { contactId: true } });
      return row === null ? null : readTalk(unit, conversationId, row.contactId);
    });
    if (read?.policy == null || read.policy.mode === 'off') return { error: 'ai_off' };
    const { policy } = read;
    const signal = Context.current().cancellationSignal;
    if (request.kind === 'reply') {
      const lines = read.burst.length > 0 ? read : { ...read, burst: read.history.filter(line => line.by === 'contact').slice(-1).map(line => line.text) };
      const proposal = await propose(database, models, { tenantId, conversationId, turn: null, purpose: 'suggest', policy, talk: { ...lines, answers: 1, unresolved: 0 }, signal, at });
      if (proposal.kind === 'say') return { text: proposal.text, citations: citationsOf(proposal.cited), callId: proposal.callId, demo: proposal.demo };
      return { error: proposal.kind === 'hand_over' ? proposal.reason : 'model_failed' };
    }
    const messages = request.kind === 'summary' ? summaryPrompt([...read.history, ...read.burst.map(text => ({ by: 'contact' as const, text }))], policy.mask) : rewritePrompt(request.how in REWRITES ? request.how : 'shorter', request.text, request.language);
    const result = await models.call({ tenantId, conversationId, turn: null, purpose: request.kind, policy, messages, maxTokens: WRITING_TOKENS, timeoutMs: WRITING_TIMEOUT_MS, signal, json: false, passages: [], evidence: null });
    if (result.kind === 'ok') return { text: forWhatsApp(result.text), citations: [], callId: result.callId, demo: result.demo };
    return { error: result.kind === 'capped' ? 'cost_cap' : result.kind === 'no_model' ? 'no_model' : result.code };
  }
}

const citationsOf = (cited: readonly Found[]) => cited.map(({ id, documentId, heading }) => ({ passageId: id, documentId, heading }));

/** What a colleague should know, in a few lines. */
function noteOf({ burst, history }: TurnContext, { detail, tried, searched }: { readonly detail: string | null; readonly tried: readonly Found[]; readonly searched: boolean }): string[] {
  const asked = burst.join(' / ');
  const answered = history.findLast(line => line.by === 'company')?.text;
  return [
    ...(detail === null ? [] : [`Why: ${detail}`]), ...(asked === '' ? [] : [`The contact wrote: ${asked.slice(0, 500)}`]), ...(answered === undefined ? [] : [`Answered before: ${answered.slice(0, 300)}`]),
    ...(tried.length === 0 ? (searched ? ['Nothing was found in the knowledge base.'] : []) : [`Looked at: ${tried.slice(0, 3).map(passage => passage.heading).join('; ')}`]),
  ].slice(0, SUMMARY_LINES);
}
