/** Contract for the ingestion of knowledge sources. */

export const KNOWLEDGE_INGESTION_WORKFLOW = 'knowledgeIngestionWorkflow';

export interface IngestionInput {
  readonly tenantId: string;
  readonly sourceId: string;
  /** Counts the passes over the source; outdated rounds do nothing. */
  readonly round: number;
}

export const knowledgeIngestionWorkflowId = (sourceId: string, round: number): string =>
  `knowledge/${sourceId}/${round}`;

export interface KnowledgeActivities {
  /** Ingests the next page of a source, or ends the round. @returns false if the round has ended. */
  ingestNext(input: IngestionInput): Promise<boolean>;
  /** Milliseconds until the next automatic round; null: there is none. */
  refreshAfter(input: IngestionInput): Promise<number | null>;
  /** Begins the next round. @returns its number; null if another one was begun meanwhile, or the source is gone. */
  beginRound(input: IngestionInput): Promise<number | null>;
  /** Records that the next page cannot be had. */
  giveUpPage(input: IngestionInput): Promise<void>;
}
