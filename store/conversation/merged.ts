import type { TenantUnit } from '../db/database.ts';

/** Says of a closed conversation in which other one it goes on. */
export async function setMergedInto(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  intoId: string,
): Promise<void> {
  await tx.conversation.update({
    where: { tenantId_id: { tenantId, id: conversationId } },
    data: { mergedInto: intoId },
  });
}
