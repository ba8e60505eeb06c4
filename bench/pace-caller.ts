/**
 * One of several processes that ask the pacer for slots of one number. Reports the time at which each of its attempts
 * could have been sent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pacer } from '../activities/sending/pacer.ts';
import { inParallel } from './load.ts';
import { Database } from '../store/db/database.ts';
import { PAIR_LIMIT } from '../store/sending/pacing.ts';
import { deferAttempt } from '../store/sending/begin-attempt.ts';

const CALLERS = 30;

interface Work {
  readonly tenantId: string;
  readonly attempts: readonly { readonly id: string; readonly conversation_id: string }[];
}

const database = new Database({
  url: process.env['DATABASE_URL'] ?? '',
  poolSize: Number(process.env['DATABASE_POOL_SIZE']),
  maxWaitMs: 10_000,
  timeoutMs: 20_000,
});
const pacer = new Pacer(database, PAIR_LIMIT);
process.on('message', ({ tenantId, attempts }: Work) => {
  const times: number[] = [];
  const goneAt = inParallel(attempts, CALLERS, async ({ id, conversation_id: conversationId }) => {
    for (;;) {
      const slot = await pacer.slotFor(tenantId, id);
      if (slot.kind === 'now') {
        await slot.ready();
        return void times.push(Date.now());
      }
      const notBefore = Date.now() + slot.waitMs;
      await database.withTenant(tenantId, unit =>
        deferAttempt(unit, { conversationId, attemptId: id, at: Date.now() }, { notBefore, slotAt: slot.slotAt }),
      );
      await sleep(notBefore - Date.now());
    }
  });
  void goneAt.then(() => process.send?.({ times }));
});
process.send?.({ ready: true });
