/**
 * From a question to a checked proposal: find passages, ask the model, check its answer. Does not change the
 * conversation.
 */
import type { Nothing } from '../../domain/ai/asks-nothing.ts';
import { hasQuestion, mayAsk, wantsAnswer } from '../../domain/ai/asked.ts';
import { asksNothing } from '../../domain/ai/asks-nothing.ts';
import { courtesyIn, isCourtesy } from '../../domain/ai/courtesies.ts';
import { isOnlyCourteous } from '../../domain/ai/courteous.ts';
import { Formatter, forWhatsApp, messagesFor } from '../../domain/ai/format.ts';
import { check } from '../../domain/ai/gate.ts';
import type { VersionedAiPolicy } from '../../domain/ai/policy.ts';
import { humanReason, onlyGreets } from '../../domain/ai/rules.ts';
import { head } from '../../domain/text/looked-at.ts';
import type { HandOverReason } from '../../domain/conversation/events.ts';
import type { OutgoingContent, TurnContext } from '../../store/ai/turn.ts';
import type { Database } from '../../store/db/database.ts';
import type { Found, Search } from '../../store/knowledge/search.ts';
import { languageOf } from '../../store/knowledge/language.ts';
import { DECISION_JSON_SCHEMA, readDecision } from './decision.ts';
import { findPassages, embedQuestion } from './embed-question.ts';
import type { FailureCode } from './model-types.ts';
import type { Models } from './models.ts';
import { answerPrompt, nameOf } from './prompt.ts';
import { ReplyReader } from './reply-reader.ts';

const PASSAGES = 5;
const MAX_TOKENS = 700;
const CALL_TIMEOUT_MS = 45_000;
/** A question of fewer words is searched together with what it refers to. */
const SHORT = 4;
const BUTTON_TITLE = 20;
const BUTTONS = 3;

/** What is to be answered. `at`: epoch milliseconds. */
export interface Asked {
  readonly tenantId: string;
  /** Null for a trial of a policy. */
  readonly conversationId: string | null;
  readonly turn: number | null;
  readonly purpose: 'answer' | 'suggest' | 'trial';
  readonly policy: VersionedAiPolicy;
  readonly talk: Pick<
    TurnContext,
    'history' | 'burst' | 'quoted' | 'said' | 'tapped' | 'unreadable' | 'vip' | 'language'
  > & { readonly answers: number; readonly unresolved: number };
  readonly signal: AbortSignal;
  readonly at: number;
  /** Called before the model is asked, that is once an answer is likely. */
  readonly onPromising?: () => Promise<void>;
  /** Called with the answer as far as the model has written it; none of it is checked yet. */
  readonly onReply?: (soFar: string) => void;
}

/** `courtesy`: a polite reply to thanks or goodbye, which answers no question. */
type Outcome = 'answered' | 'clarified' | 'courtesy';

export type Proposal =
  | {
      readonly kind: 'say';
      readonly outcome: Outcome;
      readonly text: string;
      readonly says: readonly OutgoingContent[];
      readonly cited: readonly Found[];
      readonly callId: string | null;
      readonly demo: boolean;
      readonly evidence: number;
      readonly similarity: number | null;
    }
  | {
      readonly kind: 'hand_over';
      readonly reason: HandOverReason;
      /** A more precise code, for the note to colleagues. */ readonly detail: string | null;
      readonly evidence: number;
      readonly similarity: number | null;
      readonly tried: readonly Found[];
      readonly gap: boolean;
      readonly callId: string | null;
    }
  /** Nothing was asked, and nothing is to be said. */
  | { readonly kind: 'nothing' }
  /** The call failed temporarily and may be retried. */
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly retryAfterMs: number | null }
  | { readonly kind: 'aborted' };

/**
 * Proposes what the AI should do about a burst of messages. Sends nothing and does not change the conversation; calls
 * of the model are recorded and count against the policy's caps.
 * @returns `say`: an answer that has passed all checks; `hand_over`: people have to answer.
 */
