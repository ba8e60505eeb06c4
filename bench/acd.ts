import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { request } from 'undici';
import { urlFor } from '../ops/database-setup.ts';
import { createTenant } from '../prisma/seed.ts';
import { matchQueue } from '../store/acd/matcher.ts';
import { Database } from '../store/db/database.ts';
import type { TenantUnit } from '../store/db/database.ts';
import { applySettings } from '../store/jobs/apply-settings.ts';
import { addJob, findJob, lockJob } from '../store/jobs/jobs.ts';
import { newId } from '../store/db/ids.ts';
import { SecretBox } from '../store/db/secret-box.ts';
import type { BenchEnvironment } from './environment.ts';
import { signed, webhookBody } from './load.ts';
import type { Measurement } from './report.ts';
import { median, spreadOf } from './report.ts';

const ROUNDS = 15;
const WARM_UP = 5;
/** Number of conversations the matcher handles in one transaction (store/acd/matcher.ts). */
const ROUND = 50;
const ENQUEUES = 200;

/**
 * Measures what a match costs in a long queue compared with a short one, and how long a single enqueued conversation
 * waits for its offer in an otherwise idle system.
 */
export async function benchAcd(environment: BenchEnvironment): Promise<Measurement[]> {
  const admin = new pg.Pool({ connectionString: environment.adminUrl, max: 4 });
  const database = new Database({ url: environment.urls.app, poolSize: 4, maxWaitMs: 10_000, timeoutMs: 60_000 });
  try {
    return [...(await costs(database, admin)), await latency(environment, admin)];
  } finally {
    await Promise.all([database.close(), admin.end()]);
  }
}

interface Line {
  readonly tenantId: string;
  readonly queueId: string;
}

async function costs(database: Database, admin: pg.Pool): Promise<Measurement[]> {
  const lines = {
    short: await line(database, admin, 100, 50, 0),
    long: await line(database, admin, 10_000, 500, 0),
    skilled: await line(database, admin, 10_000, 500, 9_900),
  };
  await admin.query('VACUUM ANALYZE');
  const times: Record<keyof typeof lines, number[]> = { short: [], long: [], skilled: [] };
  for (let round = 1 - WARM_UP; round <= ROUNDS; round++) {
    for (const name of ['short', 'long', 'skilled'] as const) {
      const { tenantId, queueId } = lines[name];
      await admin.query(
        `
          INSERT INTO match_request
          VALUES ($1, $2, 1, now())
          ON CONFLICT (tenant_id, queue_id) DO UPDATE
          SET generation = match_request.generation + 1`,
        [tenantId, queueId],
      );
      const begun = performance.now();
      const made = await matchQueue(database, tenantId, queueId, Date.now());
      const took = performance.now() - begun;
      if (made !== ROUND) throw new Error(`${made ?? 'no'} offers were made in the ${name} line`);
      if (round > 0) times[name].push(took / ROUND);
      await undo(admin, tenantId);
    }
  }
  const short = median(times.short);
  const against = (name: string, found: readonly number[]): Measurement => ({
    name,
    value: median(found),
    unit: 'ms',
    baseline: short,
    ratio: median(found) / short,
    floor: '≤ 2× that of 100 and 50',
    holds: median(found) <= 2 * short,
    spread: spreadOf(found.map(each => each / short)),
  });
  return [
    against('a match, 10,000 waiting and 500 agents', times.long),
    against('the same, 9,900 of them for a skill nobody has', times.skilled),
    await change(database, admin, lines),
  ];
}

/**
 * Sets a longest wait while conversations are waiting, and measures what applying it costs per conversation in a long
 * queue compared with a short one.
 */
