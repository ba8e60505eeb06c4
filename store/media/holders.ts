import type { TenantUnit } from '../db/database.ts';

/**
 * Lets go of bytes that an upload and the messages sent with it share. One at a time: of two that let go at once, the
 * second sees that it is the last. `forget` takes the holder's row away.
 * @returns whether the bytes are to be removed: nobody else needs them. Then `forget` was not called; call it after.
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
