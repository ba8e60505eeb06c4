/** Everything the worker's workflow bundle holds. */
export { conversationWorkflow } from './conversation/workflow.ts';
