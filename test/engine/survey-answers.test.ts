/** Satisfaction surveys: ratings and comments, and what they never do. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  admin,
  asked,
  events,
  inbound,
  outbound,
  pass,
  rate,
  resolved,
  setUp,
  shown,
  startSurveys,
  surveyEvents,
  tapOf,
  write,
} from '../support/surveys.ts';
import { DAY, MINUTE, clock, endTime, row, settled, skipTo, stack } from '../support/time-skipping.ts';

beforeAll(startSurveys);
afterAll(endTime);
beforeEach(() => setUp());

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
  const comment = (await shown(pleased.id)).survey?.commentId;
  const said = (await admin.get(`/api/v1/conversations/${pleased.id}/messages`)).body.items;
  expect(said.find(message => message.id === comment)!.words).toBe('Anna was very quick.');
});

test('what was written before it is no comment, also when it arrives later, nor where nobody is asked for one', async () => {
  const [written, paused] = [await resolved(), await resolved()];
  for (const { id } of [written, paused]) await asked(id);
  await pass(10 * MINUTE);
  await rate(written.from, written.id, 5);
  const text = { type: 'text', text: { body: 'My second parcel is missing, too' } };
  await inbound(written.from, text, undefined, clock.now - 5 * MINUTE);
  await stack.db.admin.query('UPDATE business_number SET sending_paused = true');
  await rate(paused.from, paused.id, 5);
  await stack.db.admin.query('UPDATE business_number SET sending_paused = false');
  await write(paused.from, 'It is broken again');
  await settled();
  for (const { id } of [written, paused]) {
    const { phase, survey, unread } = await row(id);
    expect([phase === 'closed', survey!.rating, survey!.commentId, unread > 0]).toEqual([false, 5, null, true]);
  }
});

test('is gone with the conversation', async () => {
  const { id, from } = await resolved();
  await asked(id);
  await rate(from, id, 5);
  await skipTo(id, 'archived', (await row(id)).archive_at!.getTime());
  expect((await row(id)).survey).toMatchObject({ rating: 5, commentUntil: null });
  // Each message is deleted at its own time, and the rest then.
  await skipTo(id, 'erased', (await row(id)).retention_at!.getTime() + DAY);
  expect(await row(id)).toMatchObject({ phase: 'erased', survey: null });
});
