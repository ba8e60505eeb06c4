/** Fills a database with five companies' conversations, their messages, and what the search keeps of them. */
import type pg from 'pg';
import { withClient } from '../../ops/database-setup.ts';
import { contactTerms } from '../../domain/search/terms.ts';
import { KIND } from '../../store/search/kinds.ts';
import type { RunDatabase } from '../pairs/place.ts';
import { AGENTS, addAgents, addTenants } from './companies.ts';
import type { Sentence } from './texts.ts';

export interface WorkbenchSize {
  readonly conversations: number;
  readonly messagesEach: number;
}

/** The first tenant has most of it: it is the one that is measured. */
const SHARES = [0.6, 0.1, 0.1, 0.1, 0.1];
export const MEASURED_SHARE = SHARES[0] ?? 0;
const FIRST_NAMES = ['Ana', 'Bilal', 'Chiara', 'Deniz', 'Emre', 'Fatima', 'Goran', 'Hanna', 'Ingrid', 'Joao'];
const LAST_NAMES = ['Almeida', 'Berg', 'Castillo', 'Demir', 'Eriksen', 'Fischer', 'Gomes', 'Haddad', 'Ivanov'];
/** Contacts whose terms are inserted by one statement. */
const STEP = 5_000;

/** Name and number of the n-th contact of a tenant; both are found again by these functions. */
export const nameOf = (n: number): string =>
  `${FIRST_NAMES[n % FIRST_NAMES.length] ?? ''} ${LAST_NAMES[n % LAST_NAMES.length] ?? ''}${n}`;
export const numberOf = (tenant: number, n: number): string => `44${tenant}${String(n).padStart(9, '0')}`;

/**
 * Inserts it all, directly into the tables. Half of the conversations are closed, the others are being worked on by 40
 * agents a tenant. Three of the tenant's oldest are `owner`'s, whose own agents have logged in; nobody waits.
 */
export async function fillWorkbench(
  { adminUrl }: RunDatabase,
  { conversations, messagesEach }: WorkbenchSize,
  texts: readonly Sentence[],
  owner: string,
): Promise<void> {
  await withClient(adminUrl, async client => {
    await addTenants(client, SHARES.length - 2);
    await client.query(
      `
        CREATE TEMP TABLE sentence AS
        SELECT
          s.place - 1 AS place,
          s.body,
          ARRAY(
            SELECT unnest(s.terms)
            UNION
            SELECT ':en:' || l.lexeme
            FROM unnest(to_tsvector('english', array_to_string(s.terms, ' '))) l
            WHERE s.language = 'en' AND l.lexeme <> ALL (s.terms)
          ) AS terms
        FROM jsonb_to_recordset($1) AS s(place int, body text, terms text[], language text)`,
      [JSON.stringify(texts.map((text, place) => ({ ...text, place: place + 1 })))],
    );
    const { rows: tenants } = await client.query<{ id: string; queue: string; number: string }>(`
      SELECT t.id, t.default_queue_id AS queue, n.id AS number
      FROM tenant t JOIN business_number n ON n.tenant_id = t.id
      ORDER BY t.created_at, t.id`);
    for (const [place, tenant] of tenants.entries()) {
      const count = Math.round(conversations * (SHARES[place] ?? 0));
      await addAgents(client, tenant);
      await addConversations(client, { ...tenant, place, count, messagesEach, texts: texts.length });
      await addContactTerms(client, tenant.id, place, count);
    }
    await client.query(`
      INSERT INTO search_place (tenant_id, done, languages)
      SELECT id, true, '{en}'
      FROM tenant
      ON CONFLICT (tenant_id) DO UPDATE
      SET done = true`);
    await giveOldest(client, tenants[0]?.id ?? '', owner);
    await client.query('VACUUM ANALYZE');
  });
}

interface Filling {
  readonly id: string;
  readonly queue: string;
  readonly number: string;
  readonly place: number;
  readonly count: number;
  readonly messagesEach: number;
  /** How many sentences there are. */
  readonly texts: number;
}

