/** Bulk actions: does with many conversations what an administrator has asked for. */
import * as decide from '../../domain/conversation/decide.ts';
import type { Actor, ActorKind } from '../../domain/conversation/events.ts';
import { nextExclusionEnd } from '../acd/exclusions.ts';
import { CapacityExceededError } from '../conversation/capacity-error.ts';
import type { Decider } from '../conversation/transition.ts';
import { transition } from '../conversation/transition.ts';
import type { Database, TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import { unitOfWork } from '../db/retries.ts';
import { requireQueue, tenantSettings } from '../tenant/settings.ts';
import type { BulkAction, Job } from './jobs.ts';
import { advance, lockJob, nextOf } from './jobs.ts';

/** Conversations per call. Each has a transaction of its own, so that a refused one does not affect the others. */
const AT_ONCE = 50;

/**
 * Continues a job with its next conversations. The progress is stored in the same transaction as each conversation's
 * change, so that none is done twice.
 * @param at epoch milliseconds.
 * @returns false when nothing is left to do, or the job has ended.
 */
export async function bulkStep(database: Database, tenantId: string, jobId: string, at: number): Promise<boolean> {
  const unitOf = unitOfWork(database);
  const ids = await unitOf(tenantId, async unit => {
    const job = await lockJob(unit, jobId);
    return job === null ? [] : nextOf(unit, job, AT_ONCE);
  });
  for (const id of ids) {
    try {
      await unitOf(tenantId, unit => oneOf(unit, jobId, id, at, true));
    } catch (error) {
      if (!(error instanceof CapacityExceededError)) throw error;
      await unitOf(tenantId, unit => oneOf(unit, jobId, id, at, false));
    }
  }
  return ids.length > 0;
}

/** @param act false only records that it was refused for lack of capacity. */
async function oneOf(unit: TenantUnit, jobId: string, conversationId: string, at: number, act: boolean): Promise<void> {
  const job = await lockJob(unit, jobId);
  if (job?.spec.kind !== 'reassign' || (job.cursor !== null && job.cursor >= conversationId)) return;
  const actor: Actor = { kind: job.author.kind as ActorKind, id: job.author.id };
  const result = act
    ? await transition(
        unit,
        { conversationId, at, actor, lockThread: true },
        decider(unit, conversationId, job.spec, at),
      )
    : null;
  if (result?.ok === true && job.spec.action === 'close' && job.spec.dispositionId !== null)
    await unit.tx.conversation.updateMany({
      where: { tenantId: unit.tenantId, id: conversationId },
      data: { dispositionId: job.spec.dispositionId },
    });
  const refusal = result === null ? 'capacity_exceeded' : result.ok ? undefined : result.refusal.refused;
  await advance(unit, job, {
    cursor: conversationId,
    looked: 1,
    changed: refusal === undefined ? 1 : 0,
    ...(refusal === undefined ? {} : { refusal }),
  });
}

function decider(
  unit: TenantUnit,
  conversationId: string,
  spec: Extract<Job['spec'], { kind: 'reassign' }> & BulkAction,
  at: number,
): Decider {
  return async state => {
    switch (spec.action) {
      case 'transfer':
        if (state.queueId === spec.queueId && state.phase === 'queued') return { refused: 'already_done' };
        return decide.transferToQueue(
          state,
          await requireQueue(unit, spec.queueId),
          at,
          await nextExclusionEnd(unit, conversationId, state, at),
        );
      case 'assign':
        return decide.assign(state, spec.agentId, newId(), (await requireQueue(unit, state.queueId)).weight);
      case 'close': {
        const queue = await requireQueue(unit, state.queueId);
        return decide.close(
          state,
          {
            reason: 'administrator',
            dispositionId: spec.dispositionId,
            dispositionRequired: queue.dispositionRequired,
          },
          at,
          await tenantSettings(unit),
          queue,
        );
      }
    }
  };
}
