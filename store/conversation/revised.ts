import { wordsOf } from '../../domain/whatsapp/words.ts';

const happenedTo = (kind: string): string =>
  `message_event x WHERE x.tenant_id = (SELECT current_tenant()) AND x.number_id = m.number_id AND x.target_wamid = m.wamid AND x.kind = '${kind}'`;

/** SQL of whether a message `m` was deleted by who wrote it. */
export function isRevoked(): string {
  return `EXISTS (SELECT 1 FROM ${happenedTo('revoke')})`;
}

/**
 * SQL columns that say how a message `m` reads now: `edited`, the content of its last edit (a message in WhatsApp's
 * form; null when there was none), and `revoked`, whether it was deleted.
 */
export const REVISED = `
  (
    SELECT e.content -> 'message'
    FROM message e
    WHERE e.tenant_id = (SELECT current_tenant())
      AND e.id = (SELECT x.message_id FROM ${happenedTo('edit')} ORDER BY x.at DESC, x.id DESC LIMIT 1)
  ) AS edited,
  ${isRevoked()} AS revoked`;

/** The text of a message as it reads now (see `wordsOf`); null when it was deleted, or has no text. */
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
