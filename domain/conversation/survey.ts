/**
 * Satisfaction surveys (CSAT): after a conversation was closed the contact is asked, once a conversation, to rate it
 * from 1 to 5 by a tap. What is decided about it stands in docs/decisions/0045.
 */
import { recordOf } from '../whatsapp/record.ts';

/** Reasons of closings (`CloseReason`) after which a contact may be asked; the others are no end of a matter. */
export const SURVEY_CLOSINGS = ['agent', 'administrator', 'wrap_up_ended', 'idle'] as const;
export type SurveyClosing = (typeof SURVEY_CLOSINGS)[number];

/** The rules that a closing itself is checked against; null in the settings: nobody is asked. */
export interface SurveyRules {
  /** From the closing to the question, milliseconds. */
  readonly waitMs: number;
  readonly closings: readonly SurveyClosing[];
  /** Null: all of them. */
  readonly queueIds: readonly string[] | null;
  /** Null: whatever it was about, also nothing. */
  readonly dispositionIds: readonly string[] | null;
}

/** Why a contact was not asked in the end. */
export type SurveySkip =
  | 'off'
  | 'rules_changed'
  | 'not_answered'
  | 'asked_lately'
  | 'writes_again'
  | 'contact_blocked'
  | 'marketing_stopped'
  | 'restricted'
  | 'number_paused'
  | 'window_closed';

/** The survey of a conversation. Times are epoch milliseconds. */
export interface SurveyState {
  /** When the question is due; null: it was asked. */
  readonly askAt: number | null;
  /** Who had the conversation when it was closed: whose work is rated. Null: nobody. */
  readonly agentId: string | null;
  readonly askedAt: number | null;
  /** The question; null: it was not asked yet. */
  readonly messageId: string | null;
  /** Which of the tenant's texts the contact gets. */
  readonly language: string | null;
  /** 1 (worst) to 5 (best); the latest counts. */
  readonly rating: number | null;
  /** When the contact tapped on it. */
  readonly ratedAt: number | null;
  /** A text that the contact writes before then is a comment; null: none was asked for. */
  readonly commentUntil: number | null;
  /** The first text that was one. */
  readonly commentId: string | null;
}

export const RATINGS = [5, 4, 3, 2, 1] as const;
export type Rating = (typeof RATINGS)[number];

/** A rating counts if the contact gave it within this time after the question. */
export const RATE_WITHIN_MS = 7 * 24 * 60 * 60 * 1000;

/** Contacts who rate as low as this, and say why, want to be heard: their comment opens the conversation again. */
const LOW_RATING = 2;

/** When and about whom a contact is to be asked after a closing; null: not, or it was asked before. */
export function surveyAfter(
  {
    survey,
    queueId,
    agentId,
  }: {
    readonly survey: SurveyState | null;
    readonly queueId: string | null;
    readonly agentId: string | null;
  },
  { reason, dispositionId }: { readonly reason: string; readonly dispositionId: string | null },
  at: number,
  rules: SurveyRules | null | undefined,
): { readonly askAt: number; readonly agentId: string | null } | null {
  if (rules == null || (survey !== null && survey.messageId !== null)) return null;
  return rules.closings.some(each => each === reason) && concerns(rules, queueId, dispositionId)
    ? { askAt: at + rules.waitMs, agentId }
    : null;
}

/** Whether the rules are about a conversation of this queue and disposition. */
export const concerns = (
  { queueIds, dispositionIds }: Pick<SurveyRules, 'queueIds' | 'dispositionIds'>,
  queueId: string | null,
  dispositionId: string | null,
): boolean =>
  (queueIds === null || (queueId !== null && queueIds.includes(queueId))) &&
  (dispositionIds === null || (dispositionId !== null && dispositionIds.includes(dispositionId)));

const REPLY = /^sigfollow:survey:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([1-5])$/;

/** The id of a row or button by which a contact rates a conversation. */
export const surveyReplyId = (conversationId: string, rating: Rating): string =>
  `sigfollow:survey:${conversationId}:${rating}`;

/** The rating that an inbound message is; null for any other message. */
export function surveyReplyOf(
  kind: string,
  content: Readonly<Record<string, unknown>>,
): { readonly conversationId: string; readonly rating: number } | null {
  if (kind !== 'interactive' && kind !== 'button') return null;
  const id =
    kind === 'button'
      ? content['payload']
      : (recordOf(content['list_reply']) ?? recordOf(content['button_reply']))?.['id'];
  const [, conversationId, rating] = typeof id === 'string' ? (REPLY.exec(id) ?? []) : [];
  return conversationId === undefined ? null : { conversationId, rating: Number(rating) };
}

/** Question marks of all the writing systems that have one of their own. */
const QUESTION = /[?¿؟？;՞፧⁇⁈⁉]/u;

/**
 * What a text is to the survey of its closed conversation. `comment`: what was asked for, and nothing to act on.
 * `complaint`: a comment that says why the rating is low, and opens the conversation again. `message`: whatever any
 * text is; so is one that asks something, or was written before the rating, whenever it arrives.
 * @param sentAt epoch milliseconds.
 */
export function commentKind(
  survey: SurveyState | null,
  { kind, text, sentAt }: { readonly kind: string; readonly text: unknown; readonly sentAt: number },
): 'comment' | 'complaint' | 'message' {
  if (survey?.commentUntil == null || survey.ratedAt === null || kind !== 'text') return 'message';
  if (sentAt < survey.ratedAt || sentAt >= survey.commentUntil) return 'message';
  if ((survey.rating ?? LOW_RATING) <= LOW_RATING) return 'complaint';
  return typeof text !== 'string' || QUESTION.test(text) ? 'message' : 'comment';
}
