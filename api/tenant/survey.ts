import { z } from 'zod';
import { SURVEY_CLOSINGS } from '../../domain/conversation/survey.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { asksSurvey, speaks } from '../../store/sending/survey-messages.ts';
import { templateView, templatesOfName } from '../../store/templates/templates.ts';
import { countKnown } from '../../store/tenant/known.ts';
import { changeSurveySettings, readSurveySettings } from '../../store/tenant/survey-settings.ts';
import { audit } from '../http/access.ts';
import { int, languageTag, many, text } from '../http/input.ts';
import { problem } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { unique } from '../http/schema-parts.ts';
import { TEXT_LIMIT, id, requireKnown } from '../http/schemas.ts';
import { templateName } from '../templates/definition.ts';

const TAG = 'Settings';
const MOST_TEXTS = 20;
const MOST_IDS = 200;
/** Of an interactive message, and of the button that opens its list. */
const [QUESTION_LIMIT, BUTTON_LIMIT] = [1_024, 20];

const surveyText = z.strictObject({
  language: languageTag,
  question: text(QUESTION_LIMIT),
  button: text(BUTTON_LIMIT).meta({ description: 'On the button that opens the list of ratings.' }),
  thanks: text(TEXT_LIMIT / 2)
    .nullable()
    .meta({ description: 'Sent after the first rating; null: nothing.' }),
  comment: text(TEXT_LIMIT / 2)
    .nullable()
    .meta({ description: 'Asks for a comment, after `thanks`; null: none is awaited.' }),
});
const ids = many(id, MOST_IDS, 1).nullable();
const survey = z
  .strictObject({
    enabled: z.boolean(),
    waitMinutes: int(0, 1_440).meta({ description: 'From the closing to the question.' }),
    closings: many(z.enum(SURVEY_CLOSINGS), SURVEY_CLOSINGS.length, 1).meta({
      description: 'How a conversation was closed for its contact to be asked.',
    }),
    queueIds: ids.meta({ description: 'Only in these queues; null: in all.' }),
    dispositionIds: ids.meta({ description: 'Only where it was about one of these; null: whatever it was about.' }),
    onlyAnswered: z.boolean().meta({ description: 'Only where a person has answered.' }),
    quietDays: int(0, 365).meta({ description: 'A contact is asked again only after so many days; 0: always.' }),
    commentMinutes: int(1, 1_440).meta({ description: 'For how long after the rating a text is a comment.' }),
    texts: many(surveyText, MOST_TEXTS)
      .superRefine((texts, context) => {
        unique(
          texts,
          each => each.language,
          index => [index, 'language'],
          context,
        );
        // They are sent as one message, with an empty line between them.
        for (const [index, { thanks, comment }] of texts.entries())
          if (thanks !== null && comment !== null && thanks.length + comment.length + 2 > TEXT_LIMIT)
            context.addIssue({
              code: 'custom',
              path: [index, 'comment'],
              message: `may have ${TEXT_LIMIT - 2} characters together with thanks`,
            });
      })
      .meta({
        description: 'What contacts are told, by language; one whose language is none of them gets the first.',
      }),
    templateName: templateName.nullable().meta({
      description:
        'Asks when the customer-service window is closed: a template without parameters and with five quick-reply buttons, which stand for 5 to 1 in this order; null: nobody is asked then.',
    }),
  })
  .meta({ id: 'Survey', description: 'How contacts are asked, after a conversation, how satisfied they are.' });

const read = route({
  method: 'get',
  path: '/survey',
  tag: TAG,
  summary: 'How contacts are asked how satisfied they are',
  roles: ['TENANT_ADMIN'],
  answer: survey,
  handle: ({ work }) => work(async unit => shown(await readSurveySettings(unit))),
});

const change = route({
  method: 'put',
  path: '/survey',
  tag: TAG,
  summary: 'Set up how contacts are asked how satisfied they are; conversations that are closed from now on follow it',
  roles: ['TENANT_ADMIN'],
  body: survey,
  answer: survey,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      await check(unit, body);
      await changeSurveySettings(unit, body);
      await audit(unit, principal, 'survey.change', unit.tenantId, at, {
        enabled: Number(body.enabled),
        waitMinutes: body.waitMinutes,
        quietDays: body.quietDays,
        languages: body.texts.map(each => each.language).join(' '),
        templateName: body.templateName,
      });
      return body;
    }),
});

const shown = ({
  closings,
  queueIds,
  dispositionIds,
  texts,
  ...others
}: Awaited<ReturnType<typeof readSurveySettings>>) => ({
  ...others,
  closings: [...closings],
  queueIds: queueIds === null ? null : [...queueIds],
  dispositionIds: dispositionIds === null ? null : [...dispositionIds],
  texts: [...texts],
});

/** @throws problem 400 or 409 for what does not exist, or would not work. */
async function check(unit: TenantUnit, wanted: z.output<typeof survey>): Promise<void> {
  const { enabled, queueIds, dispositionIds, texts } = wanted;
  if (enabled && texts.length === 0)
    throw problem(400, 'invalid_request', 'There is no question to ask.', { field: 'texts' });
  if (queueIds !== null) requireKnown(await countKnown(unit, 'queue', queueIds), queueIds, 'queueIds');
  if (dispositionIds !== null)
    requireKnown(await countKnown(unit, 'disposition', dispositionIds), dispositionIds, 'dispositionIds');
  if (wanted.templateName !== null) await checkTemplate(unit, wanted.templateName, texts);
}

/**
 * Checks that some account of the tenant can ask by the template, in one of the languages.
 * @throws problem 400 `template_unknown`, `template_unfit`; 409 `template_not_sendable`
 */
async function checkTemplate(
  unit: TenantUnit,
  name: string,
  texts: readonly { readonly language: string }[],
): Promise<void> {
  const field = { field: 'templateName' };
  const found = (await templatesOfName(unit, name))
    .map(templateView)
    .filter(template => texts.some(({ language }) => speaks(template.language, language)));
  if (found.length === 0)
    throw problem(400, 'template_unknown', 'WhatsApp has no such template in a language of the texts.', field);
  const fit = found.filter(asksSurvey);
  if (fit.length === 0)
    throw problem(
      400,
      'template_unfit',
      'A template that asks for a rating takes no parameters and has five quick-reply buttons.',
      field,
    );
  if (!fit.some(template => template.sendable))
    throw problem(409, 'template_not_sendable', fit[0]?.explanation ?? '', field);
}

export const surveyRoutes = [read, change];
