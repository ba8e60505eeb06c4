import type { Client } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import {
  NUMBER_CHECK_SCHEDULE,
  NUMBER_CHECK_WORKFLOW,
  TEMPLATE_SYNC_SCHEDULE,
  TEMPLATE_SYNC_WORKFLOW,
} from '../workflows/contract.ts';

/**
 * Creates the hourly Temporal schedules (template synchronisation, number checks); their first runs begin at once.
 * Schedules that exist already are left as they are.
 */
export async function ensureSchedules(client: Client, taskQueue: string): Promise<void> {
  await ensure(client, taskQueue, TEMPLATE_SYNC_SCHEDULE, TEMPLATE_SYNC_WORKFLOW);
  await ensure(client, taskQueue, NUMBER_CHECK_SCHEDULE, NUMBER_CHECK_WORKFLOW);
}

async function ensure(client: Client, taskQueue: string, scheduleId: string, workflowType: string): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every: '1 hour' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: {
        type: 'startWorkflow',
        workflowType,
        workflowId: `${scheduleId}/all`,
        taskQueue,
        args: [{ tenantId: null }],
      },
      state: { triggerImmediately: true },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
