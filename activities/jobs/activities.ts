import type { Database } from '../../store/db/database.ts';
import { applySettings } from '../../store/jobs/apply-settings.ts';
import { bulkStep } from '../../store/jobs/bulk-action.ts';
import { endJob, findJob, lockJob } from '../../store/jobs/jobs.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { JobActivities } from '../../workflows/contract.ts';

/** Activities for jobs. Each change and the job's progress share a transaction, so that no change is made twice. */
export function jobActivities({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: () => number | Promise<number>;
}): JobActivities {
  return {
    async carryOn({ tenantId, jobId }) {
      const at = await clock();
      const kind = await database.withTenant(tenantId, async unit => {
        const job = await findJob(unit, jobId);
        return job?.state === 'running' ? job.spec.kind : null;
      });
      if (kind === null) return false;
      const more =
        kind === 'reassign'
          ? await bulkStep(database, tenantId, jobId, at)
          : await unitOfWork(database)(tenantId, async unit => {
              const job = await lockJob(unit, jobId);
              return job !== null && applySettings(unit, job, at);
            });
      if (!more) await database.withTenant(tenantId, unit => endJob(unit, jobId, 'done', at));
      return more;
    },
  };
}
