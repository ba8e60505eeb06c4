/** What events change of a conversation's survey; part of the fold. */
import type { EventData, NewEvent } from './events.ts';
import type { ConversationState } from './state.ts';
import type { SurveyState } from './survey.ts';

const NOT_ASKED: SurveyState = {
  askAt: null,
  agentId: null,
  askedAt: null,
  messageId: null,
  language: null,
  rating: null,
  ratedAt: null,
  commentUntil: null,
  commentId: null,
};

/** After a closing: the question is planned, if it is to be asked; what was asked before stays. */
export const plannedSurvey = ({ survey }: EventData['closed']): Partial<ConversationState> =>
  survey === undefined ? {} : { survey: { ...NOT_ASKED, ...survey } };

/** After a conversation was reopened or archived: what was asked stays, and nothing more is awaited. */
export const endedSurvey = ({ survey }: ConversationState): SurveyState | null =>
  survey === null || survey.messageId === null ? null : { ...survey, commentUntil: null };

type SurveyEvent = Extract<NewEvent, { type: 'survey_asked' | 'survey_skipped' | 'survey_rated' | 'survey_commented' }>;

export function surveyChanges({ survey }: ConversationState, event: SurveyEvent): Partial<ConversationState> {
  if (survey === null) return {};
  switch (event.type) {
    case 'survey_asked':
      return { survey: { ...survey, ...event.data, askAt: null } };
    case 'survey_skipped':
      return { survey: null };
    case 'survey_rated': {
      const { rating, ratedAt, commentUntil } = event.data;
      return { survey: { ...survey, rating, ratedAt, commentUntil } };
    }
    case 'survey_commented':
      return { survey: { ...survey, commentId: survey.commentId ?? event.data.messageId } };
  }
}