async function change(
  database: Database,
  admin: pg.Pool,
  lines: Readonly<Record<'short' | 'long', Line>>,
): Promise<Measurement> {
  const cost = async ({ tenantId, queueId }: Line): Promise<{ each: number; seconds: number }> => {
    await admin.query(
      `
        INSERT INTO conversation_event (
          conversation_id,
          seq,
          tenant_id,
          type,
          at,
          actor_kind,
          wakes,
          prev_wake_seq,
          data
        )
        SELECT
          id,
          1,
          tenant_id,
          'opened',
          opened_at,
          'contact',
          true,
          0,
          jsonb_build_object('queueId', queue_id)
        FROM conversation
        WHERE queue_id = $1`,
      [queueId],
    );
    await admin.query(
      `UPDATE queue SET max_wait = '{"afterMs": 864000000, "action": "close", "text": null}' WHERE id = $1`,
      [queueId],
    );
    const within = <T>(work: (unit: TenantUnit) => Promise<T>): Promise<T> => database.withTenant(tenantId, work);
    const begun = performance.now();
    const job = await within(unit =>
      addJob(unit, { kind: 'apply_settings', queueId }, { kind: 'user', id: newId() }, Date.now()),
    );
    const step = (): Promise<boolean> =>
      within(async unit => {
        const locked = await lockJob(unit, job.id);
        return locked !== null && applySettings(unit, locked, Date.now());
      });
    while (await step());
    const took = performance.now() - begun;
    const changed = (await within(unit => findJob(unit, job.id)))?.changed;
    if (changed !== job.total) throw new Error(`${changed ?? 'none'} of ${job.total} conversations were changed`);
    return { each: took / job.total, seconds: took / 1_000 };
  };
  const [short, long] = [await cost(lines.short), await cost(lines.long)];
  return {
    name: `applying a changed setting, each of 10,000 (${long.seconds.toFixed(1)} s in all)`,
    value: long.each,
    unit: 'ms',
    baseline: short.each,
    ratio: long.each / short.each,
    floor: '≤ 2× that of 100',
    holds: long.each <= 2 * short.each,
  };
}

/**
 * Creates a tenant with one queue in which `waiting` conversations wait; the first `unskilled` of them need a skill
 * that no agent has.
 */
async function line(
  database: Database,
  admin: pg.Pool,
  waiting: number,
  agents: number,
  unskilled: number,
): Promise<Line> {
  const slug = newId();
  const { id: tenantId, queues } = await createTenant(
    database,
    new SecretBox([{ id: 'bench', key: Buffer.alloc(32) }]),
    { name: slug, slug, wabaId: slug, phoneNumberId: slug, displayPhoneNumber: '1', agents: [] },
    Date.now(),
    { plain: 'x', hash: 'x' },
  );
  const queueId = queues[0]?.id ?? '';
  const needs = JSON.stringify([{ level: 1, skillId: newId() }]);
  await admin.query(
    `
      WITH
        u AS (
          INSERT INTO app_user (id, tenant_id, email, name, role, password_hash, created_at)
          SELECT
            gen_random_uuid(),
            $1::uuid,
            'agent' || n || '@' || $1::uuid::text,
            'Agent ' || n,
            'AGENT',
            'x',
            now()
          FROM generate_series(1, $3::int) n
          RETURNING id
        ),
        m AS (INSERT INTO queue_member (tenant_id, queue_id, agent_id) SELECT $1::uuid, $2::uuid, id FROM u)
      INSERT INTO agent_state (agent_id, tenant_id, presence, presence_since, idle_since, max)
      SELECT id, $1::uuid, 'online', now(), now() - random() * interval '1 hour', 3
      FROM u`,
    [tenantId, queueId, agents],
  );
  await admin.query(
    `
      WITH
        n AS (SELECT id AS number_id FROM business_number WHERE tenant_id = $1::uuid),
        w AS MATERIALIZED (
          SELECT
            n,
            gen_random_uuid() AS contact_id,
            gen_random_uuid() AS thread_id,
            gen_random_uuid() AS conversation_id,
            now() - interval '1 day' + n * interval '1 second' AS at
          FROM generate_series(1, $3::int) n
        ),
        c AS (INSERT INTO contact (id, tenant_id, created_at) SELECT contact_id, $1::uuid, at FROM w),
        t AS (
          INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at)
          SELECT thread_id, $1::uuid, number_id, contact_id, at
          FROM w, n
        )
      INSERT INTO conversation (
        id,
        tenant_id,
        thread_id,
        number_id,
        contact_id,
        phase,
        last_seq,
        last_wake_seq,
        queue_id,
        weight,
        priority,
        enqueued_at,
        wait_key,
        needs,
        window_expiry_noted,
        sends,
        opened_at,
        last_message_at
      )
      SELECT
        conversation_id,
        $1::uuid,
        thread_id,
        number_id,
        contact_id,
        'queued',
        1,
        1,
        $2::uuid,
        0,
        0,
        at,
        at,
        CASE WHEN n <= $4::int THEN $5::jsonb ELSE '[]' END,
        true,
        '[]',
        at,
        at
      FROM w, n`,
    [tenantId, queueId, waiting, unskilled, needs],
  );
  return { tenantId, queueId };
}

