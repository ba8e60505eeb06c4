/** Satisfaction surveys: who is asked, when and how, once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { surveyReplyId } from '../../domain/conversation/survey.ts';
import { runTimed } from '../../store/deadlines/run-command.ts';
import { mergeContacts } from '../../store/inbound/merge-contacts.ts';
import { eventually } from '../support/eventually.ts';
import { unitsOf } from '../support/units-of.ts';
import {
  SURVEY,
  TEXTS,
  active,
  admin,
  agent,
  agentId,
  answer,
  asked,
  dueAt,
  events,
  inbound,
  outbound,
  pass,
  queueId,
  rate,
  resolve,
  resolved,
  setUp,
  shown,
  skipped,
  startSurveys,
  surveyEvents,
  tenant,
  write,
} from '../support/surveys.ts';
import { DAY, MINUTE, clock, endTime, guard, row, settled, stack } from '../support/time-skipping.ts';

const within = unitsOf(() => stack);
beforeAll(startSurveys);
afterAll(endTime);
beforeEach(() => setUp());

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
    const runs = [1, 2].map(() => within(unit => runTimed(unit, id, { kind: 'askSurvey' }, clock.now)));
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
    await Promise.all([1, 2, 3].map(() => within(unit => runTimed(unit, id, { kind: 'askSurvey' }, at))));
    expect(await surveyEvents(id)).toEqual(['asked']);
    expect(await outbound(id)).toHaveLength(1);
  });

  test('is not there when the transaction that asks is lost, and is asked when it is run again', async () => {
    const { id } = await resolved();
    const at = await dueAt(id);
    const lost = within(async unit => {
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

    const disposition = (await admin.post('/api/v1/dispositions', { name: 'Delivery' })).body.id;
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
    await within(unit => mergeContacts(unit, from, into, clock.now));
    await skipped(other.id);
    expect(await surveyEvents(other.id)).toEqual(['skipped: asked_lately']);
  });

  test('of a contact’s two conversations whose questions are due at the same moment, one asks', async () => {
    await setUp({ quietDays: 30 });
    const [one, other] = [await resolved(), await resolved()];
    const [from, into] = [(await row(one.id)).contact_id, (await row(other.id)).contact_id];
    await within(unit => mergeContacts(unit, from, into, clock.now));
    const at = Math.max(await dueAt(one.id), await dueAt(other.id));
    let [isAsked, end] = [(): void => undefined, (): void => undefined];
    const whenAsked = new Promise<void>(resolve => (isAsked = resolve));
    const whenEnded = new Promise<void>(resolve => (end = resolve));
    const first = within(async unit => {
      await runTimed(unit, one.id, { kind: 'askSurvey' }, at);
      isAsked();
      await whenEnded;
    });
    await whenAsked;
    const second = within(unit => runTimed(unit, other.id, { kind: 'askSurvey' }, at));
    const waits = eventually(
      async () => (await stack.db.admin.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'")).rowCount,
      'the second one waits',
      { until: count => (count ?? 0) > 0 },
    );
    await Promise.race([second, waits]);
    end();
    await Promise.all([first, second]);
    expect([await surveyEvents(one.id), await surveyEvents(other.id)]).toEqual([['asked'], ['skipped: asked_lately']]);
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
