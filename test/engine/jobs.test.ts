import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Conversation } from '../../client/schema.ts';
import { bulkStep } from '../../store/jobs/bulk-action.ts';
import { sweep } from '../../workers/reconcile.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { holdRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let serial = 0;
let ahead = 0;
beforeAll(async () => {
  stack = await createStack({ clock: () => Date.now() + ahead });
  admin = stack.api();
});
afterAll(() => stack.close());

const MINUTE = 60_000;
const queue = async (more: object = {}): Promise<string> => {
  const answer = await admin.post('/api/v1/queues', { name: `Queue ${++serial}`, ...more });
  expect(answer.status).toBe(201);
  return answer.body.id;
};
/** New conversations that wait in a queue nobody works in. */
async function waiting(count: number, queueId: string): Promise<string[]> {
  const { version } = (await admin.get('/api/v1/routing')).body;
  expect(
    (
      await admin.put('/api/v1/routing', {
        version,
        hours: null,
        rules: [{ id: queueId, name: 'all', when: {}, route: { queueId } }],
      })
    ).status,
  ).toBe(200);
  const from = Array.from({ length: count }, () => `49800${String(++serial).padStart(6, '0')}`);
  await Promise.all(
    from.map(each =>
      postWebhook(
        stack.baseUrl,
        textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: each, at: Date.now() + ahead }),
      ),
    ),
  );
  const { rows } = await stack.db.admin.query<{ id: string }>(
    'SELECT id FROM conversation WHERE queue_id = $1 ORDER BY id',
    [queueId],
  );
  expect(rows.length).toBe(count);
  return rows.map(row => row.id);
}
const now = async (id: string) => (await admin.get(`/api/v1/conversations/${id}`)).body;
const ended = (jobId: string) =>
  eventually(async () => (await admin.get(`/api/v1/jobs/${jobId}`)).body, 'the end of the job', {
    until: seen => seen.state !== 'running',
  });
/** What changes conversations that live is answered with the job that does. */
type Changes = '/api/v1/settings' | `/api/v1/queues/${string}`;
const change = async (path: Changes, body: object) => {
  const answer = await admin.put(path, body);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  expect(answer.body.jobId).not.toBeNull();
  return ended(answer.body.jobId!);
};

