/** Satisfaction surveys: who is asked, when and how, once; ratings and comments, and what they never do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { surveyReplyId } from '../../domain/conversation/survey.ts';
import { runTimed } from '../../store/deadlines/run-command.ts';
import { mergeContacts } from '../../store/inbound/merge-contacts.ts';
import { replaceTemplates } from '../../store/templates/templates.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import {
  DAY,
  MINUTE,
  begin,
  clock,
  endTime,
  environment,
  guard,
  row,
  settled,
  skipTo,
  stack,
  startTime,
} from '../support/time-skipping.ts';
import type { Receipt } from '../support/webhook.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

const TEXTS = [
  { language: 'en', question: 'How was it?', button: 'Rate', thanks: 'Thank you!', comment: 'What can we do better?' },
  { language: 'de', question: 'Wie war es?', button: 'Bewerten', thanks: null, comment: null },
];
const SURVEY = {
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

let agent: HttpClient;
let admin: HttpClient;
let serial = 0;
beforeAll(async () => {
  await startTime();
  agent = await stack.agent(0);
  admin = await stack.admin();
  stack.simulator.templates.add('900000', TEMPLATE);
  await stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
    replaceTemplates(unit, '900000', [{ ...TEMPLATE, metaId: '1', reason: null, quality: null }], clock.now),
  );
  // A conversation is with the administrator's agent at once, and closed without wrap-up.
  expect((await admin.put(`/api/v1/queues/${queueId()}`, { wrapUpMs: 0 })).status).toBe(200);
});
afterAll(endTime);
beforeEach(() => setUp());

const tenant = () => stack.tenants[0]!;
const queueId = () => tenant().queues[0]!.id;
const agentId = () => tenant().users[1]!.id;
const setUp = async (change: object = {}): Promise<void> => {
  const answer = await admin.put('/api/v1/survey', { ...SURVEY, ...change });
  expect([answer.status, answer.body]).toEqual([200, { ...SURVEY, ...change }]);
};
const now = async (): Promise<void> => void (clock.now = await environment.currentTimeMs());
const pass = async (ms: number): Promise<void> => {
  await environment.sleep(ms);
  await now();
};
const events = async (id: string) =>
  (
    await stack.db.admin.query<{ type: string; data: Record<string, unknown> }>(
      'SELECT type, data FROM conversation_event WHERE conversation_id = $1 ORDER BY seq',
      [id],
    )
  ).rows;
const surveyEvents = async (id: string): Promise<string[]> =>
  (await events(id)).flatMap(({ type, data }) =>
    type.startsWith('survey_')
      ? [type === 'survey_skipped' ? `skipped: ${String(data['reason'])}` : type.slice(7)]
      : [],
  );
const outbound = async (id: string) =>
  (
    await stack.db.admin.query<{ id: string; kind: string; content: Record<string, never>; status: string }>(
      `SELECT id, kind, content, status FROM message
      WHERE conversation_id = $1 AND direction = 'outbound' AND author_id IS NULL ORDER BY received_at, id`,
      [id],
    )
  ).rows;
const inbound = (from: string, message: object, wamid = `wamid.survey.${++serial}`, at = clock.now) =>
  postWebhook(
    stack.baseUrl,
    messagesBody(tenant().phoneNumberId, {
      contacts: [{ profile: { name: `Customer ${from}` }, wa_id: from }],
      messages: [{ from, id: wamid, timestamp: String(Math.floor(at / 1000)), ...message }],
    }),
  );
const tapOf = (id: string, rating: 1 | 2 | 3 | 4 | 5) => ({
  type: 'interactive',
  interactive: { type: 'list_reply', list_reply: { id: surveyReplyId(id, rating), title: String(rating) } },
});
/** The contact rates the conversation. */
async function rate(from: string, id: string, rating: 1 | 2 | 3 | 4 | 5): Promise<Receipt> {
  await now();
  const answer = await inbound(from, tapOf(id, rating));
  await settled();
  return answer.body;
}
async function write(from: string, text: string): Promise<void> {
  await now();
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant().phoneNumberId, from, text, at: clock.now }));
  await settled();
}
async function answer(id: string): Promise<void> {
  const sent = await agent.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'It is on its way.' } });
  expect(sent.status).toBe(202);
}
async function resolve(id: string, body: object = {}, by = agent): Promise<void> {
  await now();
  const closed = await by.post(`/api/v1/conversations/${id}/close`, body);
  expect([closed.status, closed.body.state]).toEqual([200, 'closed']);
  await settled();
}
/** A conversation that an agent has. */
async function active(): Promise<{ readonly id: string; readonly from: string }> {
  const from = `4989${String(++serial).padStart(4, '0')}`;
  const id = await begin(from);
  expect((await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: agentId() })).status).toBe(200);
  return { id, from };
}
async function resolved(): Promise<{ readonly id: string; readonly from: string }> {
  const one = await active();
  await answer(one.id);
  await resolve(one.id);
  return one;
}
const dueAt = async (id: string): Promise<number> => (await row(id)).survey!.askAt!;
const asked = async (id: string): Promise<void> => void (await skipTo(id, 'survey_asked', await dueAt(id)));
const skipped = async (id: string): Promise<void> => void (await skipTo(id, 'survey_skipped', await dueAt(id)));
const shown = async (id: string) => (await agent.get(`/api/v1/conversations/${id}`)).body;

