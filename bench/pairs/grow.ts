/** Fills a database to the size of a large company's: existing data must not make a conversation more expensive. */
import type pg from 'pg';
import { request } from 'undici';
import { withClient } from '../../ops/database-setup.ts';
import { inParallel, signed, webhookBody } from '../load.ts';
import type { RunDatabase } from './place.ts';
import { nextContacts } from './conversation-running.ts';

export interface Size {
  /** Number of open conversations whose workflows run. */
  readonly running: number;
  /** Number of further open conversations without workflows; their agents have no capacity left. */
  readonly open: number;
  /** Messages in each of the latter. */
  readonly messages: number;
  /** Agents in the measured queue besides the three who answer; half of them are online. */
  readonly agents: number;
}

const PARKED = 'Parked';
/**
 * Number of other tenants on the same installation, each with a number, a queue, and people who are logged in. Their
 * numbers receive nothing, and periodic work skips them, because the directory has none of their log-ins and numbers.
 */
const NEIGHBOURS = 300;
const NEIGHBOURS_PEOPLE = 20;
const POSTED_AT_ONCE = 20;

/**
 * Inserts agents and conversations of the first tenant directly into the tables, and makes a queue without agents the
 * tenant's default queue.
 * @returns the id of the previous default queue.
 */
export async function grow({ adminUrl }: RunDatabase, { open, messages, agents }: Size): Promise<string> {
  return withClient(adminUrl, async client => {
    const {
      rows: [tenant],
    } = await client.query<{ id: string; queue: string; number: string }>(
      `
        SELECT t.id, t.default_queue_id AS queue, n.id AS number
        FROM tenant t JOIN business_number n ON n.tenant_id = t.id
        ORDER BY t.created_at, t.id
        LIMIT 1`,
    );
    if (tenant === undefined) throw new Error('there is no tenant to grow');
    const { id, queue, number } = tenant;
    await client.query(
      `INSERT INTO queue (id, tenant_id, name, created_at) VALUES (gen_random_uuid(), $1, '${PARKED}', now())`,
      [id],
    );
    await client.query(
      `
        UPDATE tenant
        SET default_queue_id = (SELECT id FROM queue WHERE tenant_id = $1 AND name = '${PARKED}')
        WHERE id = $1`,
      [id],
    );
    if (agents > 0)
      await client.query(
        `
          WITH
            u AS (
              INSERT INTO app_user (id, tenant_id, email, name, role, password_hash, created_at)
              SELECT
                gen_random_uuid(),
                $1::uuid,
                'grown' || n || '@bench.example',
                'Agent ' || n,
                'AGENT',
                'x',
                now()
              FROM generate_series(1, $3::int) n
              RETURNING id, name
            ),
            m AS (
              INSERT INTO queue_member (tenant_id, queue_id, agent_id)
              SELECT $1::uuid, $2::uuid, id
              FROM u
            )
          INSERT INTO agent_state (agent_id, tenant_id, presence, presence_since, idle_since, max)
          SELECT
            id,
            $1::uuid,
            CASE WHEN substr(name, 7)::int % 2 = 0 THEN 'online' ELSE 'offline' END,
            now(),
            now() - interval '1 hour',
            1000
          FROM u`,
        [id, queue, agents],
      );
    await client.query(
      `
        WITH
          a AS MATERIALIZED (
            SELECT agent_id, row_number() OVER () - 1 AS place, count(*) OVER () AS people
            FROM agent_state
            WHERE tenant_id = $1::uuid AND presence = 'online' AND $4::int > 0
          ),
          w AS MATERIALIZED (
            SELECT
              n,
              gen_random_uuid() AS contact_id,
              gen_random_uuid() AS thread_id,
              gen_random_uuid() AS conversation_id,
              gen_random_uuid() AS assignment_id,
              a.agent_id,
              now() - interval '1 day' + n * interval '0.1 second' AS at
            FROM generate_series(1, $4::int) n JOIN a ON a.place = n % a.people
          ),
          c AS (
            INSERT INTO contact (id, tenant_id, profile_name, created_at)
            SELECT contact_id, $1::uuid, 'Grown ' || n, at
            FROM w
          ),
          i AS (
            INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at)
            SELECT $1::uuid, 'wa_id', '44' || lpad(n::text, 10, '0'), contact_id, at
            FROM w
          ),
          t AS (
            INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at)
            SELECT thread_id, $1::uuid, $3::uuid, contact_id, at
            FROM w
          ),
          k AS (
            INSERT INTO assignment (id, tenant_id, conversation_id, queue_id, agent_id, state, weight, started_at)
            SELECT assignment_id, $1::uuid, conversation_id, $2::uuid, agent_id, 'active', 1, at
            FROM w
          ),
          v AS (
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
              agent_id,
              assignment_id,
              weight,
              priority,
              window_expiry_noted,
              sends,
              opened_at,
              last_message_at
            )
            SELECT
              conversation_id,
              $1::uuid,
              thread_id,
              $3::uuid,
              contact_id,
              'active',
              3,
              3,
              $2::uuid,
              agent_id,
              assignment_id,
              1,
              0,
              true,
              '[]',
              at,
              at
            FROM w
            RETURNING id
          ),
          e AS (
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
            SELECT conversation_id, s, $1::uuid, 'opened', at, 'contact', true, s - 1, '{}'
            FROM w CROSS JOIN generate_series(1, 3) s
          ),
          x AS (
            UPDATE agent_state
            SET used = 1000
            WHERE tenant_id = $1::uuid AND agent_id IN (SELECT agent_id FROM w)
          )
        INSERT INTO message (
          id,
          tenant_id,
          conversation_id,
          number_id,
          direction,
          kind,
          content,
          wamid,
          status,
          at,
          received_at
        )
        SELECT
          gen_random_uuid(),
          $1::uuid,
          conversation_id,
          $3::uuid,
          CASE WHEN m % 2 = 0 THEN 'inbound' ELSE 'outbound' END,
          'text',
          '{"body": "The quick brown fox jumps over the lazy dog."}',
          'wamid.grown.' || n || '.' || m,
          CASE WHEN m % 2 = 0 THEN NULL ELSE 'read' END,
          at + m * interval '1 minute',
          at + m * interval '1 minute'
        FROM w CROSS JOIN generate_series(1, $5::int) m`,
      [id, queue, number, open, messages],
    );
    await client.query(
      `
        INSERT INTO send_attempt (
          id,
          tenant_id,
          conversation_id,
          message_id,
          number,
          state,
          prepared_at,
          finished_at,
          wamid
        )
        SELECT gen_random_uuid(), tenant_id, conversation_id, id, 1, 'ACCEPTED', at, at, wamid
        FROM message
        WHERE tenant_id = $1 AND direction = 'outbound' AND wamid LIKE 'wamid.grown.%'`,
      [id],
    );
    await client.query(
      `
        INSERT INTO message_status (tenant_id, number_id, wamid, status, recipient, attempt_id, at, received_at)
        SELECT m.tenant_id, m.number_id, m.wamid, 'read', 'x', a.id, m.at, m.at
        FROM message m JOIN send_attempt a ON a.tenant_id = m.tenant_id AND a.message_id = m.id
        WHERE m.tenant_id = $1`,
      [id],
    );
    await growAround(client, id);
    // What was there before has been gone through, as it has after the first hour: only what comes is filled.
    await client.query(`
      INSERT INTO search_place (tenant_id, done)
      SELECT id, true
      FROM tenant
      ON CONFLICT (tenant_id) DO UPDATE
      SET done = true`);
    return queue;
  });
}

