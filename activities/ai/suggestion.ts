/**
 * What agents ask the AI for: a reply, another wording, a summary; tags, a disposition, an article. These are proposals
 * only; an agent decides whether to use them.
 */
import { Context } from '@temporalio/activity';
import { Formatter, forWhatsApp } from '../../domain/ai/format.ts';
import type { VersionedAiPolicy } from '../../domain/ai/policy.ts';
import { cut } from '../../domain/text/cut.ts';
import type { Draft, Request } from '../../store/ai/suggestions.ts';
import { dispositionChoices, showRequested, tagChoices } from '../../store/ai/suggestions.ts';
import type { TurnContext } from '../../store/ai/turn.ts';
import { readTalk } from '../../store/ai/turn.ts';
import { citationsOf, propose } from './answer.ts';
import { CHOICE_JSON_SCHEMA, readChoice } from './decision.ts';
import type { AiDependencies } from './dependencies.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { findPassages, embedQuestion } from './embed-question.ts';
import type { CountedCall, CountedResult } from './models.ts';
import { choicePrompt, rewritePrompt, summaryPrompt } from './prompt.ts';
import { DraftStreamer } from './draft-streamer.ts';

const WRITING_TOKENS = 700;
const CHOICE_TOKENS = 200;
const WRITING_TIMEOUT_MS = 45_000;
const MOST_TAGS = 3;
const MOST_ARTICLES = 3;
const EXCERPT = 600;

export interface SuggestionOrder {
  readonly tenantId: string;
  readonly suggestionId: string;
  readonly conversationId: string;
  readonly request: Request;
}
type Result = Draft | { readonly error: string };
type Talk = Omit<TurnContext, 'kind' | 'ai' | 'windowExpiresAt'> & { readonly policy: VersionedAiPolicy };

/**
 * Makes what an agent requested; `at`: epoch milliseconds.
 * @returns the draft or proposal, or an `error` code for the agent; the caller records it.
 */
export async function makeSuggestion(
  dependencies: AiDependencies,
  order: SuggestionOrder,
  at: number,
): Promise<Result> {
  const { tenantId, conversationId, request } = order;
  const talk = await unitOfWork(dependencies.database)(tenantId, unit => readTalk(unit, conversationId));
  if (talk?.policy == null || talk.policy.mode === 'off') return { error: 'ai_off' };
  const known = { ...talk, policy: talk.policy };
  switch (request.kind) {
    case 'reply':
      return reply(dependencies, order, known, at);
    case 'rewrite':
    case 'summary':
      return write(dependencies, order, request.kind === 'rewrite' ? request : null, known);
    case 'tags':
    case 'disposition':
      return choose(dependencies, order, request.kind, known);
    case 'article':
      return findArticles(dependencies, order, known, at);
  }
}

/** If everything has been answered, the contact's last message is taken as the question. */
const withQuestion = (talk: Talk): Talk =>
  talk.burst.length > 0
    ? talk
    : {
        ...talk,
        said: [],
        burst: talk.history
          .filter(line => line.by === 'contact')
          .slice(-1)
          .map(line => line.text),
      };

const linesOf = ({ history, burst }: Talk) => [...history, ...burst.map(text => ({ by: 'contact' as const, text }))];

const showingOf = ({ database }: AiDependencies, { tenantId, suggestionId }: SuggestionOrder): DraftStreamer =>
  new DraftStreamer(text => unitOfWork(database)(tenantId, unit => showRequested(unit, suggestionId, text)));

async function reply(dependencies: AiDependencies, order: SuggestionOrder, talk: Talk, at: number): Promise<Result> {
  const { tenantId, conversationId } = order;
  const showing = showingOf(dependencies, order);
  const proposal = await propose(dependencies.database, dependencies.models, {
    tenantId,
    conversationId,
    turn: null,
    purpose: 'suggest',
    policy: talk.policy,
    talk: { ...withQuestion(talk), answers: 1, unresolved: 0 },
    signal: Context.current().cancellationSignal,
    at,
    onReply: text => showing.show(text),
  });
  await showing.end();
  if (proposal.kind === 'say')
    return {
      text: proposal.text,
      citations: citationsOf(proposal.cited),
      callId: proposal.callId,
      demo: proposal.demo,
    };
  return {
    error:
      proposal.kind === 'hand_over' ? proposal.reason : proposal.kind === 'nothing' ? 'nothing_asked' : 'model_failed',
  };
}

