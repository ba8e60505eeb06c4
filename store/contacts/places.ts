import type { TenantUnit } from '../db/database.ts';

/** Where a conversation stands, which decides who sees it (`isInScope`). */
export interface Place {
  readonly id: string;
  readonly queueId: string | null;
  readonly agentId: string | null;
}

/**
 * Where the conversations with these contacts stand: whoever sees one of them sees the contact, and whoever sees all of
 * the tenant sees any (the same rule as of `findContact`). A contact that is known by no name any more is left out.
 */
export async function placesOfContacts(
  { tx, tenantId }: TenantUnit,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Place[]>> {
  const contacts = await tx.contact.findMany({
    where: { tenantId, id: { in: [...ids] }, identities: { some: {} } },
    select: {
      id: true,
      threads: { select: { conversations: { select: { id: true, queueId: true, agentId: true } } } },
    },
  });
  return new Map(contacts.map(({ id, threads }) => [id, threads.flatMap(({ conversations }) => conversations)]));
}
