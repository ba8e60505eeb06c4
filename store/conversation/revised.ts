import { wordsOf } from '../../domain/whatsapp/words.ts';
import type { TenantUnit } from '../database.ts';

const happenedTo = (kind: string): string => `message_event x WHERE x.tenant_id = (SELECT current_tenant()) AND x.number_id = m.number_id AND x.target_wamid = m.wamid AND x.kind = '${kind}'`;

/** SQL: as what a message `m` reads now: what its last edit made of it (`edited`, a message of WhatsApp's; null: nothing), and whether it was deleted (`revoked`). */
export const REVISED = `(SELECT e.content->'message' FROM message e WHERE e.tenant_id = (SELECT current_tenant()) AND e.id = (SELECT x.message_id FROM ${happenedTo('edit')} ORDER BY x.at DESC, x.id DESC LIMIT 1)) AS edited,
      EXISTS (SELECT 1 FROM ${happenedTo('revoke')}) AS revoked`;

/** The words of a message as it reads now; null where it was deleted, or has none. */
export function wordsNow(kind: string, content: Readonly<Record<string, unknown>> | null, revision: { readonly edited: unknown; readonly revoked: boolean }): string | null {
  if (revision.revoked) return null;
  return revision.edited === null || revision.edited === undefined ? wordsOf(kind, content) : wordsOf('edit', { message: revision.edited });
}

interface Named { readonly numberId: string; readonly wamid: string | null }

/** What became of messages by edits and deletions, by number and id at WhatsApp (`revisionKey`); those nothing became of are missing. */
export async function revisionsOf({ tx, tenantId }: Pick<TenantUnit, 'tx' | 'tenantId'>, rows: readonly Named[]): Promise<Map<string, { readonly edited: unknown; readonly revoked: boolean }>> {
  const wamids = rows.flatMap(row => row.wamid ?? []);
  const events = wamids.length === 0 ? [] : await tx.messageEvent.findMany({ where: { tenantId, targetWamid: { in: wamids }, kind: { in: ['edit', 'revoke'] } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
  const edits = new Map((await tx.message.findMany({ where: { tenantId, id: { in: events.map(event => event.messageId) } }, select: { id: true, content: true } })).map(row => [row.id, (row.content as { message?: unknown } | null)?.message ?? null]));
  const found = new Map<string, { edited: unknown; revoked: boolean }>();
  for (const { numberId, targetWamid, kind, messageId } of events) {
    const before = found.get(revisionKey(numberId, targetWamid)) ?? { edited: null, revoked: false };
    found.set(revisionKey(numberId, targetWamid), kind === 'revoke' ? { ...before, revoked: true } : { ...before, edited: edits.get(messageId) ?? null });
  }
  return found;
}

export const revisionKey = (numberId: string, wamid: string): string => `${numberId} ${wamid}`;
