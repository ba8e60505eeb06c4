import { forgetImported } from '../contacts/forget-imported.ts';
import type { TenantUnit } from '../db/database.ts';

/**
 * Locks the names of contacts: who writes at this moment has done so before, or waits and finds what is left then.
 */
export async function lockNames({ tx, tenantId }: TenantUnit, contactIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT value
    FROM contact_identity
    WHERE tenant_id = ${tenantId}::uuid AND contact_id = ANY(${[...contactIds]}::uuid[])
    ORDER BY kind, value
    FOR UPDATE`;
}

/** Whether anybody has ever talked with the contact. */
export async function hasTalked({ tx, tenantId }: TenantUnit, contactId: string): Promise<boolean> {
  return (await tx.thread.count({ where: { tenantId, contactId } })) > 0;
}

/** Removes a contact whose names are locked and that nobody has talked with; what the search knows of it goes with it. */
export async function removeContact({ tx, tenantId }: TenantUnit, contactId: string): Promise<void> {
  await tx.contactIdentity.deleteMany({ where: { tenantId, contactId } });
  await tx.contactPair.deleteMany({ where: { tenantId, OR: [{ oneId: contactId }, { otherId: contactId }] } });
  await tx.contact.deleteMany({ where: { tenantId, id: contactId } });
}

/**
 * Removes a contact, and what imports hold of it.
 * @returns false when somebody has talked with it: what was said has a time of its own after which it is erased.
 */
export async function removeUntalked(unit: TenantUnit, contactId: string): Promise<boolean> {
  await lockNames(unit, [contactId]);
  if (await hasTalked(unit, contactId)) return false;
  await forgetImported(unit, [contactId]);
  await removeContact(unit, contactId);
  return true;
}
