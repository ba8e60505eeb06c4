/** Who was mentioned in which note: rows that say so to the person alone, until they are seen and as long as the note is kept. */
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import { seenBy } from './scope.ts';

/** A person who works for the tenant. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** Null: an administrator who takes no conversations. */
  readonly presence: string | null;
}

/** The people who may see a conversation, by name: administrators, and agents as `isInScope` says. */
export function colleaguesWhoSee({ tx, tenantId }: TenantUnit, conversationId: string): Promise<Colleague[]> {
  return tx.$queryRaw<Colleague[]>`
    SELECT u.id, u.name, u.role, s.presence
    FROM conversation c
      JOIN app_user u ON u.tenant_id = c.tenant_id AND u.disabled_at IS NULL
      LEFT JOIN agent_state s ON s.tenant_id = u.tenant_id AND s.agent_id = u.id
    WHERE c.tenant_id = ${tenantId}::uuid
      AND c.id = ${conversationId}::uuid
      AND (u.role = 'TENANT_ADMIN' OR ${Prisma.raw(seenBy('u.id'))})
    ORDER BY u.name, u.id`;
}

/** Notes that people are mentioned in a note, and tells them. @param at epoch milliseconds. */
export async function addMentions(
  { tx, tenantId, wake }: TenantUnit,
  note: { readonly messageId: string; readonly conversationId: string },
  userIds: readonly string[],
  at: number,
): Promise<void> {
  if (userIds.length === 0) return;
  await tx.mention.createMany({ data: userIds.map(userId => ({ tenantId, userId, ...note, at: new Date(at) })) });
  for (const userId of userIds) wake.beside.push(['mentions', userId]);
}

/**
 * What a person was told in these notes was seen; notes in which nobody mentions the person are left out.
 * The person's other windows are told.
 * @param at epoch milliseconds.
 */
export async function seeMentions(
  { tx, tenantId, wake }: TenantUnit,
  userId: string,
  messageIds: readonly string[],
  at: number,
): Promise<void> {
  const { count } = await tx.mention.updateMany({
    where: { tenantId, userId, messageId: { in: [...messageIds] }, seenAt: null },
    data: { seenAt: new Date(at) },
  });
  if (count > 0) wake.beside.push(['mentions', userId]);
}

/** Notes that are gone mention nobody. Whoever was mentioned in them is told. */
export async function forgetMentions({ tx, tenantId, wake }: TenantUnit, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const rows = await tx.$queryRaw<{ user_id: string }[]>`
    DELETE FROM mention
    WHERE tenant_id = ${tenantId}::uuid AND message_id = ANY(${[...messageIds]}::uuid[])
    RETURNING user_id`;
  for (const userId of new Set(rows.map(row => row.user_id))) wake.beside.push(['mentions', userId]);
}
