import { createHash } from 'node:crypto';
import type { TenantUnit } from '../../store/db/database.ts';
import { findKeptAnswer, keepAnswer, lockIdempotencyKey } from '../../store/access/idempotency-keys.ts';
import { problem } from './problem.ts';

export interface IdempotentCall {
  readonly key: string;
  readonly actorId: string;
  readonly route: string;
  readonly body: unknown;
  readonly at: number;
  readonly status: number;
}

/**
 * Runs `effect` once for a key: the answer is committed with the effect, and the same key and body get it again. The
 * key is guarded by a lock of the transaction, so a crash frees it.
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
