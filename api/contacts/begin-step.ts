import type { ContactImportInput } from '../../workflows/contract.ts';
import { CONTACT_IMPORT_WORKFLOW, contactImportWorkflowId } from '../../workflows/contract.ts';
import type { AppContext } from '../http/context.ts';
import { startWorkflow } from '../http/start-workflow.ts';

/**
 * Starts the workflow of an import's step, which is committed. When Temporal is unavailable, the workers' sweep starts
 * it within a minute; never throws for that.
 */
export async function beginStep(app: AppContext, input: ContactImportInput): Promise<void> {
  await startWorkflow(app, CONTACT_IMPORT_WORKFLOW, {
    workflowId: contactImportWorkflowId(input),
    input,
    onConflict: 'USE_EXISTING',
  }).catch((error: unknown) =>
    app.log.warn({ event: 'contact_import_deferred', err: error }, 'an import waits for the next sweep'),
  );
}