export async function propose(database: Database, models: Models, asked: Asked): Promise<Proposal> {
  const { policy, talk, purpose, tenantId, at } = asked;
  const draft = purpose === 'suggest';
  const handOver = (
    reason: HandOverReason,
    more: Partial<Extract<Proposal, { kind: 'hand_over' }>> = {},
  ): Proposal => ({
    kind: 'hand_over',
    reason,
    detail: null,
    evidence: 0,
    similarity: null,
    tried: [],
    gap: false,
    callId: null,
    ...more,
  });
  const nothing = nothingOf(talk);
  if (nothing !== null) return courteous(asked, nothing) ?? { kind: 'nothing' };
  // A draft goes to a person anyway, so nothing is handed over.
  const human = draft
    ? null
    : humanReason(
        {
          texts: talk.burst,
          earlier: talk.history.filter(line => line.by === 'contact').map(line => line.text),
          unreadable: talk.unreadable,
          vip: talk.vip,
          language: talk.language,
          answers: talk.answers,
          unresolved: talk.unresolved,
        },
        policy,
      );
  if (human !== null) return handOver(human);
  if (onlyGreets(talk.burst)) {
    if (policy.greeting === null) return handOver('no_evidence');
    return {
      kind: 'say',
      outcome: 'answered',
      text: policy.greeting,
      says: textOf(disclosed(policy, policy.greeting, !draft && talk.answers === 0)),
      cited: [],
      callId: null,
      demo: false,
      evidence: 1,
      similarity: null,
    };
  }
  const question = questionOf(talk);
  const endpoint = await models.endpoint(tenantId);
  const meaning = await embedQuestion(database, models, { ...asked, endpoint }, question);
  const found = await findPassages(
    database,
    tenantId,
    { text: question, language: talk.language, audience: draft ? 'internal' : 'customer', limit: PASSAGES, at },
    meaning,
  );
  const seen = { evidence: found.evidence, similarity: found.similarity, tried: found.passages };
  if (!isEvident(found, policy)) return handOver('no_evidence', { ...seen, gap: true });
  await asked.onPromising?.();
  const answer = await models.call({
    endpoint,
    tenantId,
    conversationId: asked.conversationId,
    turn: asked.turn,
    purpose,
    policy,
    messages: answerPrompt(
      policy,
      { history: talk.history, burst: talk.burst, quoted: talk.quoted, passages: found.passages },
      draft,
    ),
    maxTokens: MAX_TOKENS,
    timeoutMs: CALL_TIMEOUT_MS,
    signal: asked.signal,
    json: DECISION_JSON_SCHEMA,
    onText: onText(asked.onReply),
    passages: found.passages.map(({ id, score }) => ({ id, score })),
    evidence: found.evidence,
  });
  if (answer.kind === 'no_model') return handOver('model_failed', { ...seen, detail: 'no_model' });
  if (answer.kind === 'capped') return handOver('cost_cap', seen);
  const { callId } = answer;
  if (answer.kind === 'failed') {
    if (answer.code === 'aborted') return { kind: 'aborted' };
    return answer.retryable
      ? { kind: 'failed', code: answer.code, retryAfterMs: answer.retryAfterMs }
      : handOver('model_failed', { ...seen, detail: answer.code, callId });
  }
  const decision = readDecision(answer.text);
  if (decision === null) return { kind: 'failed', code: 'malformed', retryAfterMs: null };
  switch (decision.action) {
    case 'handoff':
      return handOver('model_asked', { ...seen, callId });
    case 'abstain':
      return handOver('abstained', { ...seen, callId, gap: true });
    case 'courtesy': {
      // A courtesy is no answer: if something may have been asked, the model has not answered it.
      if (talk.burst.some(mayAsk)) return handOver('abstained', { ...seen, callId, gap: true });
      const text = forWhatsApp(decision.reply).trim();
      if (!isOnlyCourteous(text)) return handOver('not_grounded', { ...seen, callId, detail: 'courtesy' });
      return {
        kind: 'say',
        outcome: 'courtesy',
        text,
        says: textOf(text),
        cited: [],
        callId,
        demo: answer.demo,
        evidence: found.evidence,
        similarity: found.similarity,
      };
    }
    case 'clarify': {
      const choice = clarification(policy, decision.options, found.passages, !draft && talk.answers === 0);
      return choice === null
        ? handOver('abstained', { ...seen, callId, gap: true })
        : {
            kind: 'say',
            outcome: 'clarified',
            ...choice,
            cited: [],
            callId,
            demo: answer.demo,
            evidence: found.evidence,
            similarity: found.similarity,
          };
    }
    case 'answer': {
      const cited = found.passages.filter((_, index) => decision.citations.includes(nameOf(index)));
      // It cites nothing, or passages that were not given: the answer cannot be trusted.
      if (cited.length === 0 || cited.length < new Set(decision.citations).size)
        return handOver('not_grounded', { ...seen, callId, detail: 'citation' });
      const verdict = check(forWhatsApp(decision.reply), {
        cited: cited.map(passage => `${passage.heading}\n${passage.text}`),
        said: talk.burst.map(head),
        linkHosts: policy.linkHosts,
      });
      if (!verdict.ok) return handOver('not_grounded', { ...seen, callId, detail: verdict.why });
      const spoken = languageOf(verdict.text);
      if (
        spoken !== null &&
        ((policy.languages.length > 0 && !policy.languages.includes(spoken)) ||
          (talk.language !== null &&
            spoken !== talk.language &&
            cited.every(passage => passage.language !== talk.language)))
      )
        return handOver('language', { ...seen, callId });
      const says = answerTexts(policy, verdict.text, cited, !draft && talk.answers === 0);
      return says === null
        ? handOver('not_grounded', { ...seen, callId, detail: 'too_long' })
        : {
            kind: 'say',
            outcome: 'answered',
            text: verdict.text,
            says,
            cited,
            callId,
            demo: answer.demo,
            evidence: found.evidence,
            similarity: found.similarity,
          };
    }
  }
}