/** Another wording of what the agent wrote or, without `rewrite`, a summary of the conversation. */
async function write(
  dependencies: AiDependencies,
  order: SuggestionOrder,
  rewrite: Extract<Request, { kind: 'rewrite' }> | null,
  talk: Talk,
): Promise<Result> {
  const showing = showingOf(dependencies, order);
  const { policy } = talk;
  const formatter = new Formatter();
  const messages =
    rewrite !== null
      ? rewritePrompt(rewrite.how, rewrite.text, rewrite.language)
      : summaryPrompt(linesOf(talk), policy.mask);
  const result = await call(dependencies, order, talk, {
    purpose: rewrite !== null ? 'rewrite' : 'summary',
    messages,
    maxTokens: WRITING_TOKENS,
    json: null,
    onText: piece => showing.show(formatter.push(piece)),
  });
  await showing.end();
  return result.kind === 'ok'
    ? { text: forWhatsApp(result.text), citations: [], callId: result.callId, demo: result.demo }
    : { error: errorOf(result) };
}

/** The model chooses; names that are not in the tenant's list are ignored. */
async function choose(
  dependencies: AiDependencies,
  order: SuggestionOrder,
  what: 'tags' | 'disposition',
  talk: Talk,
): Promise<Result> {
  const choices = await unitOfWork(dependencies.database)(order.tenantId, unit =>
    what === 'tags' ? tagChoices(unit, order.conversationId) : dispositionChoices(unit),
  );
  if (choices.length === 0) return { error: 'no_choices' };
  const result = await call(dependencies, order, talk, {
    purpose: what,
    messages: choicePrompt(
      what,
      choices.map(each => each.name),
      linesOf(talk),
      talk.policy.mask,
    ),
    maxTokens: CHOICE_TOKENS,
    json: CHOICE_JSON_SCHEMA,
  });
  if (result.kind !== 'ok') return { error: errorOf(result) };
  const chosen = [...new Set(readChoice(result.text))].flatMap(name => choices.find(each => each.name === name) ?? []);
  const [first] = chosen;
  if (first === undefined) return { error: 'abstained' };
  const made = { text: null, citations: [], callId: result.callId, demo: result.demo };
  return what === 'tags'
    ? { ...made, proposal: { tags: chosen.slice(0, MOST_TAGS).map(each => each.name) } }
    : { ...made, proposal: { dispositionId: first.id } };
}

/** Articles that an agent might read or send next; found by search, not written by a model. */
async function findArticles(
  { database, models }: AiDependencies,
  { tenantId, conversationId }: SuggestionOrder,
  talk: Talk,
  at: number,
): Promise<Result> {
  const { policy, language } = talk;
  const question = withQuestion(talk).burst.join('\n');
  const meaning = await embedQuestion(
    database,
    models,
    { tenantId, conversationId, turn: null, policy, signal: Context.current().cancellationSignal },
    question,
  );
  const { passages } = await findPassages(
    database,
    tenantId,
    { text: question, language, audience: 'internal', limit: 20, at },
    meaning,
  );
  const articles = passages
    .filter((passage, place) => passages.findIndex(other => other.documentId === passage.documentId) === place)
    .slice(0, MOST_ARTICLES);
  if (articles.length === 0) return { error: 'no_evidence' };
  return {
    text: null,
    citations: [],
    callId: null,
    demo: false,
    proposal: {
      articles: articles.map(({ documentId, heading, text, url }) => ({
        documentId,
        heading,
        text: cut(text, EXCERPT),
        url,
      })),
    },
  };
}

function call(
  { models }: AiDependencies,
  { tenantId, conversationId }: SuggestionOrder,
  { policy }: Talk,
  asked: Pick<CountedCall, 'purpose' | 'messages' | 'maxTokens' | 'json' | 'onText'>,
): Promise<CountedResult> {
  return models.call({
    tenantId,
    conversationId,
    turn: null,
    policy,
    timeoutMs: WRITING_TIMEOUT_MS,
    signal: Context.current().cancellationSignal,
    passages: [],
    evidence: null,
    ...asked,
  });
}

const errorOf = (result: Exclude<CountedResult, { kind: 'ok' }>): string =>
  result.kind === 'capped' ? 'cost_cap' : result.kind === 'no_model' ? 'no_model' : result.code;
