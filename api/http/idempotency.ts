import { createHash } from 'node:crypto';
import type { TenantUnit } from '../../store/db/database.ts';
import { findKeptAnswer, keepAnswer, lockIdempotencyKey } from '../../store/access/idempotency-keys.ts';
import { problem } from './problem.ts';

/** A request with an Idempotency-Key. The key is scoped to its actor and route. */
export interface IdempotentCall {
  readonly key: string;
  readonly actorId: string;
  /** Method and path, ids included. */
  readonly route: string;
  /** The validated body; the key may be used again only with the same one. */
  readonly body: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The HTTP status of the answer. */
  readonly status: number;
}

/**
 * Runs `effect` once per Idempotency-Key: its answer is stored in the same transaction as the effect, and a repetition
 * with the same key and body gets the stored answer. The key is held by a lock of the transaction, so a crash releases
 * it.
 * @throws problem 409 `idempotency_in_flight`, 422 `idempotency_key_reused`.
 */
export async function once<T>(unit: TenantUnit, call: IdempotentCall, effect: () => Promise<T>): Promise<T> {
  const { actorId, route, key, at, status } = call;
  const name = { actorId, route, key };
  if (!(await lockIdempotencyKey(unit, name)))
    throw problem(409, 'idempotency_in_flight', 'A request with this Idempotency-Key is being carried out.', {
      headers: { 'retry-after': '1' },
    });
  const bodyHash = Buffer.from(
    createHash('sha256')
      .update(JSON.stringify(call.body ?? null))
      .digest(),
  );
  const known = await findKeptAnswer(unit, name);
  if (known !== null) {
    if (!bodyHash.equals(known.bodyHash))
      throw problem(422, 'idempotency_key_reused', 'This Idempotency-Key was used with another body.', {
        field: 'Idempotency-Key',
      });
    return known.response as T;
  }
  const answer = await effect();
  const response = JSON.parse(JSON.stringify(answer ?? null)) as T;
  await keepAnswer(unit, name, { bodyHash, status, response, at });
  return response;
}
