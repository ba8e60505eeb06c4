/** Contract for typing indicators. */

export const TYPING_WORKFLOW = 'typingWorkflow';

export interface TypingInput {
  readonly tenantId: string;
  readonly conversationId: string;
}

export const typingWorkflowId = (conversationId: string): string => `typing/${conversationId}`;
