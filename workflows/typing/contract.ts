/** Contract for typing indicators. */
export interface TypingInput {
  readonly tenantId: string;
  readonly conversationId: string;
}
