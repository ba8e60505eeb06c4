import { wordsOf } from '../../domain/whatsapp/words.ts';

const happenedTo = (kind: string): string =>
  `message_event x WHERE x.tenant_id = (SELECT current_tenant()) AND x.number_id = m.number_id AND x.target_wamid = m.wamid AND x.kind = '${kind}'`;

/**
 * SQL: as what a message `m` reads now: what its last edit made of it (`edited`, a message of WhatsApp's; null:
 * nothing), and whether it was deleted (`revoked`).
 */
export const REVISED = `
  (
    SELECT e.content -> 'message'
    FROM message e
    WHERE e.tenant_id = (SELECT current_tenant())
      AND e.id = (SELECT x.message_id FROM ${happenedTo('edit')} ORDER BY x.at DESC, x.id DESC LIMIT 1)
  ) AS edited,
  EXISTS (SELECT 1 FROM ${happenedTo('revoke')}) AS revoked`;

/** The words of a message as it reads now; null where it was deleted, or has none. */
export function wordsNow(
  kind: string,
  content: Readonly<Record<string, unknown>> | null,
  revision: { readonly edited: unknown; readonly revoked: boolean },
): string | null {
  if (revision.revoked) return null;
  return revision.edited === null || revision.edited === undefined
    ? wordsOf(kind, content)
    : wordsOf('edit', { message: revision.edited });
}
