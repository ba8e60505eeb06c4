import type { TenantUnit } from '../db/database.ts';

/**
 * Releases bytes that an upload and the messages sent with it share. Under a lock, so that of two concurrent releases
 * the second sees that it is the last.
 * @param forget deletes the holder's row.
 * @returns true when no other holder is left: the caller must remove the bytes, and call `forget` itself afterwards.
 * Otherwise `forget` has been called.
 */
export async function letGo(
  unit: TenantUnit,
  holderId: string,
  objectKey: string,
  forget: () => Promise<void>,
): Promise<boolean> {
  const { tx, tenantId } = unit;
  await tx.$queryRaw`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(hashtextextended(${objectKey}, 1))) l`;
  const others = { where: { tenantId, objectKey, id: { not: holderId } } };
  const [messages, uploads] = [await tx.media.count(others), await tx.upload.count(others)];
  if (messages + uploads === 0) return true;
  await forget();
  return false;
}