/** Undoes the offers of a round: all conversations are queued and all agents free again. */
async function undo(admin: pg.Pool, tenantId: string): Promise<void> {
  await admin.query(
    `
      UPDATE conversation
      SET
        phase = 'queued',
        last_seq = 1,
        last_wake_seq = 1,
        agent_id = NULL,
        offer_id = NULL,
        offer_expires_at = NULL,
        weight = 0,
        due_at = NULL
      WHERE tenant_id = $1 AND phase = 'offered'`,
    [tenantId],
  );
  for (const table of ['offer', 'conversation_event', 'outbox', 'outbox_head'])
    await admin.query(`DELETE FROM ${table} WHERE tenant_id = $1`, [tenantId]);
  await admin.query(
    `
      UPDATE agent_state
      SET used = 0, idle_since = now() - random() * interval '1 hour'
      WHERE tenant_id = $1 AND used > 0`,
    [tenantId],
  );
}

/**
 * Measures the time from the commit of an enqueue to the commit of its offer, compared with a bare workflow from the
 * call of its signal to the commit of its local activity; one at a time.
 */
async function latency(environment: BenchEnvironment, admin: pg.Pool): Promise<Measurement> {
  await admin.query('CREATE DATABASE bare_acd');
  const bareUrl = urlFor(environment.adminUrl, { database: 'bare_acd' });
  const api = await environment.launch('api', 'api/main.ts');
  const worker = await environment.launch('worker', 'workers/main.ts');
  const bare = await environment.launch('bare-worker', 'bench/bare-worker.ts', { BARE_DATABASE_URL: bareUrl });
  const barePool = new pg.Pool({ connectionString: bareUrl, max: 2 });
  const connection = await Connection.connect({ address: environment.temporal.address });
  const client = new Client({ connection });
  const [tenant] = environment.tenants;
  await admin.query("UPDATE agent_state SET presence = 'online', max = 100 WHERE tenant_id = $1", [tenant?.id]);
  const times = { ours: [] as number[], bare: [] as number[] };
  const bareHandle = await client.workflow.start('bareWorkflow', { workflowId: 'bare/acd', taskQueue: 'bare' });
  const seen = async (pool: pg.Pool, sql: string, values: readonly unknown[]): Promise<number> => {
    for (;;) {
      const { rows } = await pool.query<{ ms: string }>(sql, [...values]);
      if (rows[0] !== undefined) return Number(rows[0].ms);
      await sleep(2);
    }
  };
  for (let index = 0; index < ENQUEUES; index++) {
    const called = Date.now();
    await bareHandle.signal('message', index);
    times.bare.push(
      (await seen(
        barePool,
        'SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS ms FROM bare_message WHERE id > $1',
        [index],
      )) - called,
    );
    const { bytes } = webhookBody(tenant?.phoneNumberId ?? '', 500_000 + index);
    const answer = await request(`${api.url}/webhooks/whatsapp`, {
      method: 'POST',
      body: bytes,
      headers: signed(bytes),
    });
    await answer.body.dump();
    times.ours.push(
      await seen(
        admin,
        `
          SELECT
            extract(
              epoch
              FROM pg_xact_commit_timestamp(o.xmin) - pg_xact_commit_timestamp(e.xmin)
            ) * 1000 AS ms
          FROM offer o
            JOIN conversation_event e ON e.conversation_id = o.conversation_id
              AND e.type = 'opened'
            JOIN conversation c ON c.id = o.conversation_id
            JOIN contact_identity i ON i.contact_id = c.contact_id
          WHERE c.tenant_id = $1 AND i.value LIKE '%' || $2`,
        [tenant?.id, String(500_000 + index)],
      ),
    );
    // Frees the agents' capacity, so that they never fill up.
    await admin.query('UPDATE agent_state SET used = 0 WHERE tenant_id = $1', [tenant?.id]);
  }
  await Promise.all([api.stop(), worker.stop(), bare.stop(), barePool.end()]);
  await connection.close();
  const p95 = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
  console.log(
    `  medians: enqueue → offer ${Math.round(median(times.ours))} ms, signal → local activity ${Math.round(median(times.bare))} ms`,
  );
  const [ours, theirs] = [p95(times.ours), p95(times.bare)];
  return {
    name: `enqueue → offer, p95 of ${ENQUEUES}`,
    value: ours,
    unit: 'ms',
    baseline: theirs,
    ratio: ours / theirs,
    floor: '≤ 3× signal → local activity',
    holds: ours <= 3 * theirs,
  };
}
