import { log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { TemplateActivities, TemplateSyncInput } from '../contract.ts';

const accounts = proxyLocalActivities<Pick<TemplateActivities, 'listAccounts'>>({ startToCloseTimeout: '30 s', retry: { initialInterval: '200 ms', maximumInterval: '30 s' } });
/** Reading is safe to repeat; what fails three times is tried again by the next run of the schedule. */
const syncing = proxyActivities<Pick<TemplateActivities, 'syncTemplates'>>({ startToCloseTimeout: '5 min', retry: { initialInterval: '5 s', maximumAttempts: 3 }, summary: 'Read an account’s templates' });

/** Reads the templates of all accounts, or of one tenant's; an account that cannot be read holds up no other. */
export async function templateSyncWorkflow(input: TemplateSyncInput): Promise<void> {
  for (const account of await accounts.listAccounts(input)) {
    try {
      await syncing.syncTemplates(account);
    } catch (error) {
      log.warn('the templates of an account could not be read', { wabaId: account.wabaId, error });
    }
  }
}
