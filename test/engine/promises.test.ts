/** Queues' service levels and waiting times, with all timers on a time-skipping server. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Ingestor } from '../../store/inbound/ingest.ts';
import { eventually } from '../support/eventually.ts';
import { atTheRow } from '../support/row-lock.ts';
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
import { postWebhook, textBody } from '../support/webhook.ts';

const HOUR = 60 * MINUTE;

beforeAll(startTime);
afterAll(endTime);

const tenant = () => stack.tenants[0]!;
const queueId = () => tenant().queues[0]!.id;
const agentId = () => tenant().users[1]!.id;
const put = async (settings: object): Promise<void> => {
  const answer = await stack.api().put(`/api/v1/queues/${queueId()}`, settings);
  expect([answer.status, answer.body.ok]).toEqual([200, true]);
};
const events = async (id: string): Promise<string[]> =>
  (
    await stack.db.admin.query<{ type: string }>(
      'SELECT type FROM conversation_event WHERE conversation_id = $1 ORDER BY seq',
      [id],
    )
  ).rows.map(event => event.type);
const told = async (id: string): Promise<(string | undefined)[]> =>
  (
    await stack.db.admin.query<{ content: { body?: string; name?: string } }>(
      `
        SELECT content
        FROM message
        WHERE conversation_id = $1 AND direction = 'outbound' AND author_id IS NULL
        ORDER BY received_at, id`,
      [id],
    )
  ).rows.map(message => message.content.body ?? message.content.name);
const inbound = async (from: string): Promise<void> => {
  clock.now = await environment.currentTimeMs();
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant().phoneNumberId, from, at: clock.now }));
  await settled();
};
/**
 * Skips to a deadline, and no further: what would happen later only does not happen. Nothing happens earlier, or after
 * `before`.
 */
async function punctual(id: string, type: string, deadline: number, before = Infinity): Promise<void> {
  const at = await skipTo(id, type, deadline);
  expect(at).toBeGreaterThanOrEqual(deadline);
  expect(at).toBeLessThan(before);
}

/** A new conversation that an agent has. */
async function active(from: string): Promise<string> {
  const id = await begin(from);
  expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agentId() })).status).toBe(200);
  await settled();
  return id;
}
const reply = async (id: string): Promise<void> => {
  clock.now = await environment.currentTimeMs();
  expect((await stack.api().post(`/api/v1/conversations/${id}/messages`, { text: { body: 'answer' } })).status).toBe(
    202,
  );
  await settled();
};
const close = async (id: string): Promise<void> => void (await stack.api().post(`/api/v1/conversations/${id}/close`));

test('who has waited too long is told so and the conversation is closed, the message before the end', async () => {
  await put({ maxWait: { afterMs: 2 * HOUR, action: 'close', text: 'Sorry, nobody is free.' } });
  const id = await begin('4981001');
  await put({ maxWait: { afterMs: 2 * HOUR, action: 'close', text: 'Nobody is free today.' } });
  const { max_wait_at: deadline, enqueued_at: since } = await row(id);
  expect(deadline!.getTime() - since!.getTime()).toBe(2 * HOUR);
  expect(await guard(id, { kind: 'endWait' }, deadline!.getTime())).toEqual([false, true, true]);
  await punctual(id, 'closed', deadline!.getTime());
  const log = await events(id);
  expect([
    log.indexOf('message_queued') < log.indexOf('max_wait_reached'),
    log.indexOf('max_wait_reached') < log.indexOf('closed'),
  ]).toEqual([true, true]);
  // As the queue has it when it is due.
  expect(await told(id)).toEqual(['Nobody is free today.']);
  await settled();
  await eventually(
    async () =>
      (
        await stack.db.admin.query(
          "SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound' AND wamid IS NOT NULL",
          [id],
        )
      ).rowCount,
    'the message at WhatsApp',
    { until: seen => seen === 1 },
  );
  await put({ maxWait: null });
});

test('a step tells the place in line, and goes on to another queue', async () => {
  const other = tenant().queues[1]!.id;
  await put({
    steps: [
      {
        afterMs: 5 * MINUTE,
        action: 'message',
        text: 'You are number {position}, about {minutes} minutes.',
        otherwise: 'You are number {position}.',
      },
      { afterMs: HOUR, action: 'queue', queueId: other },
    ],
  });
  const first = await begin('4981011');
  const second = await begin('4981012');
  const deadline = (await row(second)).step_at!.getTime();
  await skipTo(second, 'widened', deadline);
  expect([await told(first), await told(second)]).toEqual([['You are number 1.'], ['You are number 2.']]);
  await skipTo(second, 'enqueued', (await row(second)).step_at!.getTime());
  expect(await row(second)).toMatchObject({ phase: 'queued', queue_id: other });
  await put({ steps: [] });
  await close(first);
  await close(second);
});

