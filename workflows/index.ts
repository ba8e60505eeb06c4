/** Everything the worker's workflow bundle holds. */
export { conversationWorkflow } from './conversation/workflow.ts';
export { mediaWorkflow } from './media/workflow.ts';
export { templateSyncWorkflow } from './templates/workflow.ts';