describe('the question', () => {
  test('is asked by a list some minutes after the closing, not before, and answered by a tap that opens nothing', async () => {
    const { id, from } = await resolved();
    const due = await dueAt(id);
    expect(due - (await row(id)).closed_at!.getTime()).toBe(5 * MINUTE);
    expect(await guard(id, { kind: 'askSurvey' }, due)).toEqual([false, true, true]);
    expect((await shown(id)).survey).toMatchObject({
      dueAt: new Date(due).toISOString(),
      messageId: null,
      rating: null,
    });
    await asked(id);
    const [question] = await outbound(id);
    expect(question).toMatchObject({ kind: 'interactive', content: { type: 'list', body: { text: 'How was it?' } } });
    await eventually(async () => (await outbound(id))[0]!.status, 'the question at the contact', {
      until: status => status === 'read' || status === 'delivered',
    });
    expect((await shown(id)).survey).toMatchObject({ dueAt: null, messageId: question!.id, agentId: agentId() });

    const unread = (await row(id)).unread;
    await rate(from, id, 4);
    expect(await row(id)).toMatchObject({ phase: 'closed', unread, survey: { rating: 4 } });
    expect(await surveyEvents(id)).toEqual(['asked', 'rated']);
    expect((await shown(id)).survey).toMatchObject({ rating: 4, commentId: null });
    expect((await outbound(id)).map(each => each.content['body'])).toEqual([
      { text: 'How was it?' },
      'Thank you!\n\nWhat can we do better?',
    ]);
  });

  test('is asked once, whatever is done again', async () => {
    const { id, from } = await resolved();
    await asked(id);
    const runs = [1, 2].map(() =>
      stack.db.database.withTenant(tenant().id, unit => runTimed(unit, id, { kind: 'askSurvey' }, clock.now)),
    );
    await Promise.all(runs);
    await write(from, 'one more thing?');
    expect((await row(id)).phase).not.toBe('closed');
    await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: agentId() });
    await answer(id);
    await resolve(id);
    expect((await row(id)).survey!.askAt).toBeNull();
    await pass(DAY / 24);
    expect(await surveyEvents(id)).toEqual(['asked']);
    expect(await outbound(id)).toHaveLength(1);
  });

  test('of two that run at once one asks', async () => {
    const { id } = await resolved();
    const at = await dueAt(id);
    await Promise.all(
      [1, 2, 3].map(() =>
        stack.db.database.withTenant(tenant().id, unit => runTimed(unit, id, { kind: 'askSurvey' }, at)),
      ),
    );
    expect(await surveyEvents(id)).toEqual(['asked']);
    expect(await outbound(id)).toHaveLength(1);
  });

  test('is not there when the transaction that asks is lost, and is asked when it is run again', async () => {
    const { id } = await resolved();
    const at = await dueAt(id);
    const lost = stack.db.database.withTenant(tenant().id, async unit => {
      await runTimed(unit, id, { kind: 'askSurvey' }, at);
      throw new Error('killed');
    });
    await expect(lost).rejects.toThrow('killed');
    expect([await surveyEvents(id), await outbound(id)]).toEqual([[], []]);
    await asked(id);
    expect(await outbound(id)).toHaveLength(1);
  });

  test('is dropped where the contact writes before it, and asked after the next closing', async () => {
    const { id, from } = await resolved();
    await write(from, 'wait');
    expect((await row(id)).survey).toBeNull();
    await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: agentId() });
    await resolve(id);
    await asked(id);
    expect(await surveyEvents(id)).toEqual(['asked']);
  });

  test('is in the language of the contact, else in the first one', async () => {
    const { id } = await resolved();
    const { contact_id: contactId } = await row(id);
    await stack.db.admin.query("UPDATE contact SET language = 'de' WHERE id = $1", [contactId]);
    await asked(id);
    expect((await outbound(id))[0]!.content['body']).toEqual({ text: 'Wie war es?' });
    const other = await resolved();
    const contact = (await row(other.id)).contact_id;
    await stack.db.admin.query("UPDATE contact SET language = 'fr' WHERE id = $1", [contact]);
    await asked(other.id);
    expect((await outbound(other.id))[0]!.content['body']).toEqual({ text: 'How was it?' });
  });

  test('is a template once the window is closed, whose buttons rate; without one nobody is asked', async () => {
    await setUp({ waitMinutes: 1_440, templateName: 'how_was_it' });
    const { id, from } = await resolved();
    await asked(id);
    const [question] = await outbound(id);
    expect(question).toMatchObject({ kind: 'template', content: { name: 'how_was_it' } });
    await inbound(from, { type: 'button', button: { text: 'Good', payload: surveyReplyId(id, 4) } });
    await settled();
    expect(await row(id)).toMatchObject({ phase: 'closed', survey: { rating: 4 } });

    await setUp({ waitMinutes: 1_440 });
    const without = await resolved();
    await skipped(without.id);
    expect(await surveyEvents(without.id)).toEqual(['skipped: window_closed']);
    expect(await outbound(without.id)).toEqual([]);
    expect((await shown(without.id)).survey).toBeNull();
  });
});

