/**
 * SQL column `heard`: what is said in a voice message `m`, as a model wrote it down; null for other messages, and where there
 * is no transcript.
 */
export const HEARD = `
  CASE
    WHEN m.kind = 'audio' THEN (
      SELECT f.transcript
      FROM media f
      WHERE f.tenant_id = (SELECT current_tenant()) AND f.message_id = m.id AND f.place = 0
    )
  END AS heard`;
