import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { conversationActivities } from '../../activities/conversation/activities.ts';
import { whatsappActivities } from '../../activities/whatsapp/activities.ts';
import { numberActivities } from '../../activities/whatsapp/numbers.ts';
import { Pacer } from '../../activities/whatsapp/pacer.ts';
import { GraphClient } from '../../activities/whatsapp/graph-client.ts';
import { mediaActivities } from '../../activities/media/activities.ts';
import { Inspector } from '../../store/media/inspection/inspector.ts';
import { uploadActivities } from '../../activities/media/upload.ts';
import { MetaMedia } from '../../activities/media/meta-media.ts';
import { templateActivities } from '../../activities/whatsapp/templates.ts';
import { runTimed } from '../../store/conversation/timed.ts';
import { PAIR_LIMIT } from '../../store/pacing.ts';
import { createWorker } from '../../workers/create-worker.ts';
import { Relay } from '../../workers/relay/relay.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../../workflows/contract.ts';
import { eventually } from '../support/eventually.ts';
import { testServers } from '../support/servers.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let environment: TestWorkflowEnvironment;
let stack: Stack;
let worker: Worker;
let working: Promise<void>;
let relay: Relay;
/** The test server's time; the API reads it as its clock. */
let now = Date.now();

/** The SDK gives the server five seconds to start; a busy machine needs another try. */
async function startTimeSkipping(options: TimeSkippingTestWorkflowEnvironmentOptions, tries = 4): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping(options).catch((error: unknown) => {
    if (tries <= 1) throw error;
    return startTimeSkipping(options, tries - 1);
  });
}

beforeAll(async () => {
  const { timeSkipping, bundleFile } = testServers();
  if (timeSkipping.kind === 'missing') throw new Error(`this test needs the time-skipping server: ${timeSkipping.why}`);
  environment = await startTimeSkipping(timeSkipping.kind === 'java' ? { server: { executable: { type: 'existing-path', path: timeSkipping.path } } } : {});
  await environment.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: Object.fromEntries(Object.entries(SEARCH_ATTRIBUTE_TYPES).map(([name, type]) => [name, { Keyword: 2, Int: 3, Datetime: 6 }[type] ?? 2])) }).catch(() => undefined);
  now = await environment.currentTimeMs();
  stack = await createStack({ temporal: 'none', clock: () => now, tenants: [{ acceptTimeoutMs: 30_000, wrapUpMs: 2 * MINUTE, retentionDays: 540, excludeMs: MINUTE }] });
  const { database, box } = stack.app;
  worker = await createWorker({
    connection: environment.nativeConnection, namespace: 'default', taskQueue: 'time', bundle: { codePath: bundleFile }, dataConverter: {},
    activities: {
      ...conversationActivities(database),
      ...whatsappActivities({ database, box, graph: new GraphClient({ baseUrl: stack.simulatorUrl, version: 'v23.0' }), pacer: new Pacer(database, PAIR_LIMIT), sendTimeoutMs: 5_000, clock: () => environment.currentTimeMs() }),
      ...mediaActivities({ database, box, meta: new MetaMedia({ baseUrl: stack.simulatorUrl, version: 'v23.0' }), objects: stack.app.objects, inspector: new Inspector(5_000), clock: () => environment.currentTimeMs() }),
      ...uploadActivities({ database, box, graph: new GraphClient({ baseUrl: stack.simulatorUrl, version: 'v23.0' }), objects: stack.app.objects, clock: () => environment.currentTimeMs() }),
      ...templateActivities({ database, directory: stack.app.directory, box, objects: stack.app.objects, graph: new GraphClient({ baseUrl: stack.simulatorUrl, version: 'v23.0' }), clock: () => environment.currentTimeMs() }),
      ...numberActivities({ database, directory: stack.app.directory, box, graph: new GraphClient({ baseUrl: stack.simulatorUrl, version: 'v23.0' }), clock: () => environment.currentTimeMs() }),
    },
  });
  working = worker.run();
  relay = new Relay({ pool: stack.db.relayPool, client: environment.client, taskQueue: 'time', continueAsNewAfterTurns: 150, log: pino({ level: 'silent' }) });
  relay.start();
}, 120_000);
afterAll(async () => {
  await relay?.stop();
  worker?.shutdown();
  await working;
  await stack?.close();
  await environment?.teardown();
});

async function begin(from: string): Promise<string> {
  now = await environment.currentTimeMs();
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: now }));
  relay.wake();
  const { rows: [row] } = await stack.db.admin.query<{ id: string }>('SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1', [from]);
  await settled();
  return row!.id;
}

/** Until the relay has delivered everything. */
async function settled(): Promise<void> {
  relay.wake();
  await eventually(async () => (await stack.db.admin.query('SELECT 1 FROM outbox')).rowCount === 0, 'the delivery');
}

