import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { IngestionInput, KnowledgeActivities } from '../contract.ts';

/** A page that cannot be had after three tries is said to be so; the others go on. */
const knowledge = proxyActivities<KnowledgeActivities>({ startToCloseTimeout: '2 min', heartbeatTimeout: '20 s', retry: { initialInterval: '1 s', maximumAttempts: 3 }, summary: 'Bring in the next page' });
/** The database alone: repeated for as long as it is away. */
const { giveUpPage } = proxyActivities<Pick<KnowledgeActivities, 'giveUpPage'>>({ startToCloseTimeout: '30 s', summary: 'Note that a page cannot be had' });

/** Brings in the pages of a source, one after the other. */
export async function knowledgeIngestionWorkflow(input: IngestionInput): Promise<void> {
  for (let more = true; more;) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof knowledgeIngestionWorkflow>(input);
    try {
      more = await knowledge.ingestNext(input);
    } catch {
      await giveUpPage(input);
    }
  }
}
