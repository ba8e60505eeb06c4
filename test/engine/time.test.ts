import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
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

beforeAll(startTime);
afterAll(endTime);

/** What stays of a contact that was erased: that there was one, and what it wished. */
const KEPT_OF_CONTACTS = ['id', 'tenant_id', 'created_at', 'marketing_stopped', 'marketing_said_at', 'restricted'];
/** All else. */
const OF_NOBODY: Readonly<Record<string, unknown>> = {
  profile_name: null,
  given_name: null,
  username: null,
  vip: false,
  language: null,
  tags: [],
  attributes: {},
  training_consent: false,
  consent_source: null,
  consent_at: null,
};
const only = (values: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.map(name => [name, values[name]]));

/** A conversation's contact, with all its columns. */
const contactOf = async (conversationId: string): Promise<Readonly<Record<string, unknown>>> =>
  (
    await stack.db.admin.query<Record<string, unknown>>(
      'SELECT t.* FROM contact t JOIN conversation c ON c.contact_id = t.id WHERE c.id = $1',
      [conversationId],
    )
  ).rows[0]!;

/** The contact of a conversation was blocked, and is in an import. */
async function withImportAndBlock(conversationId: string): Promise<void> {
  const [importId, by] = [crypto.randomUUID(), stack.tenants[0]!.users[0]!.id];
  await stack.db.admin.query(
    `
      INSERT INTO contact_block (tenant_id, contact_id, number_id, wanted, blocked, state, reason, note, round, author_kind, author_id, asked_at)
      SELECT tenant_id, contact_id, number_id, true, true, 'done', 'abuse', 'Threats', $2, 'user', $3, now()
      FROM conversation
      WHERE id = $1`,
    [conversationId, importId, by],
  );
  await stack.db.admin.query(
    `
      INSERT INTO contact_import (id, tenant_id, state, size, columns, delimiter, encoding, author_kind, author_id, created_at, expires_at)
      SELECT $2, tenant_id, 'applied', 1, '{phone}', ',', 'utf-8', 'user', $3, now(), now() + interval '10 years'
      FROM conversation
      WHERE id = $1`,
    [conversationId, importId, by],
  );
  await stack.db.admin.query(
    `
      INSERT INTO contact_import_line (tenant_id, import_id, line, phone, wanted, outcome, contact_id, changes)
      SELECT tenant_id, $2, 2, '4980003', '{"givenName": "Ada"}', 'changed', contact_id, '{"facts": {"givenName": [null, "Ada"]}}'
      FROM conversation
      WHERE id = $1`,
    [conversationId, importId],
  );
}
/** How many blocks and lines of imports there are of a contact. */
const rememberedOf = (contactId: unknown): Promise<number[]> =>
  Promise.all(
    ['contact_block', 'contact_import_line'].map(
      async table =>
        (await stack.db.admin.query(`SELECT 1 FROM ${table} WHERE contact_id = $1`, [contactId])).rowCount!,
    ),
  );

