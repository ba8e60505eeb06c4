import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import { beginOnce } from '../begin-once.ts';
import type { IngestionInput, KnowledgeActivities } from './contract.ts';
import { KNOWLEDGE_INGESTION_WORKFLOW, knowledgeIngestionWorkflowId } from './contract.ts';

/** A page that cannot be had after three tries is said to be so; the others go on. */
const knowledge = proxyActivities<Pick<KnowledgeActivities, 'ingestNext'>>({
  startToCloseTimeout: '2 min',
  heartbeatTimeout: '20 s',
  retry: { initialInterval: '1 s', maximumAttempts: 3 },
  summary: 'Bring in the next page',
});
/** The database alone: repeated for as long as it is away. */
const { giveUpPage, refreshAfter, beginRound } = proxyActivities<Omit<KnowledgeActivities, 'ingestNext'>>({
  startToCloseTimeout: '30 s',
});

/** Brings in the pages of a source, one after the other; then waits for the next round, where the tenant wants one. */
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
