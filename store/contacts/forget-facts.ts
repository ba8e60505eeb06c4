import type { TenantUnit } from '../db/database.ts';

/**
 * Clears what is known of a contact, and what was noted about it. What stays says nothing of a person: that there was
 * one, and what it wished.
 */
export async function forgetFacts({ tx, tenantId }: TenantUnit, contactId: string): Promise<void> {
  await tx.contact.updateMany({
    where: { tenantId, id: contactId },
    data: {
      profileName: null,
      givenName: null,
      username: null,
      vip: false,
      language: null,
      tags: [],
      attributes: {},
      trainingConsent: false,
      consentSource: null,
      consentAt: null,
    },
  });
  await tx.contactBlock.deleteMany({ where: { tenantId, contactId } });
}