/**
 * What a burst says, if it asks nothing; null if it needs an answer. A tap and a reply to a quoted question may be
 * answers to something; a contact who begins with a mere hello is greeted.
 */
function nothingOf({ burst, history, quoted, said, tapped, unreadable }: Asked['talk']): Nothing | null {
  if (unreadable || tapped || quoted.some(hasQuestion) || (history.length === 0 && onlyGreets(burst))) return null;
  const last = said.at(-1);
  // A courtesy only follows thanks, so no question is open after it.
  const answered = last !== undefined && (last.isAnswer || isCourtesy(last.text));
  return asksNothing(burst, {
    asked: said.some(({ text, isAnswer }) => (isAnswer ? hasQuestion(text) : wantsAnswer(text))),
    answered,
  });
}

/**
 * The courtesy to a contact's thanks, once, in the contact's language; null if the policy wants none, the contact did
 * not thank, or there is none in that language. An agent who asks for a draft gets it whatever the policy says.
 */
function courteous(
  { policy, talk: { history, language }, turn, purpose }: Asked,
  { thanks }: Nothing,
): Proposal | null {
  const last = history.findLast(line => line.by === 'company')?.text;
  const wanted =
    purpose === 'suggest' ? turn === null : policy.courtesy === true && last !== undefined && !isCourtesy(last);
  const text = thanks && wanted ? courtesyIn(language) : null;
  return text === null
    ? null
    : {
        kind: 'say',
        outcome: 'courtesy',
        text,
        says: textOf(text),
        cited: [],
        callId: null,
        demo: false,
        evidence: 1,
        similarity: null,
      };
}

/**
 * Whether the passages are good enough to ask the model: by the share of the question's words in the best passage or,
 * if the policy sets a floor for it, by similarity in meaning.
 */
const isEvident = (
  { passages, evidence, similarity }: Search,
  { evidenceFloor, similarityFloor }: VersionedAiPolicy,
): boolean =>
  passages.length > 0 &&
  (evidence >= evidenceFloor || (similarityFloor !== null && similarity !== null && similarity >= similarityFloor));

function onText(onReply: Asked['onReply']): ((piece: string) => void) | undefined {
  if (onReply === undefined) return undefined;
  const [reader, formatter] = [new ReplyReader(), new Formatter()];
  return piece => {
    const soFar = formatter.push(reader.push(piece));
    if (soFar !== '') onReply(soFar);
  };
}

export const citationsOf = (cited: readonly Found[]) =>
  cited.map(({ id, documentId, heading }) => ({ passageId: id, documentId, heading }));

/** The text to search for: a short question together with what it quotes, or with the contact's message before it. */
function questionOf({ history, burst, quoted }: Asked['talk']): string {
  const question = head(burst.join('\n'));
  const before = quoted.length > 0 ? quoted.join('\n') : (history.findLast(line => line.by === 'contact')?.text ?? '');
  return question.split(/\s+/).length < SHORT ? `${head(before)}\n${question}` : question;
}

/** Puts the policy's disclosure before the AI's first message. */
const disclosed = ({ disclosure }: VersionedAiPolicy, text: string, first: boolean): string =>
  first && disclosure !== null ? `${disclosure}\n\n${text}` : text;

const textOf = (text: string): OutgoingContent[] => [{ kind: 'text', content: { body: text } }];

function answerTexts(
  policy: VersionedAiPolicy,
  text: string,
  cited: readonly Found[],
  first: boolean,
): OutgoingContent[] | null {
  const address = policy.cite
    ? (cited.find(
        passage => passage.url !== null && policy.linkHosts.some(host => new URL(passage.url ?? '').hostname === host),
      )?.url ?? null)
    : null;
  return (
    messagesFor(disclosed(policy, [text, ...(address === null ? [] : [address])].join('\n\n'), first))?.flatMap(
      textOf,
    ) ?? null
  );
}

/**
 * A clarifying question. Its text comes from the policy and its choices are headings of articles, none from the model.
 */
function clarification(
  policy: VersionedAiPolicy,
  options: readonly string[],
  passages: readonly Found[],
  first: boolean,
): { text: string; says: OutgoingContent[] } | null {
  const { clarification: words, buttons } = policy;
  const headings = [...new Set(passages.map(passage => passage.heading.split(' › ').at(-1) ?? ''))];
  const chosen = [...new Set(options)].filter(option => headings.includes(option)).slice(0, BUTTONS);
  if (words === null || chosen.length < 2) return null;
  const asked = disclosed(policy, words, first);
  const text = `${asked}\n${chosen.map(option => `- ${option}`).join('\n')}`;
  if (!buttons || chosen.some(option => option.length > BUTTON_TITLE)) return { text, says: textOf(text) };
  return {
    text,
    says: [
      {
        kind: 'interactive',
        content: {
          type: 'button',
          body: { text: asked },
          action: {
            buttons: chosen.map((title, index) => ({ type: 'reply', reply: { id: `ai-${index + 1}`, title } })),
          },
        },
      },
    ],
  };
}
