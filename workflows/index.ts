/** All workflows of the worker's bundle. */
export {
  aiTrialWorkflow,
  passagesWorkflow,
  suggestionWorkflow,
  trainingExportWorkflow,
  transcriptWorkflow,
  tryEndpointWorkflow,
} from './ai/workflow.ts';
export { contactBlockWorkflow, contactImportWorkflow } from './contacts/workflow.ts';
export { conversationWorkflow } from './conversation/workflow.ts';
export { applySettingsWorkflow, bulkReassignWorkflow } from './jobs/workflow.ts';
export { knowledgeIngestionWorkflow } from './knowledge/workflow.ts';
export { mediaUploadWorkflow, mediaWorkflow } from './media/workflow.ts';
export { numberCheckWorkflow, numberOrderWorkflow } from './numbers/workflow.ts';
export { templateChangeWorkflow, templateSyncWorkflow } from './templates/workflow.ts';
export { typingWorkflow } from './typing/workflow.ts';
