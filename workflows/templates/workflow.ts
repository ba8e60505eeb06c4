import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import { beginOnce } from '../begin-once.ts';
import type { TemplateActivities, TemplateChangeInput, TemplateSyncInput } from './contract.ts';
import { TEMPLATE_CHANGE_WORKFLOW, templateChangeWorkflowId } from './contract.ts';

const records = proxyLocalActivities<
  Pick<TemplateActivities, 'listAccounts' | 'listOpenChanges' | 'giveUpTemplateChange'>
>({ startToCloseTimeout: '30 s', retry: { initialInterval: '200 ms', maximumInterval: '30 s' } });
/** Reading is safe to repeat; after three failures the next run of the schedule tries again. */
const syncing = proxyActivities<Pick<TemplateActivities, 'syncTemplates'>>({
  startToCloseTimeout: '5 min',
  retry: { initialInterval: '5 s', maximumAttempts: 3 },
  summary: 'Read an account’s templates',
});
/** A change can be submitted again: first it is looked up whether an earlier try took effect at WhatsApp. */
const submitting = proxyActivities<Pick<TemplateActivities, 'submitTemplateChange'>>({
  startToCloseTimeout: '2 min',
  scheduleToCloseTimeout: '2 days',
  retry: { initialInterval: '2 s', maximumInterval: '10 min' },
  summary: 'Submit a template to WhatsApp',
});

/**
 * Synchronises the templates of all accounts, or of one tenant's; an account that cannot be read does not hold up the
 * others. Before that, starts the workflows of open changes that do not run.
 */
export async function templateSyncWorkflow(input: TemplateSyncInput): Promise<void> {
  for (const change of await records.listOpenChanges(input))
    await beginOnce(TEMPLATE_CHANGE_WORKFLOW, templateChangeWorkflowId(change.changeId), change);
  for (const account of await records.listAccounts(input)) {
    try {
      await syncing.syncTemplates(account);
    } catch (error) {
      log.warn('the templates of an account could not be read', { wabaId: account.wabaId, error });
    }
  }
}

/**
 * One approved change of a template: submits it to WhatsApp, and then synchronises the account's templates to store the
 * result.
 */
export async function templateChangeWorkflow(input: TemplateChangeInput): Promise<void> {
  try {
    const account = await submitting.submitTemplateChange(input);
    if (account === null) return;
    await syncing
      .syncTemplates(account)
      .catch((error: unknown) => log.warn('the templates could not be read after a change', { error }));
  } catch (error) {
    if (isCancellation(error)) throw error;
    const cause = error instanceof ActivityFailure ? error.cause : error;
    await records.giveUpTemplateChange({
      ...input,
      reason: cause instanceof ApplicationFailure ? (cause.type ?? 'not_submitted') : 'not_submitted',
    });
  }
}
