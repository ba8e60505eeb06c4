/** Conversations that are rated, with all timers on a time-skipping server. */
import { expect } from '@jest/globals';
import { surveyReplyId } from '../../domain/conversation/survey.ts';
import { replaceTemplates } from '../../store/templates/templates.ts';
import type { HttpClient } from './http-client.ts';
import { begin, clock, environment, row, settled, skipTo, stack, startTime } from './time-skipping.ts';
import type { Receipt } from './webhook.ts';
import { messagesBody, postWebhook, textBody } from './webhook.ts';

export const TEXTS = [
  { language: 'en', question: 'How was it?', button: 'Rate', thanks: 'Thank you!', comment: 'What can we do better?' },
  { language: 'de', question: 'Wie war es?', button: 'Bewerten', thanks: null, comment: null },
];
export const SURVEY = {
  enabled: true,
  waitMinutes: 5,
  closings: ['agent', 'administrator', 'wrap_up_ended'],
  queueIds: null as readonly string[] | null,
  dispositionIds: null as readonly string[] | null,
  onlyAnswered: true,
  quietDays: 0,
  commentMinutes: 15,
  texts: TEXTS as readonly object[],
  templateName: null as string | null,
};
const TEMPLATE = {
  name: 'how_was_it',
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [
    { type: 'BODY', text: 'How was it?' },
    {
      type: 'BUTTONS',
      buttons: ['Very good', 'Good', 'Fair', 'Poor', 'Bad'].map(text => ({ type: 'QUICK_REPLY', text })),
    },
  ],
} as const;

export let agent: HttpClient;
export let admin: HttpClient;
let serial = 0;
/** For `beforeAll`; `endTime` ends it. */
export async function startSurveys(): Promise<void> {
  await startTime();
  admin = stack.api();
  stack.simulator.templates.add('900000', TEMPLATE);
  await stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
    replaceTemplates(unit, '900000', [{ ...TEMPLATE, metaId: '1', reason: null, quality: null }], clock.now),
  );
  // A conversation is with the administrator's agent at once, and closed without wrap-up.
  expect((await admin.put(`/api/v1/queues/${queueId()}`, { wrapUpMs: 0 })).status).toBe(200);
}

export const tenant = () => stack.tenants[0]!;
export const queueId = () => tenant().queues[0]!.id;
export const agentId = () => tenant().users[1]!.id;
/** How contacts are asked. The agent logs in anew, since a session does not outlast the time that is skipped. */
export const setUp = async (change: object = {}): Promise<void> => {
  agent = await stack.agent(0);
  const answer = await admin.put('/api/v1/survey', { ...SURVEY, ...change });
  expect([answer.status, answer.body]).toEqual([200, { ...SURVEY, ...change }]);
};
const now = async (): Promise<void> => void (clock.now = await environment.currentTimeMs());
export const pass = async (ms: number): Promise<void> => {
  await environment.sleep(ms);
  await now();
};
export const events = async (id: string) =>
  (
    await stack.db.admin.query<{ type: string; data: Record<string, unknown> }>(
      'SELECT type, data FROM conversation_event WHERE conversation_id = $1 ORDER BY seq',
      [id],
    )
  ).rows;
export const surveyEvents = async (id: string): Promise<string[]> =>
  (await events(id)).flatMap(({ type, data }) =>
    type.startsWith('survey_')
      ? [type === 'survey_skipped' ? `skipped: ${String(data['reason'])}` : type.slice(7)]
      : [],
  );
export const outbound = async (id: string) =>
  (
    await stack.db.admin.query<{ id: string; kind: string; content: Record<string, never>; status: string }>(
      `SELECT id, kind, content, status FROM message
      WHERE conversation_id = $1 AND direction = 'outbound' AND author_id IS NULL ORDER BY received_at, id`,
      [id],
    )
  ).rows;
export const inbound = (from: string, message: object, wamid = `wamid.survey.${++serial}`, at = clock.now) =>
  postWebhook(
    stack.baseUrl,
    messagesBody(tenant().phoneNumberId, {
      contacts: [{ profile: { name: `Customer ${from}` }, wa_id: from }],
      messages: [{ from, id: wamid, timestamp: String(Math.floor(at / 1000)), ...message }],
    }),
  );
export const tapOf = (id: string, rating: 1 | 2 | 3 | 4 | 5) => ({
  type: 'interactive',
  interactive: { type: 'list_reply', list_reply: { id: surveyReplyId(id, rating), title: String(rating) } },
});
/** The contact rates the conversation. */
export async function rate(from: string, id: string, rating: 1 | 2 | 3 | 4 | 5): Promise<Receipt> {
  await now();
  const answer = await inbound(from, tapOf(id, rating));
  await settled();
  return answer.body;
}
export async function write(from: string, text: string): Promise<void> {
  await now();
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant().phoneNumberId, from, text, at: clock.now }));
  await settled();
}
export async function answer(id: string): Promise<void> {
  const sent = await agent.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'It is on its way.' } });
  expect(sent.status).toBe(202);
}
export async function resolve(id: string, body: object = {}, by = agent): Promise<void> {
  await now();
  const closed = await by.post(`/api/v1/conversations/${id}/close`, body);
  expect([closed.status, closed.body.state]).toEqual([200, 'closed']);
  await settled();
}
/** A conversation that an agent has. */
export async function active(): Promise<{ readonly id: string; readonly from: string }> {
  const from = `4989${String(++serial).padStart(4, '0')}`;
  const id = await begin(from);
  expect((await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: agentId() })).status).toBe(200);
  return { id, from };
}
export async function resolved(): Promise<{ readonly id: string; readonly from: string }> {
  const one = await active();
  await answer(one.id);
  await resolve(one.id);
  return one;
}
export const dueAt = async (id: string): Promise<number> => (await row(id)).survey!.askAt!;
export const asked = async (id: string): Promise<void> => void (await skipTo(id, 'survey_asked', await dueAt(id)));
export const skipped = async (id: string): Promise<void> => void (await skipTo(id, 'survey_skipped', await dueAt(id)));
export const shown = async (id: string) => (await admin.get(`/api/v1/conversations/${id}`)).body;