describe('time, with real PostgreSQL and a server that skips it', () => {
  test('the window closes 24 hours after the last message: not 1 ms before', async () => {
    const id = await begin('4980001');
    const deadline = (await row(id)).window_expires_at!.getTime();
    expect(deadline - clock.now).toBeLessThanOrEqual(DAY);
    expect(await guard(id, { kind: 'noteWindowExpired' }, deadline)).toEqual([false, true, true]);
    // By API key: a session would be over by then.
    const admin = stack.api();
    for (const [offset, expected] of [
      [-1, 202],
      [0, 409],
      [1, 409],
    ] as const) {
      clock.now = deadline + offset;
      expect((await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'edge' } })).status).toBe(
        expected,
      );
    }
    expect(await skipTo(id, 'window_expired', deadline)).toBeGreaterThanOrEqual(deadline);
    // The reply taken one millisecond before the end could not leave in time: it failed and was not sent.
    const replyStatus = async (): Promise<string> =>
      (
        await stack.db.admin.query<{ status: string }>(
          "SELECT status FROM message WHERE conversation_id = $1 AND direction = 'outbound'",
          [id],
        )
      ).rows[0]!.status;
    await eventually(replyStatus, 'the end of the reply', {
      until: seen => ['failed', 'accepted', 'sent', 'delivered', 'read'].includes(seen),
    });
  });

  test('an offer that nobody accepts is over at its deadline', async () => {
    const agent = await stack.agent(0);
    // Long enough for whatever comes before it is over; it is skipped anyway.
    expect(
      (await stack.api().put(`/api/v1/queues/${stack.tenants[0]!.queues[0]!.id}`, { acceptTimeoutMs: 60 * MINUTE }))
        .status,
    ).toBe(200);
    await agent.put('/api/v1/me/presence', { presence: 'online' });
    const id = await begin('4980002');
    const offer = await eventually(
      async () => (await agent.get('/api/v1/offers')).body.items.find(item => item.conversationId === id),
      'the offer',
    );
    await agent.put('/api/v1/me/presence', { presence: 'offline' });
    await settled();
    const deadline = Date.parse(offer.expiresAt);
    expect(await guard(id, { kind: 'expireOffer', offerId: offer.id }, deadline)).toEqual([false, true, true]);
    const at = await skipTo(id, 'offer_ended', deadline);
    expect(at).toBeGreaterThanOrEqual(deadline);
    expect((await row(id)).phase).toBe('queued');
    expect(await skipTo(id, 'match_retried', (await row(id)).match_retry_at!.getTime())).toBeGreaterThanOrEqual(
      at + MINUTE,
    );
  });

  test('wrap-up ends, the conversation is archived, and 18 months on its content is gone', async () => {
    const id = await begin('4980003');
    const admin = await stack.admin();
    const agentId = stack.tenants[0]!.users[1]!.id;
    await admin.post(`/api/v1/conversations/${id}/assign`, { agentId });
    const note = { text: '@Ana look', mentions: [agentId] };
    expect((await admin.post(`/api/v1/conversations/${id}/notes`, note)).status).toBe(201);
    await settled();
    clock.now = await environment.currentTimeMs();
    await admin.post(`/api/v1/conversations/${id}/close`);
    await settled();
    const wrapUp = (await row(id)).wrap_up_ends_at!.getTime();
    expect(await guard(id, { kind: 'endWrapUp' }, wrapUp)).toEqual([false, true, true]);
    expect(await skipTo(id, 'closed', wrapUp)).toBeGreaterThanOrEqual(wrapUp);
    const archiveAt = (await row(id)).archive_at!.getTime();
    expect(await guard(id, { kind: 'archive' }, archiveAt)).toEqual([false, true, true]);
    expect(await skipTo(id, 'archived', archiveAt)).toBeGreaterThanOrEqual(archiveAt);
    const retentionAt = (await row(id)).retention_at!.getTime();
    expect(retentionAt - archiveAt).toBeGreaterThan(500 * DAY);
    expect(await guard(id, { kind: 'deleteContent' }, retentionAt)).toEqual([false, true, true]);
    expect(
      (await stack.db.admin.query('SELECT 1 FROM message WHERE conversation_id = $1 AND content IS NOT NULL', [id]))
        .rowCount,
    ).toBe(2);
    expect((await stack.db.admin.query('SELECT 1 FROM mention WHERE conversation_id = $1', [id])).rowCount).toBe(1);
    await stack.db.admin.query(
      `
        UPDATE contact
        SET
          given_name = 'Countess Lovelace',
          username = 'ada',
          vip = true,
          language = 'en',
          tags = '{vip}',
          attributes = '{"plan": "gold"}',
          training_consent = true,
          consent_source = 'form of Ada Lovelace',
          consent_at = now(),
          marketing_stopped = true,
          marketing_said_at = now(),
          restricted = true
        WHERE id = $1`,
      [(await row(id)).contact_id],
    );
    const known = await contactOf(id);
    await withImportAndBlock(id);
    expect(await rememberedOf(known['id'])).toEqual([1, 1]);
    await stack.search.fill(stack.tenants[0]!.id);
    const byTerms = async (): Promise<number> =>
      (await stack.db.admin.query("SELECT 1 FROM contact_term WHERE term = '4980003'")).rowCount!;
    expect(await byTerms()).toBe(1);
    for (const [column, value] of Object.entries(OF_NOBODY))
      expect([column, known[column]]).not.toEqual([column, value]);
    expect(await skipTo(id, 'erased', retentionAt)).toBeGreaterThanOrEqual(retentionAt);
    // Each column of a contact is in one of the two lists: one that is added has to be thought of.
    expect(await contactOf(id)).toEqual({ ...only(known, KEPT_OF_CONTACTS), ...OF_NOBODY });
    expect(await rememberedOf(known['id'])).toEqual([0, 0]);
    const { rows: lines } = await stack.db.admin.query('SELECT * FROM contact_import_line WHERE line = 2');
    expect(lines).toMatchObject([{ phone: null, wanted: null, changes: null, contact_id: null, outcome: 'changed' }]);
    expect((await stack.db.admin.query('SELECT 1 FROM message WHERE conversation_id = $1', [id])).rowCount).toBe(0);
    expect((await stack.db.admin.query('SELECT 1 FROM mention WHERE conversation_id = $1', [id])).rowCount).toBe(0);
    expect((await stack.db.admin.query("SELECT 1 FROM contact_identity WHERE value = '4980003'")).rowCount).toBe(0);
    expect(await byTerms()).toBe(0);
    expect(
      (
        await stack.db.admin.query(
          'SELECT 1 FROM message_term t WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = t.message_id)',
        )
      ).rowCount,
    ).toBe(0);
    expect((await stack.db.admin.query("SELECT 1 FROM contact WHERE profile_name = 'Customer 4980003'")).rowCount).toBe(
      0,
    );
    await eventually(
      async () => (await environment.client.workflow.getHandle(`conversation/${id}`).describe()).status.name,
      'the end of the workflow',
      { until: seen => seen === 'COMPLETED' },
    );
    // The key stays: a late redelivery cannot bring the message back.
    expect(
      (
        await stack.db.admin.query(
          'SELECT 1 FROM inbound_key k WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = k.message_id)',
        )
      ).rowCount,
    ).toBe(1);
  });

  test('people are warned as long before the window closes as the tenant wants, once, and not at all where it wants none', async () => {
    const admin = stack.api();
    expect((await admin.put('/api/v1/settings', { windowWarningMinutes: 90 })).body).toMatchObject({
      windowWarningMinutes: 90,
    });
    expect((await admin.put('/api/v1/settings', { windowWarningMinutes: 1_381 })).body.field).toBe(
      'windowWarningMinutes',
    );
    const id = await begin('4980012');
    const closes = (await row(id)).window_expires_at!.getTime();
    const deadline = (await row(id)).window_warns_at!.getTime();
    expect(closes - deadline).toBe(90 * MINUTE);
    expect(await guard(id, { kind: 'noteWindowExpiring' }, deadline)).toEqual([false, true, true]);
    // A message in between moves the warning with the window.
    clock.now = deadline - 10 * MINUTE;
    await environment.sleep(clock.now - (await environment.currentTimeMs()));
    await begin('4980012');
    const moved = (await row(id)).window_warns_at!.getTime();
    expect(moved).toBeGreaterThan(deadline + 20 * 60 * MINUTE);
    expect(await skipTo(id, 'window_expiring', moved)).toBeGreaterThanOrEqual(moved);
    expect((await row(id)).window_warns_at).toBeNull();
    await skipTo(id, 'window_expired', (await row(id)).window_expires_at!.getTime());
    const { rows } = await stack.db.admin.query(
      "SELECT 1 FROM conversation_event WHERE conversation_id = $1 AND type = 'window_expiring'",
      [id],
    );
    expect(rows.length).toBe(1);
    await admin.put('/api/v1/settings', { windowWarningMinutes: 0 });
    expect((await row(await begin('4980013'))).window_warns_at).toBeNull();
    expect((await admin.get('/api/v1/settings')).body).toMatchObject({
      windowWarningMinutes: 0,
      templateFourEyes: false,
      presenceGraceSeconds: 60,
      lostRequeueMinutes: 0,
      undoSendSeconds: 0,
      fallbackTemplate: null,
    });
    await admin.put('/api/v1/settings', { windowWarningMinutes: 60 });
  });
});

