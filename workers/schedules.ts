import type { Client } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TEMPLATE_SYNC_SCHEDULE, TEMPLATE_SYNC_WORKFLOW } from '../workflows/contract.ts';

/** Sets up what runs by the clock, once for all workers; the first run begins at once. */
export async function ensureSchedules(client: Client, taskQueue: string): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: TEMPLATE_SYNC_SCHEDULE, spec: { intervals: [{ every: '1 hour' }] }, policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: { type: 'startWorkflow', workflowType: TEMPLATE_SYNC_WORKFLOW, workflowId: 'template-sync/all', taskQueue, args: [{ tenantId: null }] },
      state: { triggerImmediately: true },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