/**
 * Inserts what else an installation of that age has: accepted offers, AI suggestions and model calls, other tenants,
 * and people who are logged in.
 */
async function growAround(client: pg.Client, tenantId: string): Promise<void> {
  await client.query(
    `
      INSERT INTO offer (
        id,
        tenant_id,
        conversation_id,
        queue_id,
        agent_id,
        state,
        weight,
        offered_at,
        expires_at,
        ended_at
      )
      SELECT
        gen_random_uuid(),
        tenant_id,
        conversation_id,
        queue_id,
        agent_id,
        'accepted',
        1,
        started_at,
        started_at + interval '1 minute',
        started_at
      FROM assignment
      WHERE tenant_id = $1`,
    [tenantId],
  );
  await client.query(
    `
      INSERT INTO suggestion (id, tenant_id, conversation_id, turn, kind, text, state, created_at)
      SELECT
        gen_random_uuid(),
        tenant_id,
        id,
        1,
        'reply',
        'The quick brown fox jumps over the lazy dog.',
        'stale',
        opened_at
      FROM conversation
      WHERE tenant_id = $1`,
    [tenantId],
  );
  await client.query(
    `
      INSERT INTO ai_call (
        id,
        tenant_id,
        conversation_id,
        turn,
        purpose,
        state,
        model,
        host,
        policy_version,
        prompt_version,
        period,
        reserved_tokens,
        reserved_micros,
        at
      )
      SELECT
        gen_random_uuid(),
        tenant_id,
        id,
        1,
        'suggest',
        'done',
        'm',
        'h',
        1,
        1,
        to_char(opened_at, 'YYYY-MM-DD'),
        1,
        1,
        opened_at
      FROM conversation
      WHERE tenant_id = $1`,
    [tenantId],
  );
  await client.query(`
    WITH
      n AS MATERIALIZED (
        SELECT
          n,
          gen_random_uuid() AS tenant_id,
          gen_random_uuid() AS queue_id,
          gen_random_uuid() AS number_id
        FROM generate_series(1, ${NEIGHBOURS}) n
      ),
      t AS (
        INSERT INTO tenant (id, name, default_queue_id, created_at)
        SELECT tenant_id, 'Neighbour ' || n, queue_id, now()
        FROM n
      ),
      q AS (
        INSERT INTO queue (id, tenant_id, name, created_at)
        SELECT queue_id, tenant_id, 'Support', now()
        FROM n
      ),
      b AS (
        INSERT INTO business_number (
          id,
          tenant_id,
          phone_number_id,
          waba_id,
          display_phone_number,
          name,
          access_token,
          created_at
        )
        SELECT
          number_id,
          tenant_id,
          '5' || lpad(n::text, 9, '0'),
          '9' || n,
          '+1 555 ' || n,
          'Neighbour',
          '',
          now()
        FROM n
      ),
      u AS (
        INSERT INTO app_user (id, tenant_id, email, name, role, password_hash, created_at)
        SELECT
          gen_random_uuid(),
          tenant_id,
          'person' || p || '@neighbour' || n || '.example',
          'Person ' || p,
          'AGENT',
          'x',
          now()
        FROM n CROSS JOIN generate_series(1, ${NEIGHBOURS_PEOPLE}) p
        RETURNING id, tenant_id
      ),
      m AS (
        INSERT INTO queue_member (tenant_id, queue_id, agent_id)
        SELECT u.tenant_id, n.queue_id, u.id
        FROM u JOIN n USING (tenant_id)
      )
    INSERT INTO agent_state (agent_id, tenant_id, presence, presence_since, idle_since)
    SELECT id, tenant_id, 'online', now(), now()
    FROM u`);
  await client.query(`
    INSERT INTO directory_credential (hash, kind, tenant_id, user_id, csrf_hash, created_at, expires_at)
    SELECT
      decode(md5(id::text) || md5(email), 'hex'),
      'session',
      tenant_id,
      id,
      decode(md5(email), 'hex'),
      now(),
      now() + interval '12 hours'
    FROM app_user
    WHERE role = 'AGENT'`);
}