describe('who is asked', () => {
  test('nobody unless an administrator wants it: closing writes nothing more', async () => {
    await setUp({ enabled: false });
    const { id } = await resolved();
    expect((await row(id)).survey).toBeNull();
    expect((await events(id)).find(({ type }) => type === 'closed')!.data).toEqual({
      reason: 'agent',
      archiveAt: expect.any(Number),
    });
  });

  test('nobody whose question was still to come when it is switched off', async () => {
    const { id } = await resolved();
    await setUp({ enabled: false });
    await skipped(id);
    expect(await surveyEvents(id)).toEqual(['skipped: off']);
  });

  test('only in the queues, dispositions and closings that are named', async () => {
    await setUp({ queueIds: [tenant().queues[1]!.id] });
    expect((await row((await resolved()).id)).survey).toBeNull();
    await setUp({ queueIds: [queueId()] });
    expect((await row((await resolved()).id)).survey).not.toBeNull();

    const disposition = (await admin.post('/api/v1/dispositions', { name: 'Delivery' })).body.id as string;
    await setUp({ dispositionIds: [disposition] });
    expect((await row((await resolved()).id)).survey).toBeNull();
    const about = await active();
    await answer(about.id);
    await resolve(about.id, { dispositionId: disposition });
    await asked(about.id);

    await setUp({ closings: ['idle'] });
    expect((await row((await resolved()).id)).survey).toBeNull();
  });

  test('only where a person has answered, unless that does not matter', async () => {
    const first = await active();
    await resolve(first.id);
    await skipped(first.id);
    expect(await surveyEvents(first.id)).toEqual(['skipped: not_answered']);
    await setUp({ onlyAnswered: false });
    const second = await active();
    await resolve(second.id);
    await asked(second.id);
  });

  test('again only after some days, whichever of the contact’s conversations it was, also of those that became its own', async () => {
    await setUp({ quietDays: 30 });
    const one = await resolved();
    await asked(one.id);
    const other = await resolved();
    const [from, into] = [(await row(one.id)).contact_id, (await row(other.id)).contact_id];
    await stack.db.database.withTenant(tenant().id, unit => mergeContacts(unit, from, into, clock.now));
    await skipped(other.id);
    expect(await surveyEvents(other.id)).toEqual(['skipped: asked_lately']);
  });

  test.each([
    ['restricted', 'UPDATE contact SET restricted = true WHERE id = $1'],
    ['marketing_stopped', 'UPDATE contact SET marketing_stopped = true WHERE id = $1'],
    [
      'contact_blocked',
      `INSERT INTO contact_block (tenant_id, contact_id, number_id, wanted, blocked, state, reason, round, author_kind, author_id, asked_at)
      SELECT tenant_id, contact_id, number_id, true, true, 'done', 'spam', id, 'user', id, now() FROM conversation WHERE contact_id = $1`,
    ],
    [
      'number_paused',
      'UPDATE business_number n SET sending_paused = true FROM conversation c WHERE c.number_id = n.id AND c.contact_id = $1',
    ],
  ])('not: %s', async (reason, sql) => {
    const { id } = await resolved();
    await stack.db.admin.query(sql, [(await row(id)).contact_id]);
    await skipped(id);
    await stack.db.admin.query('UPDATE business_number SET sending_paused = false');
    expect(await surveyEvents(id)).toEqual([`skipped: ${reason}`]);
    expect(await outbound(id)).toEqual([]);
  });
});

