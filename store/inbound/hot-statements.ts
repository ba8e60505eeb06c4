/**
 * The two statements of the hot path, each a transaction of its own. Row-level security adds the tenant to every look-up.
 * The number of rows is given as a LIMIT because a plan kept for every size takes it for a few, and so looks rows up by
 * key instead of reading tables.
 */

/** Finds what each message needs by its sender's names. Nothing is locked: the write takes only what is still the same. */
export const LOCATE = `
  SELECT w.position, i.contact_id AS sender_id, c.profile_name, c.username, k.message_id IS NOT NULL AS known, v.*
  FROM (SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::uuid[], $5::bytea[]) LIMIT $6) AS w(position, kind, value, number_id, hash)
  JOIN contact_identity i ON i.kind = w.kind AND i.value = w.value
  JOIN contact c ON c.tenant_id = i.tenant_id AND c.id = i.contact_id
  JOIN thread t ON t.tenant_id = i.tenant_id AND t.contact_id = i.contact_id AND t.number_id = w.number_id
  LEFT JOIN inbound_key k ON k.tenant_id = i.tenant_id AND k.number_id = w.number_id AND k.wamid_hash = w.hash
  LEFT JOIN conversation v ON v.tenant_id = t.tenant_id AND v.thread_id = t.id AND v.phase IN ('queued', 'offered', 'active')`;

/**
 * Writes messages ($1, $2 of them) into conversations ($3, $4 of them, in order of id) that are still as they were read;
 * returns the ids of those. $5 and $6 are when the messages were received.
 */
export const WRITE = `
  WITH changed AS (
    UPDATE conversation c SET last_seq = v.last_seq, last_wake_seq = v.last_seq, window_expires_at = v.window_expires_at, window_warns_at = v.window_warns_at, window_expiry_noted = v.window_expiry_noted,
      retention_at = v.retention_at, due_at = v.due_at, unread = c.unread + v.unread, last_message_id = v.message_id, last_message_at = greatest(c.last_message_at, $5::timestamptz),
      last_message_preview = v.preview, last_message_kind = v.kind, last_message_direction = 'inbound'
    FROM (SELECT * FROM json_to_recordset($3::json) AS v(
      id uuid, contact_id uuid, prev_seq int, last_seq int, window_expires_at timestamptz, window_warns_at timestamptz, window_expiry_noted boolean,
      retention_at timestamptz, due_at timestamptz, unread int, message_id uuid, preview text, kind text) LIMIT $4) v
    WHERE c.id = v.id AND c.last_seq = v.prev_seq RETURNING c.id, v.contact_id
  ), m AS MATERIALIZED (
    SELECT m.*, changed.contact_id FROM (
      SELECT * FROM json_to_recordset($1::json) AS m(
        id uuid, conversation_id uuid, number_id uuid, hash text, kind text, content jsonb, raw jsonb, wamid text, context_wamid text, at timestamptz, seq int, data jsonb) LIMIT $2
    ) m JOIN changed ON changed.id = m.conversation_id
  ), keys AS (
    INSERT INTO inbound_key (tenant_id, number_id, wamid_hash, message_id, created_at)
    SELECT current_tenant(), number_id, decode(hash, 'hex'), id, $5 FROM m ORDER BY 2, 3
  ), stored AS (
    INSERT INTO message (id, tenant_id, conversation_id, number_id, direction, kind, content, raw, wamid, context_wamid, at, received_at)
    SELECT id, current_tenant(), conversation_id, number_id, 'inbound', kind, content, raw, wamid, context_wamid, at, $5 FROM m
  ), logged AS (
    INSERT INTO conversation_event (conversation_id, seq, tenant_id, type, at, actor_kind, actor_id, wakes, prev_wake_seq, data)
    SELECT conversation_id, seq, current_tenant(), 'message_received', $5, 'contact', contact_id, true, seq - 1, data FROM m
  ), waiting AS (
    INSERT INTO outbox (conversation_id, seq, tenant_id, event)
    SELECT conversation_id, seq, current_tenant(), jsonb_build_object('type', 'message_received', 'data', data, 'seq', seq, 'at', $6::bigint, 'prevWakeSeq', seq - 1) FROM m
  ), heads AS (
    INSERT INTO outbox_head AS h (conversation_id, tenant_id, ready_at)
    SELECT id, current_tenant(), $5 FROM changed ORDER BY id ON CONFLICT (conversation_id) DO UPDATE SET bumps = h.bumps + 1
  ) SELECT id FROM changed`;
