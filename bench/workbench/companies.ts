/** Companies on one installation, and the people who work there. */
import type pg from 'pg';

export const AGENTS = 40;

/** Adds companies, with a number and a queue each. */
export async function addTenants(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `
    WITH
      n AS MATERIALIZED (
        SELECT
          n,
          gen_random_uuid() AS tenant_id,
          gen_random_uuid() AS queue_id,
          gen_random_uuid() AS number_id
        FROM generate_series(1, $1::int) n
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
      )
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
    FROM n`,
    [count],
  );
}

/** Adds 40 people to a queue of a company, who never log in. */
export async function addAgents(client: pg.Client, { id, queue }: { id: string; queue: string }): Promise<void> {
  await client.query(
    `
      WITH
        u AS (
          INSERT INTO app_user (id, tenant_id, email, name, role, password_hash, created_at)
          SELECT
            gen_random_uuid(),
            $1::uuid,
            'filled' || n || '@' || $1::text || '.example',
            'Agent ' || n,
            'AGENT',
            'x',
            now()
          FROM generate_series(1, ${AGENTS}) n
          RETURNING id
        ),
        m AS (
          INSERT INTO queue_member (tenant_id, queue_id, agent_id)
          SELECT $1::uuid, $2::uuid, id
          FROM u
        )
      INSERT INTO agent_state (agent_id, tenant_id, presence, presence_since, idle_since, max)
      SELECT id, $1::uuid, 'offline', now(), now(), 10000
      FROM u`,
    [id, queue],
  );
}
