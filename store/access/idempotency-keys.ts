/** Answers to requests with an Idempotency-Key, kept so that a repeated request gets the same answer. */
import type { TenantUnit } from '../db/database.ts';
import type { IdempotencyKey, Prisma } from '../generated/client.ts';

/** Keys are separate for each actor and route. */
export interface IdempotencyName {
  readonly actorId: string;
  readonly route: string;
  readonly key: string;
}

/** Locks the key until the transaction ends, or the process dies. @returns false when another transaction has it. */
export async function lockIdempotencyKey(
  { tx, tenantId }: TenantUnit,
  { actorId, route, key }: IdempotencyName,
): Promise<boolean> {
  const [lock] = await tx.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`${tenantId}:${actorId}:${route}:${key}`}, 1)) AS free`;
  return lock?.free === true;
}

/** The stored answer, with the hash of the request's body that it was given to; null when there is none. */
export function findKeptAnswer(
  { tx, tenantId }: TenantUnit,
  name: IdempotencyName,
): Promise<Pick<IdempotencyKey, 'bodyHash' | 'response'> | null> {
  return tx.idempotencyKey.findUnique({ where: { tenantId_actorId_route_key: { tenantId, ...name } } });
}

export interface KeptAnswer {
  /** Of the request's body, to refuse the same key with another body. */
  readonly bodyHash: Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly response: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Stores the answer; to be called in the transaction that has the request's effect. */
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