const row = async (id: string): Promise<any> => (await stack.db.admin.query('SELECT * FROM conversation WHERE id = $1', [id])).rows[0];
const eventAt = async (id: string, type: string): Promise<number | undefined> => (await stack.db.admin.query<{ at: Date }>('SELECT at FROM conversation_event WHERE conversation_id = $1 AND type = $2 ORDER BY seq DESC LIMIT 1', [id, type])).rows[0]?.at.getTime();

/** Skips time until the event is there (a few seconds past its deadline at most) and returns when it happened. */
async function skipTo(id: string, type: string, deadline: number): Promise<number> {
  await environment.sleep(Math.max(deadline - (await environment.currentTimeMs()), 0) + 1);
  const at = await eventually(() => eventAt(id, type), `${type} at its deadline`);
  now = await environment.currentTimeMs();
  return at;
}

/** The guard itself, one millisecond around the boundary, in transactions that are rolled back. */
async function guard(id: string, kind: 'widen' | 'noteWindowExpiring' | 'noteWindowExpired' | 'endWrapUp' | 'archive' | 'deleteContent' | { offerId: string }, deadline: number): Promise<boolean[]> {
  const results: boolean[] = [];
  for (const offset of [-1, 0, 1]) {
    const command = typeof kind === 'string' ? { kind } : { kind: 'expireOffer' as const, offerId: kind.offerId };
    const before = (await row(id)).last_seq;
    await stack.db.database.withTenant(stack.tenants[0]!.id, async unit => {
      await runTimed(unit, id, command, deadline + offset);
      const after = await unit.tx.conversation.findUniqueOrThrow({ where: { tenantId_id: { tenantId: unit.tenantId, id } } });
      results.push(after.lastSeq > before);
      throw new Error('rolled back on purpose');
    }).catch((error: unknown) => {
      if ((error as Error).message !== 'rolled back on purpose') throw error;
    });
  }
  return results;
}

