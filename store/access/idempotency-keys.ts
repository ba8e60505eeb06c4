/** What was answered to a request with an Idempotency-Key, to be answered again. */
import type { TenantUnit } from '../db/database.ts';
import type { IdempotencyKey, Prisma } from '../generated/client.ts';

/** A key is one of its actor's, for one route. */
export interface IdempotencyName {
  readonly actorId: string;
  readonly route: string;
  readonly key: string;
}

/** Locks the key until the transaction ends, also when the process dies. @returns false: another one has it. */
export async function lockIdempotencyKey(
  { tx, tenantId }: TenantUnit,
  { actorId, route, key }: IdempotencyName,
): Promise<boolean> {
  const [lock] = await tx.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`${tenantId}:${actorId}:${route}:${key}`}, 1)) AS free`;
  return lock?.free === true;
}

export function findKeptAnswer(
  { tx, tenantId }: TenantUnit,
  name: IdempotencyName,
): Promise<Pick<IdempotencyKey, 'bodyHash' | 'response'> | null> {
  return tx.idempotencyKey.findUnique({ where: { tenantId_actorId_route_key: { tenantId, ...name } } });
}

export interface KeptAnswer {
  readonly bodyHash: Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly response: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Keeps the answer with the effect: in the same transaction. */
export async function keepAnswer(
  { tx, tenantId }: TenantUnit,
  name: IdempotencyName,
  { bodyHash, status, response, at }: KeptAnswer,
): Promise<void> {
  await tx.idempotencyKey.create({
    data: {
      tenantId,
      ...name,
      bodyHash,
      status,
      response: response as Prisma.InputJsonValue,
      createdAt: new Date(at),
    },
  });
}