test('a contact who falls silent is reminded, then told that the conversation ends; an answer stops both', async () => {
  await put({
    idle: {
      remindAfterMs: 2 * HOUR,
      reminder: 'Are you still there?',
      closeAfterMs: HOUR,
      farewell: 'We close for now.',
    },
  });
  const id = await active('4981021');
  expect((await row(id)).idle_at).toBeNull();
  await reply(id);
  const remind = (await row(id)).idle_at!.getTime();
  expect(await guard(id, { kind: 'endIdle' }, remind)).toEqual([false, true, true]);
  await punctual(id, 'idle_reminded', remind, remind + HOUR);
  await settled();
  await inbound('4981021');
  expect((await row(id)).idle_at).toBeNull();
  await reply(id);
  const again = (await row(id)).idle_at!.getTime();
  await environment.sleep(again - (await environment.currentTimeMs()) + 1);
  await eventually(() => row(id), 'the second reminder', { until: seen => seen.idle_reminded });
  const end = (await row(id)).idle_at!.getTime();
  expect(end - again).toBeGreaterThanOrEqual(HOUR);
  await punctual(id, 'closed', end);
  expect(await told(id)).toEqual(['Are you still there?', 'Are you still there?', 'We close for now.']);
  expect((await row(id)).agent_id).toBeNull();
  await put({ idle: null });
});

test('a snoozed conversation costs no capacity and waits again at its time, or when the contact writes', async () => {
  const used = async (): Promise<number> =>
    (await stack.db.admin.query<{ used: number }>('SELECT used FROM agent_state WHERE agent_id = $1', [agentId()]))
      .rows[0]!.used;
  const before = await used();
  const id = await active('4981031');
  const snooze = async (): Promise<number> => {
    clock.now = await environment.currentTimeMs();
    const until = clock.now + 3 * HOUR;
    expect(
      (await stack.api().post(`/api/v1/conversations/${id}/snooze`, { until: new Date(clock.now).toISOString() })).body,
    ).toMatchObject({ code: 'invalid_request', field: 'until' });
    expect(
      (await stack.api().post(`/api/v1/conversations/${id}/snooze`, { until: new Date(until).toISOString() })).body,
    ).toMatchObject({ state: 'snoozed', agentId: agentId() });
    await settled();
    return until;
  };
  const until = await snooze();
  expect(await used()).toBe(before);
  expect(await guard(id, { kind: 'wake' }, until)).toEqual([false, true, true]);
  await punctual(id, 'enqueued', until);
  // Its agent is not online: it waits for anybody.
  expect(await row(id)).toMatchObject({ phase: 'queued', agent_id: null, snoozed_until: null });
  expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agentId() })).status).toBe(200);
  await stack.db.admin.query("UPDATE agent_state SET presence = 'online', max = 10 WHERE agent_id = $1", [agentId()]);
  await snooze();
  await inbound('4981031');
  // Its agent is there: it is asked first.
  expect(await eventually(() => row(id), 'the offer', { until: seen => seen.phase === 'offered' })).toMatchObject({
    agent_id: agentId(),
  });
  await stack.db.admin.query("UPDATE agent_state SET presence = 'offline' WHERE agent_id = $1", [agentId()]);
  const admin = stack.api();
  expect((await admin.post(`/api/v1/conversations/${id}/wake`)).body).toMatchObject({ code: 'already_done' });
  await close(id);
});

test('promises run in business hours, over a holiday; they are warned of, broken and kept', async () => {
  // Dates and a change of the clocks by themselves are in test/unit/service-levels; here time passes.
  const zone = 'Europe/Berlin';
  const start = await environment.currentTimeMs();
  const day = (offset: number): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(start + offset * DAY);
  const all = [{ from: '00:00', to: '24:00' }];
  await put({
    hours: {
      timeZone: zone,
      week: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(name => [name, all])),
      holidays: [day(1)],
    },
    sla: [
      { minPriority: 0, firstResponseMs: DAY, nextResponseMs: HOUR, resolutionMs: 3 * DAY, warnBeforeMs: 30 * MINUTE },
    ],
  });
  const id = await active('4981041');
  const clocks = async () => Object.fromEntries((await row(id)).sla.map(each => [each.target, each]));
  const first = (await clocks())['first_response']!;
  // A day of opening, with a closed day in between: two days, give or take what the clocks were changed by.
  expect(Math.abs(first.dueAt! - clock.now - 2 * DAY)).toBeLessThanOrEqual(HOUR);
  expect(await guard(id, { kind: 'warnSla', target: 'first_response' }, first.warnsAt!)).toEqual([false, true, true]);
  expect(await guard(id, { kind: 'breachSla', target: 'first_response' }, first.dueAt! + 1)).toEqual([
    false,
    true,
    true,
  ]);
  await punctual(id, 'sla_warned', first.warnsAt!, first.dueAt!);
  await punctual(id, 'sla_breached', first.dueAt! + 1);
  const view = (await stack.api().get(`/api/v1/conversations/${id}`)).body;
  expect(view.sla).toEqual(
    expect.arrayContaining([expect.objectContaining({ target: 'first_response', breached: true })]),
  );
  await inbound('4981041');
  await reply(id);
  expect(Object.keys(await clocks())).toEqual(['resolution']);
  const paused = (await clocks())['resolution']!;
  expect(paused.dueAt).toBeNull();
  await environment.sleep(5 * HOUR);
  await inbound('4981041');
  expect((await clocks())['resolution']!.dueAt! - clock.now).toBe(paused.remainingMs);
  expect((await clocks())['next_response']!.dueAt! - clock.now).toBe(HOUR);
  await inbound('4981041');
  await reply(id);
  await close(id);
  await put({ sla: [], hours: null });
  const ends = (
    await stack.db.admin.query<{ data: { target: string; outcome: string } }>(
      "SELECT data FROM conversation_event WHERE conversation_id = $1 AND type = 'sla_ended' ORDER BY seq",
      [id],
    )
  ).rows.map(event => `${event.data.target} ${event.data.outcome}`);
  expect(ends.slice(0, 2)).toEqual(['first_response breached', 'next_response met']);
});

