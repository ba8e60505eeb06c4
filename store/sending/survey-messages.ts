/** The messages of a satisfaction survey: the question, as a list or as a template, and the thanks for a rating. */
import { queueSurveyMessage } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { RATINGS, surveyReplyId } from '../../domain/conversation/survey.ts';
import type { TemplateComponent } from '../../domain/whatsapp/template.ts';
import { shownTemplate } from '../../domain/whatsapp/template.ts';
import type { TenantUnit } from '../db/database.ts';
import { sendableTemplates } from '../templates/templates.ts';
import type { TemplateView } from '../templates/templates.ts';
import type { SurveySettings, SurveyText } from '../tenant/survey-settings.ts';
import type { Reply } from './replies.ts';
import { acceptReply } from './replies.ts';

type Content = Pick<Reply, 'kind' | 'content'>;

/** A message that the engine itself sends. */
const automatic = (conversationId: string, { kind, content }: Content): Reply => ({
  conversationId,
  actor: SYSTEM_ACTOR,
  kind,
  content,
  contextWamid: null,
  reactsTo: null,
  permit: () => null,
});

/** The tenant's text for a contact of this language; its first one if it has none. */
export const surveyTextFor = ({ texts }: SurveySettings, language: string | null): SurveyText | undefined =>
  texts.find(text => text.language === language) ?? texts[0];

/** Inside the customer-service window: a list of ratings, since WhatsApp shows three buttons at most. */
export function surveyQuestion(conversationId: string, { question, button }: SurveyText): Reply {
  return automatic(conversationId, {
    kind: 'interactive',
    content: {
      type: 'list',
      body: { text: question },
      action: {
        button,
        sections: [
          {
            rows: RATINGS.map(rating => ({
              id: surveyReplyId(conversationId, rating),
              title: `${rating} ${'⭐'.repeat(rating)}`,
            })),
          },
        ],
      },
    },
  });
}

/** Whether a survey can be asked by the template: a quick-reply button for each rating, and nothing to be filled in. */
export function asksSurvey({ components, parameters }: Pick<TemplateView, 'components' | 'parameters'>): boolean {
  return !parameters.some(slot => slot.required) && quickReplies(components).length === RATINGS.length;
}

/** The places of quick-reply buttons among all buttons of a template. */
const quickReplies = (components: readonly TemplateComponent[]): number[] =>
  components
    .flatMap(({ buttons }) => buttons ?? [])
    .flatMap(({ type }, index) => (type.toUpperCase() === 'QUICK_REPLY' ? [index] : []));

/**
 * Outside the window: the template in the text's language, else in any other of the tenant's texts; null when none can
 * be sent on this number now.
 */
export async function surveyTemplate(
  unit: TenantUnit,
  conversation: { readonly id: string; readonly number_id: string },
  settings: SurveySettings,
  language: string,
): Promise<Reply | null> {
  if (settings.templateName === null) return null;
  const found = (await sendableTemplates(unit, conversation.number_id, settings.templateName)).filter(asksSurvey);
  const wanted = [language, ...settings.texts.map(text => text.language)];
  const template = wanted.map(code => found.find(each => speaks(each.language, code))).find(each => each !== undefined);
  if (template === undefined) return null;
  const components = quickReplies(template.components).map((index, place) => ({
    type: 'button' as const,
    sub_type: 'quick_reply' as const,
    index: String(index),
    parameters: [{ type: 'payload' as const, payload: surveyReplyId(conversation.id, RATINGS[place] ?? 1) }],
  }));
  return automatic(conversation.id, {
    kind: 'template',
    content: {
      name: template.name,
      language: { code: template.language },
      components,
      ...shownTemplate(template.components, components),
    },
  });
}

/** Whether a template's language (`pt_BR`) is this one (`pt`). */
export const speaks = (templateLanguage: string, language: string): boolean =>
  templateLanguage.split('_')[0] === language;

/** After the first rating, while the conversation is closed. A message that WhatsApp would not take now is left out. */
export async function thankForRating(
  unit: TenantUnit,
  conversationId: string,
  { thanks, comment }: SurveyText,
  at: number,
): Promise<void> {
  const body = [thanks, comment].filter(each => each !== null).join('\n\n');
  if (body === '') return;
  await acceptReply(unit, automatic(conversationId, { kind: 'text', content: { body } }), at, {
    decide: (state, message, settings) => queueSurveyMessage(state, message, at, settings),
  });
}