describe('changed settings reach conversations that live', () => {
  test('a queue’s longest wait, steps and goals; what does not change is not touched; what is taken away is owed no more', async () => {
    const queueId = await queue({
      sla: [
        {
          minPriority: 0,
          firstResponseMs: 60 * MINUTE,
          nextResponseMs: null,
          resolutionMs: 600 * MINUTE,
          warnBeforeMs: 0,
        },
      ],
    });
    const other = await queue();
    // They have waited for a minute already.
    ahead = -MINUTE;
    const [id = '', ...others] = await waiting(3, queueId);
    ahead = 0;
    const before = await now(id);
    const began = Date.parse(before.enqueuedAt!);
    const due = (seen: Conversation): Record<string, number> =>
      Object.fromEntries(seen.sla.map(clock => [clock.target, (Date.parse(clock.dueAt!) - began) / MINUTE]));
    expect(due(before)).toEqual({ first_response: 60, resolution: 600 });

    expect(
      await change(`/api/v1/queues/${queueId}`, {
        steps: [{ afterMs: 50 * MINUTE, action: 'queue', queueId: other }],
        maxWait: { afterMs: 90 * MINUTE, action: 'close', text: null },
      }),
    ).toMatchObject({ kind: 'apply_settings', state: 'done', total: 3, done: 3, changed: 3, refused: {} });
    expect((await now(id)).deadlines.maxWaitAt).toBe(new Date(began + 90 * MINUTE).toISOString());
    expect(
      (
        await stack.db.admin.query<{ step_at: Date }>('SELECT step_at FROM conversation WHERE id = $1', [id])
      ).rows[0]!.step_at.getTime(),
    ).toBe(began + 50 * MINUTE);

    await change(`/api/v1/queues/${queueId}`, {
      sla: [
        {
          minPriority: 0,
          firstResponseMs: 30 * MINUTE,
          nextResponseMs: null,
          resolutionMs: null,
          warnBeforeMs: 10 * MINUTE,
        },
      ],
    });
    const after = await now(id);
    expect([due(after), (Date.parse(after.sla[0]!.warnsAt!) - began) / MINUTE]).toEqual([{ first_response: 30 }, 20]);
    expect(
      (
        await stack.db.admin.query(
          "SELECT data FROM conversation_event WHERE conversation_id = $1 AND type = 'sla_ended'",
          [id],
        )
      ).rows,
    ).toEqual([{ data: { target: 'resolution', outcome: 'canceled' } }]);

    expect(
      await change(`/api/v1/queues/${queueId}`, { steps: [{ afterMs: 50 * MINUTE, action: 'queue', queueId: other }] }),
    ).toMatchObject({ done: 3, changed: 0 });
    // A longest wait that is over already is acted on at once.
    await change(`/api/v1/queues/${queueId}`, { maxWait: { afterMs: 10_000, action: 'close', text: null } });
    for (const each of [id, ...others])
      await eventually(async () => (await now(each)).state as string, 'the end of the wait', {
        until: seen => seen === 'closed',
      });
    expect((await admin.put(`/api/v1/queues/${queueId}`, { pull: true })).body.jobId).toBeNull();
  });

  test('business hours move what is due', async () => {
    const queueId = await queue({
      sla: [
        { minPriority: 0, firstResponseMs: 60 * MINUTE, nextResponseMs: null, resolutionMs: null, warnBeforeMs: 0 },
      ],
    });
    // In the middle of an hour, so that it is the same one from here to the end.
    const hourMs = 60 * MINUTE;
    const middle = (Math.floor(Date.now() / hourMs) + 0.5) * hourMs;
    ahead = middle - Date.now();
    const [id = ''] = await waiting(1, queueId);
    // Open for one hour a day, which ended before this one: all of it is tomorrow's.
    const hour = (from: number): string =>
      `${String(new Date(middle + from * hourMs).getUTCHours()).padStart(2, '0')}:00`;
    const span = hour(-2) < hour(-1) ? [{ from: hour(-2), to: hour(-1) }] : [{ from: hour(-2), to: '24:00' }];
    const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, span]));
    await change(`/api/v1/queues/${queueId}`, { hours: { timeZone: 'UTC', week, holidays: [] } });
    const { sla } = await now(id);
    expect(Date.parse(sla[0]!.dueAt!) - Date.parse((await now(id)).enqueuedAt!)).toBeGreaterThan(20 * 60 * MINUTE);
    expect(new Date(sla[0]!.dueAt!).toISOString().slice(11, 16)).toBe(span[0]!.to === '24:00' ? '00:00' : span[0]!.to);
    ahead = 0;
  });

  test('retention by the day, archiving and the warning before the window closes', async () => {
    const [open = '', closed = ''] = await waiting(2, await queue());
    await admin.post(`/api/v1/conversations/${closed}/close`);
    const settings = (await admin.get('/api/v1/settings')).body;
    const [first, second] = [await now(open), await now(closed)];
    await change('/api/v1/settings', {
      retentionDays: settings.retentionDays + 2,
      archiveAfterMinutes: settings.archiveAfterMinutes + 7,
      windowWarningMinutes: 90,
    });
    const later = (before: string, after: string): number => (Date.parse(after) - Date.parse(before)) / MINUTE;
    const [then, ended2] = [await now(open), await now(closed)];
    expect([
      later(first.deadlines.retentionAt!, then.deadlines.retentionAt!),
      later(second.deadlines.retentionAt!, ended2.deadlines.retentionAt!),
      later(second.deadlines.archiveAt!, ended2.deadlines.archiveAt!),
    ]).toEqual([2 * 1_440, 2 * 1_440, 7]);
    expect(
      (
        await stack.db.admin.query<{ s: number }>(
          'SELECT extract(epoch FROM window_expires_at - window_warns_at)::int AS s FROM conversation WHERE id = $1',
          [open],
        )
      ).rows[0]!.s,
    ).toBe(90 * 60);
    // Back to what it was, everything is what it was; and the workflow knows.
    await change('/api/v1/settings', {
      retentionDays: settings.retentionDays,
      archiveAfterMinutes: settings.archiveAfterMinutes,
      windowWarningMinutes: settings.windowWarningMinutes,
    });
    expect((await now(open)).deadlines).toEqual(first.deadlines);
    expect((await now(closed)).deadlines).toEqual(second.deadlines);
  });
});

