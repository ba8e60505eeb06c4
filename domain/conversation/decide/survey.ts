/** Decisions about satisfaction surveys: the question, why it was not asked, the rating, and the comment. */
import type { NewEvent } from '../events.ts';
import type { ConversationPolicy } from '../settings.ts';
import { isWindowOpen } from '../settings.ts';
import type { ConversationState } from '../state.ts';
import type { SurveySkip } from '../survey.ts';
import { RATE_WITHIN_MS } from '../survey.ts';
import type { Decision, Refusal } from './decision.ts';
import { accept, refuse } from './decision.ts';

/** Null if the question is due at `at`; else a refusal, with its time where there is one. */
export function surveyRefusal({ phase, survey }: ConversationState, at: number): Refusal | null {
  if (phase !== 'closed' || survey?.askAt == null) return refuse('already_done');
  return at < survey.askAt ? refuse('not_due', survey.askAt) : null;
}

/** A message of a survey, which is queued although the conversation is closed. */
interface SurveyMessage {
  readonly messageId: string;
  readonly attemptId: string;
  /** WhatsApp’s message type. */
  readonly kind: string;
}

/** Asks the contact; refused with `window_closed` where that takes a template. */
export function askSurvey(
  state: ConversationState,
  { language, ...message }: SurveyMessage & { readonly language: string },
  at: number,
  policy: ConversationPolicy,
): Decision {
  const refused = surveyRefusal(state, at);
  if (refused !== null) return refused;
  const queued = queueSurveyMessage(state, message, at, policy);
  return 'refused' in queued
    ? queued
    : accept({ type: 'survey_asked', data: { messageId: message.messageId, askedAt: at, language } }, ...queued.events);
}

/** Thanks the contact for a rating, or asks for a comment. */
export function queueSurveyMessage(
  state: ConversationState,
  { messageId, attemptId, kind }: SurveyMessage,
  at: number,
  policy: ConversationPolicy,
): Decision {
  if (state.phase !== 'closed') return refuse('conversation_not_closed');
  if (kind !== 'template' && !isWindowOpen(state.windowExpiresAt, at))
    return refuse('window_closed', state.windowExpiresAt);
  return accept({ type: 'message_queued', data: { messageId, attemptId, retentionAt: at + policy.retentionMs } });
}

/** The contact is not asked after this closing. */
export function skipSurvey(state: ConversationState, reason: SurveySkip, at: number): Decision {
  return surveyRefusal(state, at) ?? accept({ type: 'survey_skipped', data: { reason } });
}

/**
 * The contact tapped on a rating. The latest tap counts, in whatever order taps arrive; one that repeats the rating, or
 * comes long after the question, changes nothing.
 * @param tap when it was tapped, epoch milliseconds.
 * @param commentMs for how long a text is a comment then; 0: none is asked for.
 */
export function rateSurvey(
  { phase, survey }: ConversationState,
  { messageId, rating, sentAt }: { readonly messageId: string; readonly rating: number; readonly sentAt: number },
  commentMs: number,
): NewEvent[] {
  if (survey?.messageId == null || survey.askedAt === null) return [];
  const isLate = sentAt > survey.askedAt + RATE_WITHIN_MS || (survey.ratedAt !== null && sentAt < survey.ratedAt);
  if (isLate || survey.rating === rating) return [];
  const asksNow = survey.rating === null && commentMs > 0 && phase === 'closed';
  const commentUntil = asksNow ? sentAt + commentMs : survey.commentUntil;
  return [{ type: 'survey_rated', data: { messageId, rating, ratedAt: sentAt, commentUntil } }];
}
