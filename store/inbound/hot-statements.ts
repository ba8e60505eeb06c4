/**
 * The two statements of the hot path, each a transaction of its own. Row-level security adds the tenant to every
 * look-up. The number of rows is given as a LIMIT: the generic plan, which is kept for any number, then assumes only a
 * few, and so looks rows up by key instead of reading whole tables.
 */

/**
 * Finds, by the sender's identities, what each message needs. Nothing is locked, since `WRITE` only changes
 * conversations that are still the same.
 */
export const LOCATE = `
  SELECT
    w.position,
    i.contact_id AS sender_id,
    c.profile_name,
    c.username,
    k.message_id IS NOT NULL AS known,
    v.*
  FROM (
      SELECT *
      FROM unnest($1::int[], $2::text[], $3::text[], $4::uuid[], $5::bytea[])
      LIMIT $6
    ) AS w(position, kind, value, number_id, hash)
    JOIN contact_identity i ON i.kind = w.kind
      AND i.value = w.value
    JOIN contact c ON c.tenant_id = i.tenant_id
      AND c.id = i.contact_id
    JOIN thread t ON t.tenant_id = i.tenant_id
      AND t.contact_id = i.contact_id
      AND t.number_id = w.number_id
    LEFT JOIN inbound_key k ON k.tenant_id = i.tenant_id
      AND k.number_id = w.number_id
      AND k.wamid_hash = w.hash
    LEFT JOIN conversation v ON v.tenant_id = t.tenant_id
      AND v.thread_id = t.id
      AND v.phase IN ('queued', 'offered', 'active')`;

/**
 * Writes messages into the conversations that are unchanged since they were read, and returns the ids of those. $1: the
 * messages as JSON, in the order of their conversations' ids, of which the last one of each conversation also has the
 * conversation's new values (`prev_seq` and the fields after it). $2: how many messages there are. $3: when they were
 * received. What the database knows, or can compute from the rest, is not sent.
 */
export const WRITE = `
  WITH
    given AS MATERIALIZED (
      SELECT *
      FROM json_to_recordset($1::json) AS given(
          conversation_id uuid,
          id uuid,
          kind text,
          content jsonb,
          raw jsonb,
          wamid text,
          context_wamid text,
          at timestamptz,
          seq int,
          event jsonb,
          prev_seq int,
          window_expires_at timestamptz,
          window_warns_at timestamptz,
          window_expiry_noted boolean,
          retention_at timestamptz,
          due_at timestamptz,
          unread int,
          preview text
        )
      LIMIT $2
    ),
    changed AS (
      UPDATE conversation c
      SET
        last_seq = v.seq,
        last_wake_seq = v.seq,
        window_expires_at = v.window_expires_at,
        window_warns_at = v.window_warns_at,
        window_expiry_noted = v.window_expiry_noted,
        retention_at = v.retention_at,
        due_at = v.due_at,
        unread = c.unread + v.unread,
        last_message_id = v.id,
        last_message_at = greatest(c.last_message_at, $3::timestamptz),
        last_message_preview = v.preview,
        last_message_kind = v.kind,
        last_message_direction = 'inbound'
      FROM given v
      WHERE v.prev_seq IS NOT NULL AND c.id = v.conversation_id AND c.last_seq = v.prev_seq
      RETURNING c.id, c.contact_id, c.number_id
    ),
    m AS MATERIALIZED (
      SELECT
        g.conversation_id,
        g.id,
        g.kind,
        g.content,
        g.raw,
        g.wamid,
        g.context_wamid,
        g.at,
        g.seq,
        g.event,
        c.contact_id,
        c.number_id,
        (SELECT current_tenant()) AS tenant_id
      FROM given g JOIN changed c ON c.id = g.conversation_id
    ),
    keys AS (
      INSERT INTO inbound_key (tenant_id, number_id, wamid_hash, message_id, created_at)
      SELECT tenant_id, number_id, sha256(convert_to(wamid, 'UTF8')), id, $3
      FROM m
      ORDER BY 2, 3
    ),
    stored AS (
      INSERT INTO message (
        id,
        tenant_id,
        conversation_id,
        number_id,
        direction,
        kind,
        content,
        raw,
        wamid,
        context_wamid,
        at,
        received_at
      )
      SELECT
        id,
        tenant_id,
        conversation_id,
        number_id,
        'inbound',
        kind,
        content,
        raw,
        wamid,
        context_wamid,
        at,
        $3
      FROM m
    ),
    logged AS (
      INSERT INTO conversation_event (
        conversation_id,
        seq,
        tenant_id,
        type,
        at,
        actor_kind,
        actor_id,
        wakes,
        prev_wake_seq,
        data
      )
      SELECT
        conversation_id,
        seq,
        tenant_id,
        'message_received',
        $3,
        'contact',
        contact_id,
        true,
        seq - 1,
        event -> 'data'
      FROM m
    ),
    waiting AS (
      INSERT INTO outbox (conversation_id, seq, tenant_id, event)
      SELECT conversation_id, seq, tenant_id, event
      FROM m
    ),
    heads AS (
      INSERT INTO outbox_head AS h (conversation_id, tenant_id, ready_at)
      SELECT id, (SELECT current_tenant()), $3
      FROM changed
      ORDER BY id
      ON CONFLICT (conversation_id) DO UPDATE
      SET bumps = h.bumps + 1
    )
  SELECT id
  FROM changed`;