/** The next Sunday on which Europe's clocks change, as midnight in UTC: the last one of March or October. */
function nextChange(month: 2 | 9, after: number): number {
  for (let year = new Date(after).getUTCFullYear(); ; year++) {
    const last = Date.UTC(year, month + 1, 0);
    const sunday = last - new Date(last).getUTCDay() * DAY;
    if (sunday - 12 * HOUR > after) return sunday;
  }
}

/**
 * In Sunday's first hours 02:00 is 03:00 in spring, and 03:00 is 02:00 in autumn. Begun on Saturday at 16:00 on the
 * wall, an hour before closing.
 */
test.each([
  ['spring, whose night loses an hour', 2, -9, 3],
  ['autumn, whose night gains an hour', 9, -10, 2],
] as const)('a promise of five hours over the change of the clocks in %s', async (_name, month, startsAt, dueAt) => {
  const sunday = nextChange(month, await environment.currentTimeMs());
  const [start, due] = [sunday + startsAt * HOUR, sunday + dueAt * HOUR];
  await environment.sleep(start - (await environment.currentTimeMs()));
  await put({
    hours: {
      timeZone: 'Europe/Berlin',
      week: { sat: [{ from: '08:00', to: '17:00' }], sun: [{ from: '00:00', to: '12:00' }] },
      holidays: [],
    },
    sla: [
      {
        minPriority: 0,
        firstResponseMs: 5 * HOUR,
        nextResponseMs: null,
        resolutionMs: null,
        warnBeforeMs: 30 * MINUTE,
      },
    ],
  });
  const id = await begin(`49810${start / HOUR}`);
  const {
    sla: [promise],
    enqueued_at: began,
  } = await row(id);
  // Due as much later as it began after the hour.
  expect(promise!.dueAt! - due).toBe(began!.getTime() - start);
  await punctual(id, 'sla_warned', promise!.warnsAt!, promise!.dueAt!);
  await punctual(id, 'sla_breached', promise!.dueAt! + 1);
  await close(id);
  await put({ sla: [], hours: null });
});

test('out of hours a contact is told once until it opens, and again the next night', async () => {
  const start = await environment.currentTimeMs();
  const shift = new Date(start).getUTCHours();
  const clockAt = (hours: number): string => `${String((shift + hours) % 24).padStart(2, '0')}:00`;
  // Open for the hour that begins ten hours from now; where that crosses midnight, for another.
  const from = clockAt(10);
  const to = clockAt(11) === '00:00' ? '24:00' : clockAt(11);
  const span = [{ from, to }];
  await put({
    hours: {
      timeZone: 'Etc/UTC',
      week: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(name => [name, span])),
      holidays: [],
    },
    outOfHoursText: 'We are closed.',
  });
  const id = await begin('4981051');
  await inbound('4981051');
  await inbound('4981051');
  expect(await told(id)).toEqual(['We are closed.']);
  await environment.sleep(13 * HOUR);
  await inbound('4981051');
  await inbound('4981051');
  expect(await told(id)).toEqual(['We are closed.', 'We are closed.']);
  await put({ outOfHoursText: null, hours: null });
  await close(id);
});