describe('time, with real PostgreSQL and a server that skips it', () => {
  test('the window closes 24 hours after the last message: not 1 ms before', async () => {
    const id = await begin('4980001');
    const deadline = (await row(id)).window_expires_at.getTime();
    expect(deadline - now).toBeLessThanOrEqual(DAY);
    expect(await guard(id, 'noteWindowExpired', deadline)).toEqual([false, true, true]);
    // By API key: a session would be over by then.
    const admin = stack.api();
    for (const [offset, expected] of [[-1, 202], [0, 409], [1, 409]] as const) {
      now = deadline + offset;
      expect((await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'edge' } })).status).toBe(expected);
    }
    expect(await skipTo(id, 'window_expired', deadline)).toBeGreaterThanOrEqual(deadline);
    // The reply taken one millisecond before the end could not leave in time: it failed and was not sent.
    await eventually(async () => {
      const { rows: [message] } = await stack.db.admin.query("SELECT status FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id]);
      return ['failed', 'accepted', 'sent', 'delivered', 'read'].includes(message.status);
    }, 'the end of the reply');
  }, 120_000);

  test('an offer that nobody accepts is over at its deadline', async () => {
    const agent = await stack.agent(0);
    await agent.put('/api/v1/me/presence', { presence: 'online' });
    const id = await begin('4980002');
    const offer = await eventually(async () => (await agent.get('/api/v1/offers')).body.items.find((item: any) => item.conversationId === id), 'the offer');
    await agent.put('/api/v1/me/presence', { presence: 'offline' });
    await settled();
    const deadline = Date.parse(offer.expiresAt);
    expect(await guard(id, { offerId: offer.id }, deadline)).toEqual([false, true, true]);
    const at = await skipTo(id, 'offer_ended', deadline);
    expect(at).toBeGreaterThanOrEqual(deadline);
    expect((await row(id)).phase).toBe('queued');
    expect(await skipTo(id, 'match_retried', (await row(id)).match_retry_at.getTime())).toBeGreaterThanOrEqual(at + MINUTE);
  }, 120_000);

  test('wrap-up ends, the conversation is archived, and 18 months on its content is gone', async () => {
    const id = await begin('4980003');
    const admin = await stack.admin();
    await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: stack.tenants[0]!.users[1]!.id });
    await settled();
    now = await environment.currentTimeMs();
    await admin.post(`/api/v1/conversations/${id}/close`);
    await settled();
    const wrapUp = (await row(id)).wrap_up_ends_at.getTime();
    expect(await guard(id, 'endWrapUp', wrapUp)).toEqual([false, true, true]);
    expect(await skipTo(id, 'closed', wrapUp)).toBeGreaterThanOrEqual(wrapUp);
    const archiveAt = (await row(id)).archive_at.getTime();
    expect(await guard(id, 'archive', archiveAt)).toEqual([false, true, true]);
    expect(await skipTo(id, 'archived', archiveAt)).toBeGreaterThanOrEqual(archiveAt);
    const retentionAt = (await row(id)).retention_at.getTime();
    expect(retentionAt - archiveAt).toBeGreaterThan(500 * DAY);
    expect(await guard(id, 'deleteContent', retentionAt)).toEqual([false, true, true]);
    expect((await stack.db.admin.query('SELECT 1 FROM message WHERE conversation_id = $1 AND content IS NOT NULL', [id])).rowCount).toBe(1);
    expect(await skipTo(id, 'erased', retentionAt)).toBeGreaterThanOrEqual(retentionAt);
    expect((await stack.db.admin.query('SELECT 1 FROM message WHERE conversation_id = $1', [id])).rowCount).toBe(0);
    expect((await stack.db.admin.query("SELECT 1 FROM contact_identity WHERE value = '4980003'")).rowCount).toBe(0);
    expect((await stack.db.admin.query("SELECT 1 FROM contact WHERE profile_name = 'Customer 4980003'")).rowCount).toBe(0);
    await eventually(async () => (await environment.client.workflow.getHandle(`conversation/${id}`).describe()).status.name === 'COMPLETED', 'the end of the workflow');
    // The key stays: a late redelivery cannot bring the message back.
    expect((await stack.db.admin.query('SELECT 1 FROM inbound_key k WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = k.message_id)')).rowCount).toBe(1);
  }, 180_000);

  test('people are warned as long before the window closes as the tenant wants, once, and not at all where it wants none', async () => {
    const admin = stack.api();
    expect((await admin.put('/api/v1/settings', { windowWarningMinutes: 90 })).body).toMatchObject({ windowWarningMinutes: 90 });
    expect((await admin.put('/api/v1/settings', { windowWarningMinutes: 1_381 })).body.field).toBe('windowWarningMinutes');
    const id = await begin('4980012');
    const closes = (await row(id)).window_expires_at.getTime() as number;
    const deadline = (await row(id)).window_warns_at.getTime() as number;
    expect(closes - deadline).toBe(90 * MINUTE);
    expect(await guard(id, 'noteWindowExpiring', deadline)).toEqual([false, true, true]);
    // A message in between moves the warning with the window.
    now = deadline - 10 * MINUTE;
    await environment.sleep(now - (await environment.currentTimeMs()));
    await begin('4980012');
    const moved = (await row(id)).window_warns_at.getTime() as number;
    expect(moved).toBeGreaterThan(deadline + 20 * 60 * MINUTE);
    expect(await skipTo(id, 'window_expiring', moved)).toBeGreaterThanOrEqual(moved);
    expect((await row(id)).window_warns_at).toBeNull();
    await skipTo(id, 'window_expired', (await row(id)).window_expires_at.getTime());
    const { rows } = await stack.db.admin.query("SELECT 1 FROM conversation_event WHERE conversation_id = $1 AND type = 'window_expiring'", [id]);
    expect(rows.length).toBe(1);
    await admin.put('/api/v1/settings', { windowWarningMinutes: 0 });
    expect((await row(await begin('4980013'))).window_warns_at).toBeNull();
    expect((await admin.get('/api/v1/settings')).body).toEqual({ windowWarningMinutes: 0, templateFourEyes: false, presenceGraceSeconds: 60, lostRequeueMinutes: 0, fallbackTemplate: null });
    await admin.put('/api/v1/settings', { windowWarningMinutes: 60 });
  }, 120_000);
});

test('routing steps are taken at their times, the first and the second, and the time of waiting is kept', async () => {
  const tenant = stack.tenants[0]!;
  const [own, other] = tenant.queues.map(queue => queue.id);
  const steps = [{ afterMs: 3 * 3_600_000, action: 'lower', level: 0 }, { afterMs: 5 * 3_600_000, action: 'queue', queueId: other }];
  await stack.db.admin.query('UPDATE queue SET steps = $1 WHERE id = $2', [JSON.stringify(steps), own]);
  try {
    const id = await begin('4980077');
    const { enqueued_at: enqueuedAt, step_at: stepAt } = await row(id);
    expect(stepAt.getTime() - enqueuedAt.getTime()).toBe(3 * 3_600_000);
    expect(await guard(id, 'widen', stepAt.getTime())).toEqual([false, true, true]);
    expect(Math.abs((await skipTo(id, 'widened', stepAt.getTime())) - stepAt.getTime())).toBeLessThan(5_000);
    const second = (await row(id)).step_at.getTime() as number;
    expect(second - enqueuedAt.getTime()).toBe(5 * 3_600_000);
    expect(Math.abs((await skipTo(id, 'enqueued', second)) - second)).toBeLessThan(5_000);
    expect(await row(id)).toMatchObject({ phase: 'queued', queue_id: other, enqueued_at: enqueuedAt, step_at: null });
  } finally {
    await stack.db.admin.query("UPDATE queue SET steps = '[]' WHERE id = $1", [own]);
  }
}, 60_000);