async function addConversations(client: pg.Client, filling: Filling): Promise<void> {
  const { id, queue, number, place, count, messagesEach, texts } = filling;
  await client.query('DROP TABLE IF EXISTS filled');
  await client.query(
    `
      CREATE TEMP TABLE filled AS
      WITH
        a AS MATERIALIZED (
          SELECT agent_id, row_number() OVER (ORDER BY agent_id) - 1 AS place
          FROM agent_state
          WHERE tenant_id = $1::uuid AND max = 10000
        )
      SELECT
        n,
        gen_random_uuid() AS contact_id,
        gen_random_uuid() AS thread_id,
        gen_random_uuid() AS conversation_id,
        gen_random_uuid() AS assignment_id,
        a.agent_id,
        n % 2 = 0 AS closed,
        now() - interval '30 days' + n * interval '30 days' / $2::int AS at
      FROM generate_series(0, $2::int - 1) n JOIN a ON a.place = n % ${AGENTS}`,
    [id, count],
  );
  await client.query(
    `
      INSERT INTO contact (id, tenant_id, profile_name, created_at)
      SELECT
        contact_id,
        $1::uuid,
        ($2::text[])[n % ${FIRST_NAMES.length} + 1] || ' ' || ($3::text[])[n % ${LAST_NAMES.length} + 1] || n,
        at
      FROM filled`,
    [id, FIRST_NAMES, LAST_NAMES],
  );
  await client.query(
    `
      INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at)
      SELECT $1::uuid, 'wa_id', '44' || $2::int || lpad(n::text, 9, '0'), contact_id, at
      FROM filled`,
    [id, place],
  );
  await client.query(
    `
      INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at)
      SELECT thread_id, $1::uuid, $2::uuid, contact_id, at
      FROM filled`,
    [id, number],
  );
  await client.query(
    `
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
        closed_at,
        last_message_at,
        last_message_preview,
        last_message_kind,
        last_message_direction
      )
      SELECT
        f.conversation_id,
        $1::uuid,
        f.thread_id,
        $3::uuid,
        f.contact_id,
        CASE WHEN f.closed THEN 'closed' ELSE 'active' END,
        0,
        0,
        $2::uuid,
        CASE WHEN f.closed THEN NULL ELSE f.agent_id END,
        CASE WHEN f.closed THEN NULL ELSE f.assignment_id END,
        1,
        0,
        true,
        '[]',
        f.at,
        CASE WHEN f.closed THEN f.at + interval '20 minutes' END,
        f.at + $4::int * interval '1 minute',
        left(s.body, 100),
        'text',
        CASE WHEN $4::int % 2 = 0 THEN 'outbound' ELSE 'inbound' END
      FROM filled f JOIN sentence s ON s.place = (f.n * $4::bigint + $4) * 7919 % $5::int`,
    [id, queue, number, messagesEach, texts],
  );
  await client.query(
    `
      INSERT INTO assignment (id, tenant_id, conversation_id, queue_id, agent_id, state, weight, started_at)
      SELECT assignment_id, $1::uuid, conversation_id, $2::uuid, agent_id, 'active', 1, at
      FROM filled
      WHERE NOT closed`,
    [id, queue],
  );
  await client.query(
    `
      WITH
        m AS (
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
            f.conversation_id,
            $2::uuid,
            CASE WHEN m % 2 = 0 THEN 'outbound' ELSE 'inbound' END,
            'text',
            jsonb_build_object('body', s.body),
            'wamid.filled.' || $3::int || '.' || f.n || '.' || m,
            CASE WHEN m % 2 = 0 THEN 'read' END,
            f.at + m * interval '1 minute',
            f.at + m * interval '1 minute'
          FROM filled f
            CROSS JOIN generate_series(1, $4::int) m
            JOIN sentence s ON s.place = (f.n * $4::bigint + m) * 7919 % $5::int
          RETURNING id, at, content ->> 'body' AS body
        )
      INSERT INTO message_term (tenant_id, kind, term, at, message_id)
      SELECT $1::uuid, '${KIND.message}', t.term, m.at, m.id
      FROM m JOIN sentence s ON s.body = m.body CROSS JOIN LATERAL unnest(s.terms) AS t(term)
      ORDER BY 3, 4, 5`,
    [id, number, place, messagesEach, texts],
  );
}

async function addContactTerms(client: pg.Client, tenantId: string, place: number, count: number): Promise<void> {
  for (let from = 0; from < count; from += STEP) {
    const numbers: number[] = [];
    const terms: string[] = [];
    for (let n = from; n < Math.min(from + STEP, count); n += 1)
      for (const term of contactTerms({ name: nameOf(n), username: null, numbers: [numberOf(place, n)] })) {
        numbers.push(n);
        terms.push(term);
      }
    await client.query(
      `
        INSERT INTO contact_term (tenant_id, term, contact_id)
        SELECT $1::uuid, t.term, f.contact_id
        FROM unnest($2::int[], $3::text[]) AS t(n, term) JOIN filled f USING (n)`,
      [tenantId, numbers, terms],
    );
  }
}

/** Makes the oldest conversations of a tenant an agent's: whoever lists those looks past all others. */
async function giveOldest(client: pg.Client, tenantId: string, owner: string): Promise<void> {
  await client.query(
    `
      WITH
        owner AS (
          SELECT id
          FROM app_user
          WHERE email = $2
        ),
        given AS (
          UPDATE conversation c
          SET agent_id = (SELECT id FROM owner)
          WHERE (tenant_id, id) IN (
              SELECT tenant_id, id
              FROM conversation
              WHERE tenant_id = $1::uuid AND phase = 'active'
              ORDER BY last_message_at
              LIMIT 3
            )
          RETURNING c.assignment_id
        )
      UPDATE assignment
      SET agent_id = (SELECT id FROM owner)
      WHERE id IN (SELECT assignment_id FROM given)`,
    [tenantId, owner],
  );
}