test('a full queue turns the next one away, also when two come at once', async () => {
  const waiting = (await stack.api().get('/api/v1/queues')).body.items.find(queue => queue.id === queueId())!.waiting;
  expect((await stack.api().put(`/api/v1/queues/${queueId()}`, { maxLength: 5 })).body).toMatchObject({
    code: 'invalid_request',
    field: 'whenFull',
  });
  await put({ maxLength: waiting + 2, whenFull: { action: 'close', text: 'Too many are waiting.' } });
  clock.now = await environment.currentTimeMs();
  const numbers = Array.from({ length: 6 }, (_, index) => `498106${index}`);
  await Promise.all(
    numbers.map(from =>
      postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant().phoneNumberId, from, at: clock.now })),
    ),
  );
  await settled();
  const { rows } = await stack.db.admin.query<{ id: string; phase: string }>(
    `
      SELECT c.id, c.phase
      FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
      WHERE i.value LIKE '498106%'`,
  );
  expect(rows.map(each => each.phase).sort()).toEqual(['closed', 'closed', 'closed', 'closed', 'queued', 'queued']);
  for (const each of rows)
    expect(await told(each.id)).toEqual(each.phase === 'closed' ? ['Too many are waiting.'] : []);
  await put({ maxLength: null, whenFull: null });
  for (const each of rows) if (each.phase === 'queued') await close(each.id);
});

test('two who come for a queue’s last place: the first at its door has it', async () => {
  const waiting = (await stack.api().get('/api/v1/queues')).body.items.find(queue => queue.id === queueId())!.waiting;
  await put({ maxLength: waiting + 1, whenFull: { action: 'close', text: 'Too many are waiting.' } });
  clock.now = await environment.currentTimeMs();
  const numbers = ['4981067', '4981068'];
  const { app } = stack;
  // Each through a process of its own: what comes to one process at once shares a transaction.
  const [first, second] = numbers.map(from => () => {
    Object.assign(app, {
      ingestor: new Ingestor({
        database: app.database,
        directory: app.directory,
        box: app.box,
        clock: app.clock,
        hotPathFailed: () => undefined,
      }),
    });
    return postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant().phoneNumberId, from, at: clock.now }));
  });
  // The door (store/acd/queue-length.ts) is no row: it is taken along with the queue's.
  await atTheRow(
    stack.db.adminUrl,
    "queue WHERE id = $1 AND pg_advisory_xact_lock(hashtextextended('queue ' || id, 0)) IS NOT NULL",
    queueId(),
    first!,
    second!,
  );
  await settled();
  const { rows } = await stack.db.admin.query<{ id: string; phase: string }>(
    `
      SELECT c.id, c.phase
      FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
      WHERE i.value = ANY($1)
      ORDER BY i.value`,
    [numbers],
  );
  expect(rows.map(each => each.phase)).toEqual(['queued', 'closed']);
  await put({ maxLength: null, whenFull: null });
  await close(rows[0]!.id);
});

test('a queue that wants to know what it was about is told, at the end of wrap-up or at once', async () => {
  await put({ dispositionRequired: true });
  const admin = stack.api();
  const {
    body: { id: dispositionId },
  } = await admin.post('/api/v1/dispositions', { name: 'Delivery' });
  expect((await admin.post('/api/v1/dispositions', { name: 'Delivery' })).body).toMatchObject({
    code: 'disposition_exists',
    field: 'name',
  });
  const id = await active('4981071');
  expect((await admin.post(`/api/v1/conversations/${id}/close`)).body).toMatchObject({ state: 'wrapping' });
  expect((await admin.post(`/api/v1/conversations/${id}/close`)).body).toMatchObject({
    status: 422,
    code: 'disposition_required',
    field: 'dispositionId',
  });
  expect((await admin.post(`/api/v1/conversations/${id}/close`, { dispositionId })).body).toMatchObject({
    state: 'closed',
    dispositionId,
  });
  expect((await admin.delete(`/api/v1/dispositions/${dispositionId}`)).status).toBe(200);
  const next = await active('4981072');
  expect((await admin.post(`/api/v1/conversations/${next}/close`, { dispositionId })).body).toMatchObject({
    code: 'invalid_request',
    field: 'dispositionId',
  });
  await close(next);
  // Wrap-up that nobody ends, ends by itself.
  await settled();
  await skipTo(next, 'closed', (await row(next)).wrap_up_ends_at!.getTime());
  await put({ dispositionRequired: false });
});

test('with auto-accept an agent has at once what the matcher gives', async () => {
  await put({ autoAccept: true });
  const id = await begin('4981081');
  const agent = await stack.agent(0);
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  await eventually(async () => (await row(id)).phase as string, 'the assignment', { until: seen => seen === 'active' });
  expect(await row(id)).toMatchObject({ agent_id: agentId(), offer_id: null });
  expect((await events(id)).slice(-2)).toEqual(['offered', 'offer_accepted']);
  await put({ autoAccept: false });
  await stack.db.admin.query("UPDATE agent_state SET presence = 'offline' WHERE agent_id = $1", [agentId()]);
});
