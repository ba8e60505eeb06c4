import type { TenantUnit } from '../db/database.ts';
import type { BusinessNumber } from '../generated/client.ts';

/** A business number of the tenant, connected or not; without its access token. */
export function findNumber(
  { tx, tenantId }: TenantUnit,
  id: string,
): Promise<Omit<BusinessNumber, 'accessToken'> | null> {
  return tx.businessNumber.findFirst({ where: { tenantId, id }, omit: { accessToken: true } });
}

/** The tenant's first connected number as WhatsApp shows it, whose country numbers without one are of; empty: none. */
export async function ownDisplayNumber({ tx, tenantId }: TenantUnit): Promise<string> {
  const number = await tx.businessNumber.findFirst({
    where: { tenantId, state: 'connected', displayPhoneNumber: { not: '' } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { displayPhoneNumber: true },
  });
  return number?.displayPhoneNumber ?? '';
}

/** The same with its access token, sealed: for calls to WhatsApp. */
export function findCallingNumber({ tx, tenantId }: TenantUnit, id: string): Promise<BusinessNumber | null> {
  return tx.businessNumber.findFirst({ where: { tenantId, id } });
}

/** The business number that a message was received on or sent from; null when the message has no wamid. */
export async function numberOfMessage(
  { tx }: TenantUnit,
  messageId: string,
): Promise<{ readonly wamid: string; readonly number: BusinessNumber } | null> {
  const message = await tx.message.findFirst({ where: { id: messageId }, select: { wamid: true, numberId: true } });
  const number = message === null ? null : await tx.businessNumber.findUnique({ where: { id: message.numberId } });
  return message?.wamid == null || number === null ? null : { wamid: message.wamid, number };
}