describe('bulk actions', () => {
  const events = async (ids: readonly string[], type: string): Promise<number> =>
    (
      await stack.db.admin.query('SELECT 1 FROM conversation_event WHERE conversation_id = ANY($1) AND type = $2', [
        ids,
        type,
      ])
    ).rowCount!;

  test('a whole queue moves to another, each conversation once, although three carry the job on at once', async () => {
    const [from, to] = [await queue(), await queue()];
    const ids = await waiting(120, from);
    const { body: job, status } = await admin.post('/api/v1/bulk-actions', {
      action: 'transfer',
      queueId: to,
      select: { queueId: from },
    });
    expect([status, job.total]).toEqual([202, 120]);
    // All three are at the job before one of them begins.
    const held = await holdRow(stack.db.adminUrl, 'job WHERE id = $1', job.id);
    const working = [1, 2, 3].map(async () => {
      while (await bulkStep(stack.db.database, stack.tenants[0]!.id, job.id, Date.now()));
    });
    await held.waiting(3);
    await held.letGo();
    await Promise.all(working);
    expect(await ended(job.id)).toMatchObject({
      kind: 'reassign',
      action: 'transfer',
      state: 'done',
      done: 120,
      changed: 120,
      refused: {},
    });
    expect(await events(ids, 'enqueued')).toBe(120);
    expect((await stack.db.admin.query('SELECT 1 FROM conversation WHERE queue_id = $1', [to])).rowCount).toBe(120);
    expect(
      (await admin.post('/api/v1/bulk-actions', { action: 'transfer', queueId: to, select: { queueId: to } })).body
        .total,
    ).toBe(120);
  });

  test('what is refused is counted by why, and holds up nobody', async () => {
    const queueId = await queue();
    const ids = await waiting(4, queueId);
    const { id: agentId } = (
      await admin.post('/api/v1/agents', {
        name: 'Small',
        email: `small${++serial}@example.com`,
        password: 'a long password',
        max: 2,
      })
    ).body;
    const job = (await admin.post('/api/v1/bulk-actions', { action: 'assign', agentId, select: { ids } })).body;
    expect(await ended(job.id)).toMatchObject({
      state: 'done',
      done: 4,
      changed: 2,
      refused: { capacity_exceeded: 2 },
    });
    const closing = (
      await admin.post('/api/v1/bulk-actions', { action: 'close', select: { queueId, states: ['queued'] } })
    ).body;
    expect(await ended(closing.id)).toMatchObject({ total: 2, changed: 2 });
    expect((await admin.post(`/api/v1/jobs/${closing.id}/cancel`)).body.code).toBe('job_ended');
    expect((await admin.post('/api/v1/bulk-actions', { action: 'close', select: {} })).body).toMatchObject({
      code: 'invalid_request',
      field: 'select',
    });
    expect(
      (await admin.post('/api/v1/bulk-actions', { action: 'transfer', queueId: agentId, select: { ids } })).body,
    ).toMatchObject({ code: 'invalid_request', field: 'queueId' });
    expect((await admin.get('/api/v1/jobs')).body.items.map(each => each.id)).toContain(job.id);
  });

  test('a job whose workflow was never begun is carried on by the sweep', async () => {
    const queueId = await queue();
    const [id = ''] = await waiting(1, queueId);
    const jobId = crypto.randomUUID();
    await stack.db.admin.query(
      `
        INSERT INTO job (id, tenant_id, kind, spec, state, total, author_kind, author_id, created_at)
        VALUES ($1, $2, 'reassign', $3, 'running', 1, 'user', $4, now())`,
      [
        jobId,
        stack.tenants[0]!.id,
        JSON.stringify({ action: 'close', dispositionId: null, selection: { ids: [id], states: ['queued'] } }),
        stack.tenants[0]!.users[0]!.id,
      ],
    );
    await sweep(
      {
        database: stack.db.database,
        tenants: stack.db.tenants,
        client: stack.app.temporal,
        taskQueue: stack.app.taskQueue,
        continueAsNewAfterTurns: 150,
        log: pino({ level: 'silent' }),
      },
      Date.now(),
    );
    expect(await ended(jobId)).toMatchObject({ state: 'done', changed: 1 });
  });
});
