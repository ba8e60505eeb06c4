/** Sources of the knowledge base. */

export const KNOWLEDGE_INGESTION_WORKFLOW = 'knowledgeIngestionWorkflow';

export interface IngestionInput {
  readonly tenantId: string;
  readonly sourceId: string;
  /** Which time the source is looked at. */
  readonly round: number;
}

export const knowledgeIngestionWorkflowId = (sourceId: string, round: number): string =>
  `knowledge/${sourceId}/${round}`;

export interface KnowledgeActivities {
  /** Brings in the next page of a source, or ends the round. @returns false when it has ended. */
  ingestNext(input: IngestionInput): Promise<boolean>;
  /** How long until the source is looked at again by itself, milliseconds; null: it is not. */
  refreshAfter(input: IngestionInput): Promise<number | null>;
  /** Begins the next round, unless somebody was quicker. @returns its number. */
  beginRound(input: IngestionInput): Promise<number | null>;
  /** Notes that the next page cannot be had. */
  giveUpPage(input: IngestionInput): Promise<void>;
}
