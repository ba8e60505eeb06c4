import { expect } from '@jest/globals';
import { surveyReplyId } from '../../domain/conversation/survey.ts';
import { events, newContact, writes } from './ai.ts';
import { eventually } from './eventually.ts';
import type { Stack } from './stack.ts';
import { messagesBody, postWebhook, textBody } from './webhook.ts';

/**
 * A conversation with all that a survey does: a question that is not asked, one that is dropped by a reopening, one that
 * is asked, a rating, thanks and a comment.
 */
export async function surveyed(stack: Stack): Promise<string> {
  const admin = await stack.admin();
  const { phoneNumberId } = stack.tenants[0]!;
  const from = newContact();
  const survey = async (change: object): Promise<void> => {
    const answer = await admin.put('/api/v1/survey', {
      enabled: true,
      waitMinutes: 0,
      closings: ['administrator'],
      queueIds: null,
      dispositionIds: null,
      onlyAnswered: false,
      quietDays: 0,
      commentMinutes: 60,
      texts: [{ language: 'en', question: 'How was it?', button: 'Rate', thanks: 'Thank you!', comment: 'Why?' }],
      templateName: null,
      ...change,
    });
    expect(answer.status).toBe(200);
  };
  const close = (id: string) => admin.post(`/api/v1/conversations/${id}/close`);
  const seen = (id: string, type: string) =>
    eventually(async () => (await events(stack, id)).some(event => event.type === type), type, { until: is => is });
  const id = await writes(stack, from, 'Where is my bike?');
  await survey({ onlyAnswered: true });
  await close(id);
  await seen(id, 'survey_skipped');
  await writes(stack, from, 'And now?');
  await survey({ waitMinutes: 60 });
  await close(id);
  await writes(stack, from, 'Not yet');
  await survey({});
  await close(id);
  await seen(id, 'survey_asked');
  await postWebhook(
    stack.baseUrl,
    messagesBody(phoneNumberId, {
      contacts: [{ profile: { name: 'T' }, wa_id: from }],
      messages: [
        {
          from,
          id: `wamid.survey.${Math.floor(performance.now() * 1_000)}`,
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'interactive',
          interactive: { type: 'list_reply', list_reply: { id: surveyReplyId(id, 4), title: '4' } },
        },
      ],
    }),
  );
  await seen(id, 'survey_rated');
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from, text: 'All well.' }));
  await seen(id, 'survey_commented');
  await eventually(
    async () => (await admin.get(`/api/v1/conversations/${id}`)).body.openSends.length === 0,
    'what is sent',
  );
  return id;
}
