import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import { beginOnce } from '../begin-once.ts';
import type { IngestionInput, KnowledgeActivities } from './contract.ts';
import { KNOWLEDGE_INGESTION_WORKFLOW, knowledgeIngestionWorkflowId } from './contract.ts';

/** After three tries a page is recorded as failed (`giveUpPage`), and the next one follows. */
const knowledge = proxyActivities<Pick<KnowledgeActivities, 'ingestNext'>>({
  startToCloseTimeout: '2 min',
  heartbeatTimeout: '20 s',
  retry: { initialInterval: '1 s', maximumAttempts: 3 },
  summary: 'Bring in the next page',
});
/** These use only the database: retried without limit while it cannot be reached. */
const { giveUpPage, refreshAfter, beginRound } = proxyActivities<Omit<KnowledgeActivities, 'ingestNext'>>({
  startToCloseTimeout: '30 s',
});

/**
 * One round over a knowledge source: ingests its pages one by one. Then waits until the source is due again, if the
 * tenant wants that, and starts the next round's workflow.
 */
export async function knowledgeIngestionWorkflow(input: IngestionInput): Promise<void> {
  for (let more = true; more;) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof knowledgeIngestionWorkflow>(input);
    try {
      more = await knowledge.ingestNext(input);
    } catch {
      await giveUpPage(input);
    }
  }
  const waits = await refreshAfter(input);
  if (waits === null) return;
  await sleep(waits, { summary: 'until the source is looked at again' });
  const round = await beginRound(input);
  if (round !== null)
    await beginOnce(KNOWLEDGE_INGESTION_WORKFLOW, knowledgeIngestionWorkflowId(input.sourceId, round), {
      ...input,
      round,
    } satisfies IngestionInput);
}