test('routing steps are taken at their times, the first and the second, and the time of waiting is kept', async () => {
  const tenant = stack.tenants[0]!;
  const [own, other] = tenant.queues.map(queue => queue.id);
  const steps = [
    { afterMs: 3 * 3_600_000, action: 'lower', level: 0 },
    { afterMs: 5 * 3_600_000, action: 'queue', queueId: other },
  ];
  await stack.db.admin.query('UPDATE queue SET steps = $1 WHERE id = $2', [JSON.stringify(steps), own]);
  try {
    const id = await begin('4980077');
    const { enqueued_at: enqueuedAt, step_at: stepAt } = await row(id);
    expect(stepAt!.getTime() - enqueuedAt!.getTime()).toBe(3 * 3_600_000);
    expect(await guard(id, { kind: 'widen' }, stepAt!.getTime())).toEqual([false, true, true]);
    const widenedAt = await skipTo(id, 'widened', stepAt!.getTime());
    expect(widenedAt).toBeGreaterThanOrEqual(stepAt!.getTime());
    const second = (await row(id)).step_at!.getTime();
    expect(second - enqueuedAt!.getTime()).toBe(5 * 3_600_000);
    expect(widenedAt).toBeLessThan(second);
    expect(await skipTo(id, 'enqueued', second)).toBeGreaterThanOrEqual(second);
    expect(await row(id)).toMatchObject({ phase: 'queued', queue_id: other, enqueued_at: enqueuedAt, step_at: null });
  } finally {
    await stack.db.admin.query("UPDATE queue SET steps = '[]' WHERE id = $1", [own]);
  }
});
