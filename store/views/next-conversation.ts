import { HAPPENINGS } from '../../domain/whatsapp/inbound.ts';
import type { TenantUnit } from '../db/database.ts';

/**
 * Of the conversations that somebody works on, the one whose contact has waited longest for an answer: since the first
 * message after which nobody answered. Reactions and the like want none.
 * @param except a conversation that does not count; null: all do.
 * @returns its id; null: nobody waits.
 */
export async function longestUnanswered(
  { tx, tenantId }: TenantUnit,
  agentId: string,
  except: string | null,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.id
    FROM conversation c
      JOIN LATERAL (
        SELECT m.at
        FROM message m
        WHERE m.tenant_id = c.tenant_id
          AND m.conversation_id = c.id
          AND m.direction = 'inbound'
          AND m.kind <> ALL(${[...HAPPENINGS]}::text[])
          AND m.at > coalesce(
            (
              SELECT o.at
              FROM message o
              WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id AND o.direction = 'outbound'
              ORDER BY o.at DESC
              LIMIT 1
            ),
            '-infinity'
          )
        ORDER BY m.at
        LIMIT 1
      ) waits ON true
    WHERE c.tenant_id = ${tenantId}::uuid
      AND c.agent_id = ${agentId}::uuid
      AND c.phase = 'active'
      AND c.id IS DISTINCT FROM ${except}::uuid
    ORDER BY waits.at, c.id
    LIMIT 1`;
  return row?.id ?? null;
}