describe('the answer', () => {
  test('a tap on another rating counts, the same one twice and an older one that comes late do not', async () => {
    const { id, from } = await resolved();
    await asked(id);
    await pass(10 * MINUTE);
    await rate(from, id, 3);
    await rate(from, id, 3);
    await inbound(from, tapOf(id, 1), undefined, clock.now - 5 * MINUTE);
    await settled();
    expect((await row(id)).survey).toMatchObject({ rating: 3 });
    await pass(MINUTE);
    await rate(from, id, 5);
    expect((await row(id)).survey).toMatchObject({ rating: 5 });
    expect(await surveyEvents(id)).toEqual(['asked', 'rated', 'rated']);
    // The question, and thanks once.
    expect(await outbound(id)).toHaveLength(2);
  });

  test('delivered twice it is stored once', async () => {
    const { id, from } = await resolved();
    await asked(id);
    const send = () => inbound(from, tapOf(id, 4), 'wamid.survey.twice');
    const receipts = [await send(), await send()];
    expect(receipts.map(({ body }) => [body.stored, body.duplicate])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(await surveyEvents(id)).toEqual(['asked', 'rated']);
  });

  test('more than a week after the question it is noted, and counts no more', async () => {
    const { id, from } = await resolved();
    await asked(id);
    await stack.db.admin.query(
      `UPDATE conversation SET survey = jsonb_set(survey, '{askedAt}', to_jsonb($2::bigint)) WHERE id = $1`,
      [id, clock.now - 7 * DAY - 1_000],
    );
    await rate(from, id, 5);
    expect(await row(id)).toMatchObject({ phase: 'closed', survey: { rating: null } });
  });

  test('when the contact writes about something else by then, it belongs to what was rated, and nobody has to answer it', async () => {
    await admin.put('/api/v1/settings', { reopenWithinMinutes: 0 });
    const { id, from } = await resolved();
    await asked(id);
    await pass(MINUTE);
    await write(from, 'Something new');
    await admin.put('/api/v1/settings', { reopenWithinMinutes: 1_440 });
    const { rows } = await stack.db.admin.query<{ id: string; unread: number }>(
      'SELECT id, unread FROM conversation WHERE contact_id = $1 AND id <> $2',
      [(await row(id)).contact_id, id],
    );
    await rate(from, id, 2);
    expect((await row(id)).survey).toMatchObject({ rating: 2 });
    expect(await row(rows[0]!.id)).toMatchObject({ unread: rows[0]!.unread, survey: null });
    expect((await events(rows[0]!.id)).at(-1)!.type).toBe('message_noted');
    // No thanks in between.
    expect(await outbound(id)).toHaveLength(1);
  });

  test('somebody else’s tap rates nothing', async () => {
    const [one, other] = [await resolved(), await resolved()];
    await asked(one.id);
    await asked(other.id);
    await rate(other.from, one.id, 1);
    expect([(await row(one.id)).survey!.rating, (await row(other.id)).survey!.rating]).toEqual([null, null]);
    expect((await row(other.id)).phase).toBe('closed');
  });

  test('after it a text is a comment, and opens nothing; a question, a complaint and a later text do', async () => {
    const [pleased, asking, angry, late] = [await resolved(), await resolved(), await resolved(), await resolved()];
    for (const [{ id, from }, rating] of [
      [pleased, 5],
      [asking, 4],
      [angry, 1],
      [late, 5],
    ] as const) {
      await asked(id);
      await rate(from, id, rating);
    }
    await write(pleased.from, 'Anna was very quick.');
    await write(asking.from, 'Fine. Can I get an invoice?');
    await write(angry.from, 'Nobody helped me.');
    await pass(16 * MINUTE);
    await write(late.from, 'By the way');
    const seen = await Promise.all([pleased, asking, angry, late].map(({ id }) => row(id)));
    expect(seen.map(({ phase, survey }) => [phase, survey!.commentId !== null])).toEqual([
      ['closed', true],
      ['queued', false],
      ['queued', true],
      ['queued', false],
    ]);
    const comment = (await shown(pleased.id)).survey!.commentId;
    const said = (await agent.get(`/api/v1/conversations/${pleased.id}/messages`)).body.items;
    expect(said.find(message => message.id === comment)!.words).toBe('Anna was very quick.');
  });

  test('is gone with the conversation', async () => {
    const { id, from } = await resolved();
    await asked(id);
    await rate(from, id, 5);
    await skipTo(id, 'archived', (await row(id)).archive_at!.getTime());
    expect((await row(id)).survey).toMatchObject({ rating: 5, commentUntil: null });
    await skipTo(id, 'erased', (await row(id)).retention_at!.getTime());
    expect(await row(id)).toMatchObject({ phase: 'erased', survey: null });
  });
});

describe('the settings', () => {
  test('are refused where they would not work, and what was changed is in the audit log', async () => {
    const refusal = async (change: object) => {
      const { status, body } = await admin.put('/api/v1/survey', { ...SURVEY, ...change });
      return [status, body.code, body.field];
    };
    const elsewhere = '00000000-0000-4000-8000-000000000000';
    expect(await refusal({ texts: [] })).toEqual([400, 'invalid_request', 'texts']);
    expect(await refusal({ texts: [TEXTS[0], TEXTS[0]] })).toEqual([400, 'invalid_request', 'texts.1.language']);
    expect(await refusal({ queueIds: [elsewhere] })).toEqual([400, 'invalid_request', 'queueIds']);
    expect(await refusal({ dispositionIds: [elsewhere] })).toEqual([400, 'invalid_request', 'dispositionIds']);
    expect(await refusal({ templateName: 'nothing' })).toEqual([400, 'template_unknown', 'templateName']);
    expect((await agent.put('/api/v1/survey', SURVEY)).status).toBe(403);
    const [entry] = (await admin.get('/api/v1/audit?limit=1')).body.items;
    expect(entry).toMatchObject({ action: 'survey.change', data: { enabled: 1, waitMinutes: 5, languages: 'en de' } });
  });
});
