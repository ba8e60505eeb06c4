import type { TenantUnit } from '../db/database.ts';

/** Records in which other conversation a closed one is continued. */
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