/**
 * Lets `running` contacts write once through the API. Their conversations wait in the queue without agents, with
 * running workflows. Afterwards `queue` is the tenant's default queue again.
 */
export async function parkRunning(
  { adminUrl }: RunDatabase,
  { apiUrl, phoneNumberId, queue }: { readonly apiUrl: string; readonly phoneNumberId: string; readonly queue: string },
  { running }: Size,
): Promise<void> {
  await inParallel(nextContacts(running), POSTED_AT_ONCE, async contact => {
    const { bytes } = webhookBody(phoneNumberId, contact);
    const answer = await request(`${apiUrl}/webhooks/whatsapp`, {
      method: 'POST',
      body: bytes,
      headers: signed(bytes),
    });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`a message was not taken: ${answer.statusCode}`);
  });
  await withClient(adminUrl, async client => {
    await client.query(
      'UPDATE tenant t SET default_queue_id = q.id FROM queue q WHERE q.tenant_id = t.id AND q.id = $1',
      [queue],
    );
    const {
      rows: [open],
    } = await client.query<{ count: number }>(
      `
        SELECT count(*)::int AS count
        FROM conversation
        WHERE queue_id IN (SELECT id FROM queue WHERE name = '${PARKED}')`,
    );
    if (open?.count !== running) throw new Error(`${open?.count ?? 0} conversations wait of ${running}`);
    await client.query('VACUUM ANALYZE');
  });
}
